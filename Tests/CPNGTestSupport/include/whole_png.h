// Decodes a whole image with libpng alone, including its handling of interlacing, as a reference for tests.

#ifndef WHOLE_PNG_H
#define WHOLE_PNG_H

#include <stddef.h>
#include <stdint.h>

/// Decodes a PNG to 16-bit RGBA. Samples with fewer bits are expanded exactly; gamma and profiles are ignored.
///
/// - Parameters:
///   - bytes: The file, `count` bytes.
///   - width, height: Receive the size in pixels.
/// - Returns: Samples [height, width, 4], to be freed with free(); NULL where libpng reports an error.
uint16_t *whole_png_decode(const uint8_t *bytes, size_t count, uint32_t *width, uint32_t *height);

#endif
