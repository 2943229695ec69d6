// Composition of samples over white, the same for both decoders.

#ifndef OVER_WHITE_H
#define OVER_WHITE_H

#include <stdint.h>

// Returns an 8-bit sample with an 8-bit alpha, composited over white and rounded to the nearest value.
static inline uint8_t over_white(uint32_t sample, uint32_t alpha) {
    return (uint8_t)((sample * alpha + 255 * (255 - alpha) + 127) / 255);
}

#endif
