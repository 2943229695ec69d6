#ifndef PNG_READER_H
#define PNG_READER_H

#include <stddef.h>
#include <stdint.h>

// A PNG decoder that hands out one row at a time, for callers that must never be jumped over.
//
// libpng reports errors by `longjmp`, which may not cross a Swift frame. This reader owns the `jmp_buf`, arms it anew
// in each function below and calls nobody back, so a jump always ends inside the function that was called.
//
// What comes out is 8-bit gray or RGB without transparency: samples as stored (gAMA, iCCP, sRGB, cHRM are ignored),
// 16 bits scaled to 8 with rounding, palettes and 1, 2, 4-bit gray expanded, alpha and tRNS laid over white. Of an
// animated PNG it is the default image. The whole picture is never in memory: an interlaced one comes as the rows of
// its seven Adam7 passes, each with the positions of its pixels.
//
// Format: PNG (ISO/IEC 15948). Needs libpng 1.6.

typedef struct png_reader png_reader;

typedef enum __attribute__((enum_extensibility(closed))) : int32_t {
    PNG_READER_OK,
    PNG_READER_END,            // every row was handed out and the file is sound to its last chunk
    PNG_READER_EMPTY,          // not a single byte
    PNG_READER_NOT_PNG,        // see png_reader_first_bytes
    PNG_READER_TRUNCATED,      // the bytes end before the picture does
    PNG_READER_DAMAGED,        // see png_reader_message
    PNG_READER_TOO_LARGE,      // the header announces more than the limits allow
    PNG_READER_OUT_OF_MEMORY,
    PNG_READER_READ_ERROR,     // the descriptor could not be read: see png_reader_errno
} png_reader_status;

typedef struct {
    uint32_t width, height;    // in pixels
    uint32_t channels;         // of the rows that will come: 1 gray, 3 RGB
} png_reader_header;

typedef struct {
    const uint8_t *samples;    // [count, channels], valid until the next call
    uint32_t count;            // pixels in this row, at least 1
    uint32_t y;                // the picture's row they belong to
    uint32_t x, x_step;        // pixel i belongs to column x + i * x_step
} png_reader_row;

// Both return NULL when memory is short. The bytes are not copied and must outlive the reader. The descriptor is read
// from its current offset and not closed.
png_reader *png_reader_create_with_bytes(const void *bytes, size_t count);
png_reader *png_reader_create_with_descriptor(int descriptor);
void png_reader_destroy(png_reader *reader);

// To be called once, before the rows. `header` also receives width and height when the result is
// PNG_READER_TOO_LARGE. Nothing whose size depends on the header is allocated before it was held against the limits.
png_reader_status png_reader_read_header(png_reader *reader, uint32_t maximum_edge, uint64_t maximum_pixels,
                                         png_reader_header *header);

// PNG_READER_OK with a row, or PNG_READER_END. After any other result every further call returns the same one.
png_reader_status png_reader_read_row(png_reader *reader, png_reader_row *row);

// The first bytes of what png_reader_read_header found not to be a PNG: as many as there are, from a descriptor at
// most PNG_READER_FIRST_BYTES. Valid until the reader is destroyed.
#define PNG_READER_FIRST_BYTES 1024
const uint8_t *png_reader_first_bytes(const png_reader *reader, size_t *count);

// libpng's first error message, e.g. "IDAT: CRC error"; empty when there was none.
const char *png_reader_message(const png_reader *reader);

int png_reader_errno(const png_reader *reader);

#endif
