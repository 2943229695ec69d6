#include "whole_png.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    png_structp png;
    png_infop info;
    const uint8_t *next;
    size_t available;
    uint16_t *pixels;
    png_bytep *rows;
} decoding;

// The read callback of libpng.
static void take(png_structp png, png_bytep destination, size_t count) {
    decoding *whole = png_get_io_ptr(png);
    if (count > whole->available) png_error(png, "the file ends too early");
    memcpy(destination, whole->next, count);
    whole->next += count;
    whole->available -= count;
}

// Decodes the image; jumps out by longjmp where libpng reports an error.
static void decode(decoding *whole, uint32_t *width, uint32_t *height) {
    png_structp png = whole->png;
    png_infop info = whole->info;
    png_set_read_fn(png, whole, take);
    png_read_info(png, info);
    *width = png_get_image_width(png, info);
    *height = png_get_image_height(png, info);
    png_set_expand_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 0xFFFF, PNG_FILLER_AFTER);
    png_set_interlace_handling(png);
    if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) png_set_swap(png);
    png_read_update_info(png, info);
    if (png_get_rowbytes(png, info) != (size_t)*width * 8) png_error(png, "rows are not 16-bit RGBA");
    whole->pixels = malloc((size_t)*width * *height * 8);
    whole->rows = malloc(*height * sizeof *whole->rows);
    if (whole->pixels == NULL || whole->rows == NULL) png_error(png, "out of memory");
    for (uint32_t y = 0; y < *height; y++) whole->rows[y] = (png_bytep)(whole->pixels + (size_t)y * *width * 4);
    png_read_image(png, whole->rows);
    png_read_end(png, NULL);
}

uint16_t *whole_png_decode(const uint8_t *bytes, size_t count, uint32_t *width, uint32_t *height) {
    decoding *whole = calloc(1, sizeof *whole);
    if (whole == NULL) return NULL;
    whole->next = bytes;
    whole->available = count;
    whole->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    if (whole->png != NULL) whole->info = png_create_info_struct(whole->png);
    if (whole->info == NULL || setjmp(png_jmpbuf(whole->png)) != 0) {
        free(whole->pixels);
        whole->pixels = NULL;
    } else {
        decode(whole, width, height);
    }
    uint16_t *pixels = whole->pixels;
    png_destroy_read_struct(&whole->png, &whole->info, NULL);
    free(whole->rows);
    free(whole);
    return pixels;
}
