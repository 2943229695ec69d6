// The matrix product as the textbook has it: what the fast forms are checked against, for ever.
//
// The element-wise kernels need no such twin: their fast forms are plain loops already (see `vectorised.h`).

#ifndef REFERENCE_H
#define REFERENCE_H

#include <stddef.h>

static void kernels_multiply_reference(
    ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth,
    const float *a, ptrdiff_t a_row_stride, ptrdiff_t a_column_stride,
    const float *b, ptrdiff_t b_row_stride, ptrdiff_t b_column_stride,
    float *c, ptrdiff_t c_row_stride
) {
    for (ptrdiff_t row = 0; row < rows; row++) {
        for (ptrdiff_t column = 0; column < columns; column++) {
            float sum = 0;
            for (ptrdiff_t k = 0; k < depth; k++) {
                sum += a[row * a_row_stride + k * a_column_stride] * b[k * b_row_stride + column * b_column_stride];
            }
            c[row * c_row_stride + column] = sum;
        }
    }
}

#endif
