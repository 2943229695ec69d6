#include "png_header.h"

#include <string.h>

enum { TYPE_OFFSET = 12, WIDTH_OFFSET = 16, HEIGHT_OFFSET = 20 };

const uint8_t png_header_signature[PNG_HEADER_SIGNATURE_BYTES] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

uint32_t png_header_big_endian(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

bool png_header_read_size(const void *bytes, size_t count, uint32_t *width, uint32_t *height) {
    const uint8_t *start = bytes;
    if (count < PNG_HEADER_BYTES || memcmp(start, png_header_signature, PNG_HEADER_SIGNATURE_BYTES) != 0) return false;
    if (memcmp(start + TYPE_OFFSET, "IHDR", 4) != 0) return false;
    *width = png_header_big_endian(start + WIDTH_OFFSET);
    *height = png_header_big_endian(start + HEIGHT_OFFSET);
    return true;
}
