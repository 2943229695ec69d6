// A writer of PNGs of every kind that the format allows, for tests: any color type, bit depth, filter and tRNS chunk,
// interlaced or not.

#ifndef PNG_WRITER_H
#define PNG_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct png_writer png_writer;

typedef struct {
    uint32_t width, height;             // in pixels
    uint8_t color_type, bit_depth;      // as in the IHDR chunk
    bool interlaced;                    // Adam7
    int filter;                         // 0 to 4 as in the file; -1: libpng chooses a filter for each row
    int compression_level;              // of zlib, 0 to 9
    const uint8_t *palette;             // [palette_count, 3]
    int palette_count;
    const uint8_t *palette_alpha;       // [palette_alpha_count]
    int palette_alpha_count;
    const uint16_t *transparent_color;  // NULL, or a gray level, or red, green, blue
} png_writer_format;

/// Creates a writer and writes the chunks before the rows.
///
/// - Returns: NULL where libpng refuses the format or memory is short.
png_writer *png_writer_create(const png_writer_format *format);

/// Writes the next row. The rows of an interlaced image are written pass by pass, each with the pixels of the pass.
///
/// - Parameter row: The samples as stored in the file: packed, 16 bits big-endian.
/// - Returns: False where libpng reports an error.
bool png_writer_write_row(png_writer *writer, const uint8_t *row);

/// Writes the end of the file.
///
/// - Parameter count: Receives the number of bytes.
/// - Returns: The file, valid until the writer is destroyed; NULL where libpng reports an error.
const uint8_t *png_writer_finish(png_writer *writer, size_t *count);

/// Frees the writer. `writer` may be NULL.
void png_writer_destroy(png_writer *writer);

#endif
