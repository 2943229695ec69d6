/// How much two pictures differ, pixel by pixel.
#ifndef DIFFERENCES_H
#define DIFFERENCES_H

#include <stddef.h>
#include <stdint.h>

/// The sum over `count` bytes of how much they differ. The compiler makes it one instruction for sixteen bytes (PSADBW).
uint32_t sum_of_absolute_differences(const uint8_t *_Nonnull a, const uint8_t *_Nonnull b, size_t count);

#endif
