#include "png_writer.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

struct png_writer {
    png_structp png;
    png_infop info;
    uint8_t *bytes;
    size_t count, capacity;
};

// The write callback of libpng.
static void append(png_structp png, png_bytep bytes, size_t count) {
    png_writer *writer = png_get_io_ptr(png);
    if (writer->count + count > writer->capacity) {
        size_t capacity = 2 * (writer->count + count);
        uint8_t *larger = realloc(writer->bytes, capacity);
        if (larger == NULL) png_error(png, "out of memory");
        writer->bytes = larger;
        writer->capacity = capacity;
    }
    memcpy(writer->bytes + writer->count, bytes, count);
    writer->count += count;
}

static void flush(png_structp png) { (void)png; }

// Writes the chunks before the rows; jumps out by longjmp where libpng reports an error.
static void write_header(png_writer *writer, const png_writer_format *format) {
    png_structp png = writer->png;
    png_infop info = writer->info;
    png_set_write_fn(png, writer, append, flush);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(png, info, format->width, format->height, format->bit_depth, format->color_type,
                 format->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    if (format->palette_count > 0) {
        png_color palette[256];
        for (int i = 0; i < format->palette_count && i < 256; i++)
            palette[i] = (png_color){format->palette[3 * i], format->palette[3 * i + 1], format->palette[3 * i + 2]};
        png_set_PLTE(png, info, palette, format->palette_count);
    }
    if (format->palette_alpha_count > 0)
        png_set_tRNS(png, info, format->palette_alpha, format->palette_alpha_count, NULL);
    if (format->transparent_color != NULL) {
        const uint16_t *color = format->transparent_color;
        png_color_16 transparent = {.gray = color[0]};
        if (format->color_type == PNG_COLOR_TYPE_RGB)
            transparent = (png_color_16){.red = color[0], .green = color[1], .blue = color[2]};
        png_set_tRNS(png, info, NULL, 0, &transparent);
    }
    static const int filters[] = {PNG_FILTER_NONE, PNG_FILTER_SUB, PNG_FILTER_UP, PNG_FILTER_AVG, PNG_FILTER_PAETH};
    png_set_filter(png, PNG_FILTER_TYPE_BASE, format->filter < 0 ? PNG_ALL_FILTERS : filters[format->filter]);
    png_set_compression_level(png, format->compression_level);
    png_write_info(png, info);
}

png_writer *png_writer_create(const png_writer_format *format) {
    png_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) return NULL;
    writer->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    if (writer->png != NULL) writer->info = png_create_info_struct(writer->png);
    if (writer->info == NULL || setjmp(png_jmpbuf(writer->png)) != 0) {
        png_writer_destroy(writer);
        return NULL;
    }
    write_header(writer, format);
    return writer;
}

bool png_writer_write_row(png_writer *writer, const uint8_t *row) {
    if (setjmp(png_jmpbuf(writer->png)) != 0) return false;
    png_write_row(writer->png, row);
    return true;
}

const uint8_t *png_writer_finish(png_writer *writer, size_t *count) {
    if (setjmp(png_jmpbuf(writer->png)) != 0) return NULL;
    png_write_end(writer->png, NULL);
    *count = writer->count;
    return writer->bytes;
}

void png_writer_destroy(png_writer *writer) {
    if (writer == NULL) return;
    png_destroy_write_struct(&writer->png, &writer->info);
    free(writer->bytes);
    free(writer);
}
