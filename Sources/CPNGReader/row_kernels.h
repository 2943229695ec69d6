// Unfiltering and averaging rows of 8-bit samples, for one instruction set or another.

#ifndef ROW_KERNELS_H
#define ROW_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WAVE_ROWS = 16,    // at most so many rows are unfiltered by one call
    ROW_MARGIN = 128,  // bytes before and behind each row that may be read and overwritten
};

typedef struct RowKernels {
    // Unfilters `count` rows. filtered [count, 1 + width · pixel] is as in the file, with legal filters, ROW_MARGIN bytes
    // of any kind before the first and behind the last row; rows [1 + count, stride] begins with the row above them, and has
    // room for WAVE_ROWS more rows in any case. `pixel` is 1, 2, 3 or 4 bytes; stride at least width · pixel + 2 · ROW_MARGIN.
    void (*unfilter)(
        size_t pixel, size_t width, size_t count, const uint8_t *filtered, uint8_t *rows, size_t stride);

    // sums [count] = samples, or += samples.
    void (*add_row)(size_t count, const uint8_t *samples, bool is_first, uint16_t *sums);

    // The rounded means of blocks that are `factor` pixels wide and `rows` high: means [channels, plane] from sums
    // [blocks · factor, channels] of the rows. `channels` is 1 or 3.
    void (*average)(
        size_t channels, size_t factor, size_t blocks, size_t rows, const uint16_t *sums, uint8_t *means, size_t plane);
} RowKernels;

extern const RowKernels row_kernels_portable;
const RowKernels *row_kernels_fastest(void);

#endif
