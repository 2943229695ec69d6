#include "row_kernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { FILTER_NONE, FILTER_SUB, FILTER_UP, FILTER_AVERAGE, FILTER_PAETH };

// Computes the mean of `count` bytes from their sum, rounded half up: (2 sum + count) / (2 count) without a division.
//
// `reciprocal` is 1 / (2 count) as a fixed-point number with 55 fractional bits, rounded up by less than 2^-55. The
// quotient is exact as long as (2 sum + count) · 2 count < 2^55, which holds for all blocks of `fast_png` (at most 128²
// bytes).
//
// `reciprocal16` is the same with 16 fractional bits, for blocks of up to 16 bytes for which the quotient is still
// exact at the largest sum, 255 · count; 0 for all other blocks.
typedef struct {
    uint64_t count, reciprocal;
    uint16_t reciprocal16;
} Mean;

static inline Mean mean_of(size_t count) {
    const uint32_t divisor = 2 * (uint32_t)count, reciprocal16 = (65535 + divisor) / divisor;
    const bool is_exact = count > 1 && count <= 16 && (reciprocal16 * divisor - 65536) * 511 * count < 65536;
    return (Mean){count, ((uint64_t)1 << 55) / divisor + 1, is_exact ? (uint16_t)reciprocal16 : 0};
}

static inline uint8_t rounded_mean(Mean mean, uint32_t sum) {
    return (uint8_t)((((uint64_t)sum * 2 + mean.count) * mean.reciprocal) >> 55);
}

#define FORM(name) name##_portable
#define TARGET
#define WAVES 0
#include "png_filters.h"

#if defined(__x86_64__)
#define FORM(name) name##_avx2
#define TARGET __attribute__((target("avx2")))
#define WAVES 1
#include "png_filters.h"
#endif

const RowKernels *row_kernels_fastest(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return &row_kernels_avx2;
#endif
    return &row_kernels_portable;
}
