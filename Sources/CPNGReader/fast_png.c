#include "fast_png.h"

#include "over_white.h"
#include "png_header.h"
#include "row_kernels.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHUNK_BYTES = 12,   // length, type and checksum
    HEADER_BYTES = 13,  // data of IHDR
    MAXIMUM_INFLATED_BYTES = 16 << 20,
    MAXIMUM_WIDTH = 16384,   // keeps the buffers for rows small
    MAXIMUM_HEIGHT = 65536,  // a column of a block then has at most 128 samples, whose sum fits in 16 bits
};

typedef enum { GRAY = 0, RGB = 2, PALETTE = 3, GRAY_ALPHA = 4, RGB_ALPHA = 6 } ColorType;

// libdeflate

// From libdeflate.h. The functions belong to version 0 of the library's binary interface, the 0 in libdeflate.so.0.
typedef struct libdeflate_decompressor Decompressor;

typedef struct {
    Decompressor *(*alloc_decompressor)(void);
    void (*free_decompressor)(Decompressor *decompressor);
    int (*zlib_decompress_ex)(
        Decompressor *decompressor, const void *in, size_t in_count, void *out, size_t out_count, size_t *actual_in,
        size_t *actual_out);
    uint32_t (*crc32)(uint32_t crc, const void *bytes, size_t count);
} Deflate;

static Deflate deflate_library;
static bool has_deflate_library;

static void load_deflate_library(void) {
#ifdef __APPLE__
    void *library = dlopen("libdeflate.0.dylib", RTLD_NOW | RTLD_LOCAL);
#else
    void *library = dlopen("libdeflate.so.0", RTLD_NOW | RTLD_LOCAL);
#endif
    if (library == NULL) return;
    Deflate *d = &deflate_library;
    *(void **)&d->alloc_decompressor = dlsym(library, "libdeflate_alloc_decompressor");
    *(void **)&d->free_decompressor = dlsym(library, "libdeflate_free_decompressor");
    *(void **)&d->zlib_decompress_ex = dlsym(library, "libdeflate_zlib_decompress_ex");
    *(void **)&d->crc32 = dlsym(library, "libdeflate_crc32");
    has_deflate_library = d->alloc_decompressor && d->free_decompressor && d->zlib_decompress_ex && d->crc32;
}

// Creating and freeing

struct fast_png {
    const RowKernels *kernels;
    Decompressor *decompressor;

    uint8_t *memory;       // [ROW_MARGIN, inflated rows, ROW_MARGIN, joined parts]
    size_t memory_bytes;
    uint8_t *rows;         // [1 + WAVE_ROWS, stride], one row of RGB, 16-bit sums of one row
    size_t rows_bytes;

    // The image that is open.
    ColorType color_type;
    size_t width, height, pixel;
    uint8_t palette[256][3];  // RGB, composited over white
    size_t palette_count;
};

fast_png *fast_png_create(fast_png_code code) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load_deflate_library);
    fast_png *png = has_deflate_library ? calloc(1, sizeof *png) : NULL;
    if (png == NULL) return NULL;
    png->kernels = code == FAST_PNG_PORTABLE ? &row_kernels_portable : row_kernels_fastest();
    png->decompressor = deflate_library.alloc_decompressor();
    if (png->decompressor == NULL) {
        free(png);
        return NULL;
    }
    return png;
}

void fast_png_release_memory(fast_png *png) {
    free(png->memory);
    free(png->rows);
    png->memory = png->rows = NULL;
    png->memory_bytes = png->rows_bytes = 0;
}

void fast_png_destroy(fast_png *png) {
    if (png == NULL) return;
    fast_png_release_memory(png);
    deflate_library.free_decompressor(png->decompressor);
    free(png);
}

size_t fast_png_memory(const fast_png *png) { return png->memory_bytes + png->rows_bytes; }

// Enlarges a buffer to at least `bytes` and discards its content. Allocates a quarter more, but at most `most`: the
// images of a shop have similar sizes, and a larger buffer avoids page faults for the next ones. Returns false where
// memory is short.
static bool reserve(uint8_t **memory, size_t *capacity, size_t bytes, size_t most) {
    if (bytes <= *capacity) return true;
    size_t larger = bytes + bytes / 4;
    if (larger > most) larger = most;
    free(*memory);
    *memory = malloc(larger);
    *capacity = *memory == NULL ? 0 : larger;
    return *memory != NULL;
}

// Chunks

// Whether a chunk, given from its length field on, has this type.
static bool is_type(const uint8_t *chunk, const char *type) { return memcmp(chunk + 4, type, 4) == 0; }

// The chunks that the decoder uses, each from its length field on; NULL where a chunk is absent.
typedef struct {
    const uint8_t *palette, *transparency;  // PLTE and tRNS
    const uint8_t *data;                    // the first IDAT
    size_t data_parts;                      // number of IDAT chunks that are not empty
    size_t data_bytes;                      // total length of all IDAT chunks
} Chunks;

// Finds the chunks of a whole file. Accepts the chunks that libpng reads, in the order of the specification, and the
// ancillary chunks that libpng skips. Checks the checksum of every chunk up to IEND. Returns false for anything else.
static bool find_chunks(const uint8_t *bytes, size_t count, Chunks *chunks) {
    if (count < PNG_HEADER_SIGNATURE_BYTES + CHUNK_BYTES + HEADER_BYTES) return false;
    if (memcmp(bytes, png_header_signature, PNG_HEADER_SIGNATURE_BYTES) != 0) return false;
    bool is_in_data = false;
    for (size_t start = PNG_HEADER_SIGNATURE_BYTES; count - start >= CHUNK_BYTES;) {
        const uint8_t *chunk = bytes + start;
        const size_t length = png_header_big_endian(chunk);
        if (length > INT32_MAX || length > count - start - CHUNK_BYTES) return false;
        if (deflate_library.crc32(0, chunk + 4, 4 + length) != png_header_big_endian(chunk + 8 + length)) return false;
        if ((start == PNG_HEADER_SIGNATURE_BYTES) != is_type(chunk, "IHDR")) return false;
        if (is_type(chunk, "IHDR")) {
            if (length != HEADER_BYTES) return false;
        } else if (is_type(chunk, "IDAT")) {
            if (chunks->data == NULL) chunks->data = chunk;
            else if (!is_in_data) return false;
            chunks->data_parts += length > 0;
            chunks->data_bytes += length;
        } else if (is_type(chunk, "IEND")) {
            // Bytes after IEND are ignored, as libpng ignores them.
            return length == 0 && chunks->data_parts > 0;
        } else if (is_type(chunk, "PLTE")) {
            if (chunks->palette != NULL || chunks->transparency != NULL || chunks->data != NULL) return false;
            chunks->palette = chunk;
        } else if (is_type(chunk, "tRNS")) {
            if (chunks->transparency != NULL || chunks->data != NULL) return false;
            chunks->transparency = chunk;
        } else {
            // A valid ancillary chunk type has four letters: the first in lower case (ancillary), the third in upper
            // case (reserved bit, section 5.4).
            for (size_t i = 4; i < 8; i++) {
                if ((uint8_t)((chunk[i] | 0x20) - 'a') > 25) return false;
            }
            if ((chunk[4] & 0x20) == 0 || (chunk[6] & 0x20) != 0) return false;
        }
        is_in_data = is_type(chunk, "IDAT");
        start += CHUNK_BYTES + length;
    }
    return false;
}

// Stores the colors of PLTE, composited over white with the alpha values of tRNS. Returns false where a chunk has an
// invalid length.
static bool take_palette(fast_png *png, const uint8_t *palette, const uint8_t *transparency) {
    const size_t bytes = palette == NULL ? 0 : png_header_big_endian(palette);
    const size_t alphas = transparency == NULL ? 0 : png_header_big_endian(transparency);
    if (bytes == 0 || bytes % 3 != 0 || bytes > 3 * 256) return false;
    png->palette_count = bytes / 3;
    if (alphas > png->palette_count || (transparency != NULL && alphas == 0)) return false;
    for (size_t i = 0; i < png->palette_count; i++) {
        const uint32_t alpha = i < alphas ? transparency[8 + i] : 255;
        for (size_t c = 0; c < 3; c++) png->palette[i][c] = over_white(palette[8 + 3 * i + c], alpha);
    }
    return true;
}

// Stores size and color type of a file. Returns false where the decoder does not accept the format, or where PLTE and
// tRNS do not match the color type.
static bool take_header(fast_png *png, const uint8_t *bytes, const Chunks *chunks) {
    uint32_t width, height;
    if (!png_header_read_size(bytes, PNG_HEADER_BYTES, &width, &height)) return false;
    const uint8_t *header = bytes + PNG_HEADER_SIGNATURE_BYTES + 8;  // data of IHDR
    png->width = width;
    png->height = height;
    png->color_type = header[9];
    if (png->width == 0 || png->width > MAXIMUM_WIDTH || png->height == 0 || png->height > MAXIMUM_HEIGHT) return false;
    // 8 bits a sample; compression method, filter method and interlace method 0.
    if (header[8] != 8 || header[10] != 0 || header[11] != 0 || header[12] != 0) return false;
    switch (png->color_type) {
    case GRAY: png->pixel = 1; break;
    case RGB: png->pixel = 3; break;
    case GRAY_ALPHA: png->pixel = 2; break;
    case RGB_ALPHA: png->pixel = 4; break;
    case PALETTE: png->pixel = 1; return take_palette(png, chunks->palette, chunks->transparency);
    default: return false;
    }
    return chunks->palette == NULL && chunks->transparency == NULL;
}

// The deflate stream

// Returns the deflate stream in one piece: in place where the stream has a single part, else copied to `joined`.
static const uint8_t *join_parts(const Chunks *chunks, uint8_t *joined) {
    uint8_t *next = joined;
    for (const uint8_t *chunk = chunks->data; is_type(chunk, "IDAT");) {
        const size_t length = png_header_big_endian(chunk);
        if (chunks->data_parts == 1 && length > 0) return chunk + 8;
        memcpy(next, chunk + 8, length);
        next += length;
        chunk += CHUNK_BYTES + length;
    }
    return joined;
}

// Inflates the deflate stream into `png->memory`. Returns false where the stream is damaged, where its length differs
// from the length that the header implies, or where the stream exceeds the limits of memory.
static bool inflate_rows(fast_png *png, const Chunks *chunks) {
    const size_t inflated = png->height * (1 + png->width * png->pixel);
    if (inflated > MAXIMUM_INFLATED_BYTES) return false;
    const size_t joined = chunks->data_parts > 1 ? chunks->data_bytes : 0;
    if (joined > FAST_PNG_MAXIMUM_MEMORY - 2 * ROW_MARGIN - inflated) return false;
    const size_t needed = inflated + 2 * ROW_MARGIN + joined;
    if (!reserve(&png->memory, &png->memory_bytes, needed, FAST_PNG_MAXIMUM_MEMORY)) return false;
    const uint8_t *stream = join_parts(chunks, png->memory + inflated + 2 * ROW_MARGIN);
    // zlib refuses matches that reach beyond the window size in the header of the stream; libdeflate ignores the window
    // size. A stream with a window smaller than both 32 KB and the rows is therefore left to zlib.
    const size_t window = (size_t)1 << (8 + (stream[0] >> 4));
    if (window < 32768 && window < inflated) return false;
    size_t read = 0, written = 0;
    int status = deflate_library.zlib_decompress_ex(
        png->decompressor, stream, chunks->data_bytes, png->memory + ROW_MARGIN, inflated, &read, &written);
    return status == 0 && read == chunks->data_bytes && written == inflated;
}

// Whether the filter type of every row is between 0 and 4.
static bool has_legal_filters(const fast_png *png) {
    const uint8_t *row = png->memory + ROW_MARGIN;
    uint8_t largest = 0;
    for (size_t y = 0; y < png->height; y++, row += 1 + png->width * png->pixel) {
        largest = *row > largest ? *row : largest;
    }
    return largest <= 4;
}

bool fast_png_open(fast_png *png, const void *bytes, size_t count, uint32_t maximum_edge, uint64_t maximum_pixels,
                     png_reader_header *header) {
    Chunks chunks = {0};
    if (!find_chunks(bytes, count, &chunks)) return false;
    if (!take_header(png, bytes, &chunks)) return false;
    if (png->width > maximum_edge || png->height > maximum_edge) return false;
    if (png->width * png->height > maximum_pixels) return false;
    if (!inflate_rows(png, &chunks) || !has_legal_filters(png)) return false;
    const bool is_gray = png->color_type == GRAY || png->color_type == GRAY_ALPHA;
    *header = (png_reader_header){
        .width = (uint32_t)png->width, .height = (uint32_t)png->height, .channels = is_gray ? 1 : 3};
    return true;
}

// Rows

// Returns the samples of an unfiltered row as gray or RGB, composited over white: `row` itself, or `opaque`, which
// receives the samples. Returns NULL where the row contains a color index beyond the end of the palette.
static const uint8_t *composite_over_white(const fast_png *png, const uint8_t *row, uint8_t *restrict opaque) {
    switch (png->color_type) {
    case GRAY:
    case RGB: return row;
    case GRAY_ALPHA:
        for (size_t x = 0; x < png->width; x++) opaque[x] = over_white(row[2 * x], row[2 * x + 1]);
        return opaque;
    case RGB_ALPHA:
        for (size_t x = 0; x < png->width; x++) {
            for (size_t c = 0; c < 3; c++) opaque[3 * x + c] = over_white(row[4 * x + c], row[4 * x + 3]);
        }
        return opaque;
    case PALETTE:;
        uint8_t largest = 0;
        for (size_t x = 0; x < png->width; x++) largest = row[x] > largest ? row[x] : largest;
        if (largest >= png->palette_count) return NULL;
        for (size_t x = 0; x < png->width; x++) memcpy(opaque + 3 * x, png->palette[row[x]], 3);
        return opaque;
    }
    return NULL;
}

// Copies a row of gray or RGB samples [width, channels] to planes [channels, plane].
static void copy_row(
    size_t channels, size_t width, const uint8_t *restrict samples, uint8_t *restrict planes, size_t plane
) {
    if (channels == 1) {
        memcpy(planes, samples, width);
        return;
    }
    for (size_t x = 0; x < width; x++) {
        planes[x] = samples[3 * x];
        planes[plane + x] = samples[3 * x + 1];
        planes[2 * plane + x] = samples[3 * x + 2];
    }
}

bool fast_png_average(fast_png *png, uint32_t factor, uint8_t *planes) {
    const RowKernels *kernels = png->kernels;
    const size_t width = png->width, height = png->height, bytes = width * png->pixel;
    const size_t channels = png->color_type == GRAY || png->color_type == GRAY_ALPHA ? 1 : 3;
    const size_t stride = (bytes + 2 * ROW_MARGIN + 63) / 64 * 64;
    const size_t rows_bytes = (1 + WAVE_ROWS) * stride, opaque_bytes = (3 * width + 63) / 64 * 64;
    if (!reserve(&png->rows, &png->rows_bytes, rows_bytes + opaque_bytes + 2 * 3 * width, SIZE_MAX)) return false;
    uint8_t *rows = png->rows + ROW_MARGIN;
    uint8_t *opaque = png->rows + rows_bytes;
    uint16_t *sums = (uint16_t *)(opaque + opaque_bytes);

    const size_t across = (width + factor - 1) / factor, down = (height + factor - 1) / factor, plane = across * down;
    const size_t whole = width / factor, rest = width - whole * factor;
    const uint8_t *filtered = png->memory + ROW_MARGIN;
    memset(rows, 0, bytes);
    for (size_t y = 0; y < height;) {
        const size_t count = height - y < WAVE_ROWS ? height - y : WAVE_ROWS;
        kernels->unfilter(png->pixel, width, count, filtered, rows, stride);
        filtered += count * (1 + bytes);
        for (size_t r = 1; r <= count; r++, y++) {
            const uint8_t *samples = composite_over_white(png, rows + r * stride, opaque);
            if (samples == NULL) return false;
            uint8_t *means = planes + y / factor * across;
            if (factor == 1) {
                copy_row(channels, width, samples, means, plane);
                continue;
            }
            kernels->add_row(width * channels, samples, y % factor == 0, sums);
            if (y % factor != factor - 1 && y != height - 1) continue;
            const size_t summed = y % factor + 1;
            kernels->average(channels, factor, whole, summed, sums, means, plane);
            if (rest > 0) {
                kernels->average(channels, rest, 1, summed, sums + whole * factor * channels, means + whole, plane);
            }
        }
        memcpy(rows, rows + count * stride, bytes);
    }
    return true;
}
