#ifndef PNG_WRITER_H
#define PNG_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Writes PNGs of every kind that the format allows, for tests: any color type, depth, filter, tRNS, interlaced or not.

typedef struct png_writer png_writer;

typedef struct {
    uint32_t width, height;
    uint8_t color_type, bit_depth;      // as in the IHDR chunk
    bool interlaced;
    int filter;                         // 0 to 4 as in the file, -1: libpng chooses for each row
    int compression_level;
    const uint8_t *palette;             // [palette_count, 3]
    int palette_count;
    const uint8_t *palette_alpha;       // [palette_alpha_count]
    int palette_alpha_count;
    const uint16_t *transparent_color;  // NULL, or gray, or red, green, blue
} png_writer_format;

// NULL when libpng refuses the format.
png_writer *png_writer_create(const png_writer_format *format);

// The next row as the file holds it: packed, 16 bits big-endian; of an interlaced picture what the pass has of it.
bool png_writer_write_row(png_writer *writer, const uint8_t *row);

// The file, valid until the writer is destroyed; NULL when something failed.
const uint8_t *png_writer_finish(png_writer *writer, size_t *count);

void png_writer_destroy(png_writer *writer);

#endif
