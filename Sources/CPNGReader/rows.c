#include "row_kernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { FILTER_NONE, FILTER_SUB, FILTER_UP, FILTER_AVERAGE, FILTER_PAETH };

// The mean of `count` bytes from their sum, rounded half up: (2 sum + count) / (2 count) without a division.
//
// The reciprocal in 55 binary places is too large by less than 2^-55, so the quotient is exact as long as
// (2 sum + count) · 2 count < 2^55, as it is for the blocks of any picture that is taken here (128² bytes at most).
typedef struct {
    uint64_t count, reciprocal;
} Mean;

static inline Mean mean_of(size_t count) { return (Mean){count, ((uint64_t)1 << 55) / (2 * count) + 1}; }

static inline uint8_t rounded_mean(Mean mean, uint32_t sum) {
    return (uint8_t)((((uint64_t)sum * 2 + mean.count) * mean.reciprocal) >> 55);
}

#define FORM(name) name##_portable
#define TARGET
#define WAVES 0
#include "rows.h"

#if defined(__x86_64__)
#define FORM(name) name##_avx2
#define TARGET __attribute__((target("avx2")))
#define WAVES 1
#include "rows.h"
#endif

const Rows *rows_fastest(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return &rows_avx2;
#endif
    return &rows_portable;
}
