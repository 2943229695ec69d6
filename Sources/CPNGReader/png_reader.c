#include "png_reader.h"

#include "over_white.h"
#include "png_header.h"

#include <errno.h>
#include <png.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PASSES = 7, DESCRIPTOR_BUFFER_BYTES = 65536, MESSAGE_BYTES = 200 };

struct png_reader {
    jmp_buf jump;
    png_structp png;
    png_infop info;

    const char *compiled_version;   // the version of libpng that the program was compiled for

    const uint8_t *next;            // [available], bytes that libpng has not read yet
    size_t available;
    int descriptor;                 // -1: all bytes of the file are in `next`
    uint8_t *buffer;                // [DESCRIPTOR_BUFFER_BYTES], NULL without a descriptor

    png_reader_status status;       // any status other than OK is final
    int read_errno;
    char message[MESSAGE_BYTES];

    size_t maximum_allocation_bytes;
    uint32_t width, height;
    uint32_t decoded_channels;      // 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha
    uint8_t *row;                   // [width, decoded_channels]
    bool interlaced;
    int pass;
    uint32_t row_in_pass;
};

// Source of bytes

// Reads from the descriptor until `wanted` bytes are available or the file ends. Returns false where read() fails.
//
// The bytes in the buffer are not moved: at the call the buffer must be empty or hold only the start of the file.
static bool fill(png_reader *reader, size_t wanted) {
    if (reader->descriptor < 0) return true;
    if (reader->available == 0) reader->next = reader->buffer;
    while (reader->available < wanted) {
        size_t used = (size_t)(reader->next - reader->buffer) + reader->available;
        ssize_t count = read(reader->descriptor, reader->buffer + used, DESCRIPTOR_BUFFER_BYTES - used);
        if (count == 0) break;
        if (count > 0) {
            reader->available += (size_t)count;
        } else if (errno != EINTR) {
            reader->read_errno = errno;
            reader->status = PNG_READER_READ_ERROR;
            return false;
        }
    }
    return true;
}

// libpng's read callback: copies the next `count` bytes of the file.
static void take_bytes(png_structp png, png_bytep destination, size_t count) {
    png_reader *reader = png_get_io_ptr(png);
    while (count > 0) {
        if (reader->available == 0) {
            if (!fill(reader, 1)) png_error(png, "the file could not be read");
            if (reader->available == 0) {
                reader->status = PNG_READER_TRUNCATED;
                png_error(png, "the file ends too early");
            }
        }
        size_t part = count < reader->available ? count : reader->available;
        memcpy(destination, reader->next, part);
        reader->next += part;
        reader->available -= part;
        destination += part;
        count -= part;
    }
}

// Callbacks of libpng for errors, warnings and memory

static _Noreturn void on_error(png_structp png, png_const_charp message) {
    png_reader *reader = png_get_error_ptr(png);
    if (reader->message[0] == 0) snprintf(reader->message, sizeof reader->message, "%s", message);
    if (reader->status == PNG_READER_OK) reader->status = PNG_READER_DAMAGED;
    longjmp(reader->jump, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static png_voidp allocate(png_structp png, png_alloc_size_t bytes) {
    png_reader *reader = png_get_mem_ptr(png);
    void *memory = bytes <= reader->maximum_allocation_bytes ? malloc(bytes) : NULL;
    if (memory == NULL) reader->status = PNG_READER_OUT_OF_MEMORY;
    return memory;
}

static void release(png_structp png, png_voidp memory) {
    (void)png;
    free(memory);
}

// Creating and freeing

static png_reader *create(const void *bytes, size_t count, int descriptor) {
    png_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) return NULL;
    reader->compiled_version = PNG_LIBPNG_VER_STRING;
    reader->descriptor = descriptor;
    reader->next = bytes;
    reader->available = count;
    if (descriptor >= 0) {
        reader->buffer = malloc(DESCRIPTOR_BUFFER_BYTES);
        if (reader->buffer == NULL) {
            free(reader);
            return NULL;
        }
        reader->next = reader->buffer;
    }
    return reader;
}

png_reader *png_reader_create_with_bytes(const void *bytes, size_t count) { return create(bytes, count, -1); }

png_reader *png_reader_create_with_descriptor(int descriptor) {
    // -1 means "no descriptor" in the reader. For any negative descriptor read() has to fail with EBADF, as it does for
    // INT32_MAX.
    return create(NULL, 0, descriptor < 0 ? INT32_MAX : descriptor);
}

void png_reader_set_compiled_version(png_reader *reader, const char *version) { reader->compiled_version = version; }

void png_reader_destroy(png_reader *reader) {
    if (reader == NULL) return;
    png_destroy_read_struct(&reader->png, &reader->info, NULL);
    free(reader->row);
    free(reader->buffer);
    free(reader);
}

// Header

// Checks the signature. Returns PNG_READER_DAMAGED where only the part differs that detects transfers in text mode.
static png_reader_status check_signature(png_reader *reader) {
    if (!fill(reader, PNG_READER_FIRST_BYTES)) return reader->status;
    if (reader->available == 0) return PNG_READER_EMPTY;
    const size_t size = PNG_HEADER_SIGNATURE_BYTES, count = reader->available < size ? reader->available : size;
    const bool is_equal = memcmp(reader->next, png_header_signature, count) == 0;
    if (is_equal) return count < size ? PNG_READER_TRUNCATED : PNG_READER_OK;
    if (count < 4 || memcmp(reader->next, png_header_signature, 4) != 0) return PNG_READER_NOT_PNG;
    snprintf(reader->message, sizeof reader->message, "its first bytes were changed, as by a transfer in text mode");
    return PNG_READER_DAMAGED;
}

// Creates libpng's structures. Returns false, with the status set, where memory is short or where libpng refuses the
// version.
static bool create_structures(png_reader *reader) {
    reader->png = png_create_read_struct_2(reader->compiled_version, reader, on_error, on_warning, reader, allocate,
                                           release);
    if (reader->png == NULL) {
        // libpng returns NULL for two reasons only; for short memory `allocate` has set the status.
        if (reader->status == PNG_READER_OK) reader->status = PNG_READER_INCOMPATIBLE_LIBRARY;
        return false;
    }
    reader->info = png_create_info_struct(reader->png);
    if (reader->info == NULL) reader->status = PNG_READER_OUT_OF_MEMORY;
    return reader->info != NULL;
}

static bool is_too_large(png_reader *reader, uint32_t maximum_edge, uint64_t maximum_pixels) {
    reader->width = png_get_image_width(reader->png, reader->info);
    reader->height = png_get_image_height(reader->png, reader->info);
    return reader->width > maximum_edge || reader->height > maximum_edge
        || (uint64_t)reader->width * reader->height > maximum_pixels;
}

static void read_chunks_before_rows(png_reader *reader, uint32_t maximum_edge) {
    png_structp png = reader->png;
    png_set_read_fn(png, reader, take_bytes);
    png_set_user_limits(png, maximum_edge, maximum_edge);
    // Of the ancillary chunks only tRNS is read. The others are neither inflated nor stored, so that compressed text
    // and profiles cannot exhaust memory.
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    // The default limit of some versions of libpng, 8 MB, applies to skipped chunks too and would refuse long ones. The
    // chunks that are read (PLTE, tRNS) are short, and `allocate` limits all memory.
    png_set_chunk_malloc_max(png, 0);
    // A wrong checksum in any chunk is an error: without a damaged tRNS the image would silently look different.
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_read_info(png, reader->info);
}

static void prepare_rows(png_reader *reader) {
    png_structp png = reader->png;
    png_infop info = reader->info;
    png_byte color_type = png_get_color_type(png, info), bit_depth = png_get_bit_depth(png, info);
    if (color_type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
    if (color_type == PNG_COLOR_TYPE_GRAY && bit_depth < 8) png_set_expand_gray_1_2_4_to_8(png);
    if (png_get_valid(png, info, PNG_INFO_tRNS)) png_set_tRNS_to_alpha(png);
    if (bit_depth == 16) png_set_scale_16(png);
    // png_set_interlace_handling is not called: it needs the whole image in memory.
    reader->interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
    png_read_update_info(png, info);
    reader->decoded_channels = png_get_channels(png, info);
    const size_t row_bytes = (size_t)reader->width * reader->decoded_channels;
    if (png_get_bit_depth(png, info) != 8 || png_get_rowbytes(png, info) != row_bytes)
        png_error(png, "rows have an unexpected format");
    reader->row = malloc(row_bytes);
    if (reader->row == NULL) {
        reader->status = PNG_READER_OUT_OF_MEMORY;
        png_error(png, "out of memory");
    }
}

png_reader_status png_reader_read_header(png_reader *reader, uint32_t maximum_edge, uint64_t maximum_pixels,
                                         png_reader_header *header) {
    if (reader->status != PNG_READER_OK) return reader->status;
    reader->status = check_signature(reader);
    if (reader->status != PNG_READER_OK) return reader->status;

    // The largest blocks that libpng allocates are rows of 16-bit RGBA; its other structures take far less than a
    // megabyte.
    reader->maximum_allocation_bytes = (size_t)maximum_edge * 8 + 1048576;
    if (setjmp(reader->jump) == 0) {
        if (!create_structures(reader)) return reader->status;
        read_chunks_before_rows(reader, maximum_edge);
    }
    // The size is checked after an error too: libpng reports an edge above the limit and an invalid header with the
    // same message.
    bool too_large = reader->info != NULL && is_too_large(reader, maximum_edge, maximum_pixels);
    *header = (png_reader_header){.width = reader->width, .height = reader->height};
    if (too_large) return reader->status = PNG_READER_TOO_LARGE;
    if (reader->status != PNG_READER_OK) return reader->status;

    if (setjmp(reader->jump) != 0) return reader->status;
    prepare_rows(reader);
    header->channels = reader->decoded_channels < 3 ? 1 : 3;
    return PNG_READER_OK;
}

// Rows

// Composites samples with alpha over white, in place: [count, 2] becomes [count, 1], [count, 4] becomes [count, 3].
// Inlined, so that `channels` is a constant.
static inline void composite_over_white(uint8_t *samples, size_t count, uint32_t channels) {
    const uint32_t colors = channels - 1;
    const uint8_t *source = samples;
    uint8_t *destination = samples;
    for (size_t i = 0; i < count; i++, source += channels, destination += colors) {
        const uint32_t alpha = source[colors];
        for (uint32_t c = 0; c < colors; c++) destination[c] = over_white(source[c], alpha);
    }
}

png_reader_status png_reader_read_row(png_reader *reader, png_reader_row *row) {
    if (reader->status != PNG_READER_OK) return reader->status;
    if (setjmp(reader->jump) != 0) return reader->status;

    if (!reader->interlaced) {
        if (reader->row_in_pass == reader->height) reader->pass = PASSES;
        *row = (png_reader_row){.count = reader->width, .y = reader->row_in_pass, .x = 0, .x_step = 1};
    } else {
        // A pass without pixels has no rows in the file. The macros are defined for passes 0 to 6 only.
        while (reader->pass < PASSES
               && (PNG_PASS_COLS(reader->width, reader->pass) == 0
                   || reader->row_in_pass == PNG_PASS_ROWS(reader->height, reader->pass))) {
            reader->pass += 1;
            reader->row_in_pass = 0;
        }
        if (reader->pass < PASSES)
            *row = (png_reader_row){
                .count = PNG_PASS_COLS(reader->width, reader->pass),
                .y = PNG_ROW_FROM_PASS_ROW(reader->row_in_pass, reader->pass),
                .x = PNG_PASS_START_COL(reader->pass),
                .x_step = PNG_PASS_COL_OFFSET(reader->pass),
            };
    }
    if (reader->pass == PASSES) {
        // Reads up to the last chunk, so that a file that ends after its last row is recognised as truncated.
        png_read_end(reader->png, NULL);
        return reader->status = PNG_READER_END;
    }
    png_read_row(reader->png, reader->row, NULL);
    reader->row_in_pass += 1;
    if (reader->decoded_channels == 2) composite_over_white(reader->row, row->count, 2);
    if (reader->decoded_channels == 4) composite_over_white(reader->row, row->count, 4);
    row->samples = reader->row;
    return PNG_READER_OK;
}

// Error details

const uint8_t *png_reader_first_bytes(const png_reader *reader, size_t *count) {
    *count = reader->available;
    return reader->next;
}

const char *png_reader_message(const png_reader *reader) { return reader->message; }

int png_reader_errno(const png_reader *reader) { return reader->read_errno; }

const char *png_reader_compiled_version(void) { return PNG_LIBPNG_VER_STRING; }

const char *png_reader_library_version(void) { return png_get_libpng_ver(NULL); }
