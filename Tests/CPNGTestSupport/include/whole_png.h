#ifndef WHOLE_PNG_H
#define WHOLE_PNG_H

#include <stddef.h>
#include <stdint.h>

// libpng's own decoding of a whole picture, interlace handling included, as a reference for tests.
//
// 16-bit RGBA, [height, width, 4]: lesser depths expanded exactly, values as stored. NULL when libpng reports an error.
// To be freed with free().
uint16_t *whole_png_decode(const uint8_t *bytes, size_t count, uint32_t *width, uint32_t *height);

#endif
