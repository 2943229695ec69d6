// Unfilters and averages rows of 8-bit samples. One table of functions for each instruction set.

#ifndef ROW_KERNELS_H
#define ROW_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WAVE_ROWS = 16,    // the largest number of rows that one call unfilters
    ROW_MARGIN = 128,  // bytes before and after each row that `unfilter` may read and overwrite
};

typedef struct RowKernels {
    /// Reverses the filters of `count` rows, 1 to WAVE_ROWS (PNG specification, section 9).
    ///
    /// - Parameters:
    ///   - pixel: Bytes a pixel: 1, 2, 3 or 4.
    ///   - width: Pixels a row.
    ///   - filtered: [count, 1 + width · pixel], the rows as stored in the file, filter type (0 to 4) first. ROW_MARGIN
    ///     readable bytes of any value precede the first and follow the last row.
    ///   - rows: [1 + WAVE_ROWS, stride]. Row 0 holds the unfiltered row above; rows 1 to count receive the result.
    ///   - stride: Bytes from row to row, at least width · pixel + 2 · ROW_MARGIN.
    void (*unfilter)(
        size_t pixel, size_t width, size_t count, const uint8_t *filtered, uint8_t *rows, size_t stride);

    /// Sets sums [count] = samples [count] for the first row of a block, and adds the samples for the others.
    void (*add_row)(size_t count, const uint8_t *samples, bool is_first, uint16_t *sums);

    /// Writes the means of blocks that are `factor` pixels wide and `rows` high, rounded half up.
    ///
    /// - Parameters:
    ///   - channels: 1 or 3.
    ///   - sums: [blocks · factor, channels], the sums over the rows of the blocks.
    ///   - means: [channels, plane]; receives `blocks` means in each plane.
    void (*average)(
        size_t channels, size_t factor, size_t blocks, size_t rows, const uint16_t *sums, uint8_t *means, size_t plane);
} RowKernels;

/// The kernels for any processor.
extern const RowKernels row_kernels_portable;

/// Returns the fastest kernels that this processor supports.
const RowKernels *row_kernels_fastest(void);

#endif
