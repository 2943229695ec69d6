// A PNG decoder that returns one row at a time. Based on libpng 1.6.
//
// libpng reports errors by `longjmp`, which must not cross a Swift frame. The reader owns the `jmp_buf`, sets the jump
// target at the start of each function below, and calls no callback of the caller: a jump always ends inside
// the function that was called.
//
// The result is 8-bit gray or RGB without transparency:
// - samples as stored (gAMA, iCCP, sRGB and cHRM are ignored);
// - 16 bits a sample scaled to 8 with rounding; palettes and gray with 1, 2 or 4 bits expanded;
// - alpha and tRNS composited over white;
// - of an animated PNG the default image.
//
// The whole image is never in memory: an interlaced image is returned as the rows of its seven Adam7 passes, each
// with the positions of its pixels.
//
// Format: PNG (third edition, W3C 2025; ISO/IEC 15948).

#ifndef PNG_READER_H
#define PNG_READER_H

#include <stddef.h>
#include <stdint.h>

typedef struct png_reader png_reader;

typedef enum __attribute__((enum_extensibility(closed))) : int32_t {
    PNG_READER_OK,
    PNG_READER_END,                   // all rows were returned, and the file is undamaged up to its last chunk
    PNG_READER_EMPTY,                 // the file has no bytes
    PNG_READER_NOT_PNG,               // not a PNG: see png_reader_first_bytes
    PNG_READER_TRUNCATED,             // the file ends before the image is complete
    PNG_READER_DAMAGED,               // see png_reader_message
    PNG_READER_TOO_LARGE,             // the size in the header exceeds the limits
    PNG_READER_OUT_OF_MEMORY,
    PNG_READER_READ_ERROR,            // read() failed: see png_reader_errno
    PNG_READER_INCOMPATIBLE_LIBRARY,  // libpng refused the reader's version: see png_reader_library_version
} png_reader_status;

typedef struct {
    uint32_t width, height;    // in pixels
    uint32_t channels;         // of the rows: 1 gray, 3 RGB
} png_reader_header;

typedef struct {
    const uint8_t *samples;    // [count, channels], valid until the next call
    uint32_t count;            // number of pixels in this row, at least 1
    uint32_t y;                // row of the image that the pixels belong to
    uint32_t x, x_step;        // pixel i belongs to column x + i * x_step
} png_reader_row;

/// Creates a reader of `count` bytes in memory. The bytes are not copied and must outlive the reader.
///
/// Returns NULL where memory is short.
png_reader *png_reader_create_with_bytes(const void *bytes, size_t count);

/// Creates a reader of a file, which is read from the current offset of the descriptor. The descriptor is not closed.
///
/// Returns NULL where memory is short.
png_reader *png_reader_create_with_descriptor(int descriptor);

/// Frees the reader. `reader` may be NULL.
void png_reader_destroy(png_reader *reader);

/// Reads the chunks before the first row. Must be called once, before png_reader_read_row.
///
/// - Parameters:
///   - maximum_edge, maximum_pixels: The largest accepted width and height, and the largest accepted width · height.
///     Nothing whose size depends on the header is allocated before the size is checked.
///   - header: Receives size and channels; with PNG_READER_TOO_LARGE width and height only.
/// - Returns: PNG_READER_OK or an error.
png_reader_status png_reader_read_header(png_reader *reader, uint32_t maximum_edge, uint64_t maximum_pixels,
                                         png_reader_header *header);

/// Reads the next row.
///
/// Returns PNG_READER_OK with a row, PNG_READER_END, or an error. After any result other than PNG_READER_OK every
/// further call returns the same result.
png_reader_status png_reader_read_row(png_reader *reader, png_reader_row *row);

/// The largest number of bytes that png_reader_first_bytes returns for a file read from a descriptor.
#define PNG_READER_FIRST_BYTES 1024

/// Returns the first bytes of a file for which png_reader_read_header returned PNG_READER_NOT_PNG. Valid until the
/// reader is destroyed.
///
/// - Parameter count: Receives the number of bytes.
const uint8_t *png_reader_first_bytes(const png_reader *reader, size_t *count);

/// Returns libpng's first error message, for example "IDAT: CRC error"; an empty string where there was no error.
const char *png_reader_message(const png_reader *reader);

/// Returns `errno` of the read() that failed; 0 where none failed.
int png_reader_errno(const png_reader *reader);

/// Returns the version of libpng that this program was compiled for, for example "1.6.43".
const char *png_reader_compiled_version(void);

/// Returns the version of the libpng that is loaded.
const char *png_reader_library_version(void);

/// Makes the reader ask libpng for another version than the one that the program was compiled for, so that tests can
/// make libpng refuse. Must be called before png_reader_read_header.
///
/// - Parameter version: For example "1.4.0"; must outlive the reader.
void png_reader_set_compiled_version(png_reader *reader, const char *version);

#endif
