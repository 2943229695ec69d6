// The first 24 bytes of a PNG: signature, then the IHDR chunk with the size of the image.
//
// Format: PNG (third edition, W3C 2025), sections 5.2 (signature) and 11.2.1 (IHDR).

#ifndef PNG_HEADER_H
#define PNG_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PNG_HEADER_SIGNATURE_BYTES = 8,
    // Bytes up to the end of IHDR's height: signature, the chunk's length and type, width, height.
    PNG_HEADER_BYTES = 24,
};

/// The signature that every PNG begins with.
extern const uint8_t png_header_signature[PNG_HEADER_SIGNATURE_BYTES];

/// Reads a 32-bit big-endian number, the form of all numbers in a PNG.
///
/// - Parameter bytes: 4 bytes.
uint32_t png_header_big_endian(const uint8_t *bytes);

/// Reads the size of the image. Checks signature and type of the first chunk, but neither checksum nor range.
///
/// - Parameters:
///   - bytes: The first `count` bytes of a file; PNG_HEADER_BYTES are enough.
///   - width, height: Receive the size in pixels.
/// - Returns: False, without a size, where the bytes are not the start of a PNG.
bool png_header_read_size(const void *bytes, size_t count, uint32_t *width, uint32_t *height);

#endif
