// The kernels for one instruction set. `kernels.c` includes this file once for each, with these macros defined:
//
//   FORM(name)   the name of a function for this instruction set, such as relu_avx2
//   TARGET       the attribute that enables the instructions
//   LANES        floats in a vector
//   VECTORS      vectors in a row of a tile
//   ROWS         rows of a tile
//   FUSED        1 where a fused multiply-add is one instruction
//
// and with the macros that `vectorised_convolution.h` needs. Parameters and shapes are described in `kernels.h`.
//
// The element-wise kernels are plain loops that the compiler vectorises. The matrix product keeps a tile of c in
// registers while it sums over the depth, as in Goto and van de Geijn, "Anatomy of High-Performance Matrix
// Multiplication" (2008). Unlike there, a is read in place, and only those panels of b are packed whose rows are not
// contiguous, too narrow for a tile, or used by many tiles.

// The part of the depth that is summed before the next panel: DEPTH × LANES × VECTORS floats stay in the first-level
// cache.
#define DEPTH 128

#define WIDTH (LANES * VECTORS)
typedef float FORM(Vector) __attribute__((vector_size(LANES * 4), aligned(4)));

// Returns acc + x · y. The multiply-add is fused explicitly, because all tiles have to round in the same way, which the
// compiler would not guarantee.
TARGET static inline __attribute__((always_inline)) FORM(Vector) FORM(multiply_add)(
    FORM(Vector) x, FORM(Vector) y, FORM(Vector) acc
) {
#if FUSED
    return __builtin_elementwise_fma(x, y, acc);
#else
    return acc + x * y;
#endif
}

// Computes one tile of c [ROWS, vectors · LANES] and stores its first `rows` rows. With `accumulate` the sums start
// with the values in c, else with 0.
//
// A tile at the lower edge computes all ROWS rows, with its last row in place of the missing ones, so that every row is
// computed by the same instructions wherever it is.
TARGET static inline __attribute__((always_inline)) void FORM(tile)(
    const int vectors, ptrdiff_t rows, ptrdiff_t depth, bool accumulate,
    const float *a, ptrdiff_t a_row_stride, ptrdiff_t a_column_stride,
    const float *b, ptrdiff_t b_row_stride,
    float *c, ptrdiff_t c_row_stride
) {
    const float *a_rows[ROWS];
    FORM(Vector) acc[ROWS][VECTORS];
    for (int i = 0; i < ROWS; i++) {
        ptrdiff_t row = i < rows ? i : rows - 1;
        a_rows[i] = a + row * a_row_stride;
        for (int v = 0; v < vectors; v++) {
            acc[i][v] = accumulate ? *(const FORM(Vector) *)(c + row * c_row_stride + v * LANES) : (FORM(Vector)) {0};
        }
    }
    for (ptrdiff_t k = 0; k < depth; k++) {
        FORM(Vector) b_row[VECTORS];
        for (int v = 0; v < vectors; v++) b_row[v] = *(const FORM(Vector) *)(b + v * LANES);
        for (int i = 0; i < ROWS; i++) {
            FORM(Vector) x = a_rows[i][k * a_column_stride] - (FORM(Vector)) {0};  // the scalar in every lane
            for (int v = 0; v < vectors; v++) acc[i][v] = FORM(multiply_add)(x, b_row[v], acc[i][v]);
        }
        b += b_row_stride;
    }
    for (int i = 0; i < ROWS; i++) {
        if (i >= rows) break;
        for (int v = 0; v < vectors; v++) *(FORM(Vector) *)(c + i * c_row_stride + v * LANES) = acc[i][v];
    }
}

// Computes a tile with strides that are constants for the compiler in the common cases.
TARGET static void FORM(any_tile)(
    int vectors, ptrdiff_t rows, ptrdiff_t depth, bool accumulate,
    const float *a, ptrdiff_t a_row_stride, ptrdiff_t a_column_stride,
    const float *b, ptrdiff_t b_row_stride,
    float *c, ptrdiff_t c_row_stride
) {
    if (vectors == 1) {
        FORM(tile)(1, rows, depth, accumulate, a, a_row_stride, a_column_stride, b, b_row_stride, c, c_row_stride);
    } else if (a_column_stride == 1) {
        FORM(tile)(VECTORS, rows, depth, accumulate, a, a_row_stride, 1, b, b_row_stride, c, c_row_stride);
    } else if (a_row_stride == 1) {
        FORM(tile)(VECTORS, rows, depth, accumulate, a, 1, a_column_stride, b, b_row_stride, c, c_row_stride);
    } else {
        FORM(tile)(VECTORS, rows, depth, accumulate, a, a_row_stride, a_column_stride, b, b_row_stride, c, c_row_stride);
    }
}

TARGET static void FORM(multiply)(
    ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth,
    const float *a, ptrdiff_t a_row_stride, ptrdiff_t a_column_stride,
    const float *b, ptrdiff_t b_row_stride, ptrdiff_t b_column_stride,
    float *c, ptrdiff_t c_row_stride
) {
    _Alignas(64) float panel[DEPTH * WIDTH];  // [block, WIDTH]: a packed part of b, 0 in missing columns
    _Alignas(64) float edge[ROWS * WIDTH];    // [ROWS, WIDTH]: a tile of c that extends beyond the right edge

    ptrdiff_t k = 0;
    do {
        ptrdiff_t block = depth - k < DEPTH ? depth - k : DEPTH;
        bool accumulate = k > 0;
        for (ptrdiff_t column = 0; column < columns; column += WIDTH) {
            ptrdiff_t width = columns - column < WIDTH ? columns - column : WIDTH;
            int vectors = width <= LANES ? 1 : VECTORS;
            const float *b_panel = b + k * b_row_stride + column * b_column_stride;
            ptrdiff_t b_panel_stride = b_row_stride;
            if (b_column_stride != 1 || width < WIDTH || rows > 16 * ROWS) {
                for (ptrdiff_t i = 0; i < block; i++) {
                    const float *from = b_panel + i * b_row_stride;
                    float *to = panel + i * WIDTH;
                    if (b_column_stride == 1 && width == WIDTH) {
                        for (ptrdiff_t j = 0; j < WIDTH; j++) to[j] = from[j];
                    } else {
                        for (ptrdiff_t j = 0; j < WIDTH; j++) to[j] = j < width ? from[j * b_column_stride] : 0;
                    }
                }
                b_panel = panel;
                b_panel_stride = WIDTH;
            }
            for (ptrdiff_t row = 0; row < rows; row += ROWS) {
                ptrdiff_t height = rows - row < ROWS ? rows - row : ROWS;
                const float *a_block = a + row * a_row_stride + k * a_column_stride;
                float *c_tile = c + row * c_row_stride + column;
                if (width == vectors * LANES) {
                    FORM(any_tile)(
                        vectors, height, block, accumulate, a_block, a_row_stride, a_column_stride,
                        b_panel, b_panel_stride, c_tile, c_row_stride);
                } else {
                    for (ptrdiff_t i = 0; accumulate && i < height; i++) {
                        for (ptrdiff_t j = 0; j < WIDTH; j++) {
                            edge[i * WIDTH + j] = j < width ? c_tile[i * c_row_stride + j] : 0;
                        }
                    }
                    FORM(any_tile)(
                        vectors, height, block, accumulate, a_block, a_row_stride, a_column_stride,
                        b_panel, b_panel_stride, edge, WIDTH);
                    for (ptrdiff_t i = 0; i < height; i++) {
                        for (ptrdiff_t j = 0; j < width; j++) c_tile[i * c_row_stride + j] = edge[i * WIDTH + j];
                    }
                }
            }
        }
        k += DEPTH;
    } while (k < depth);
}

TARGET static void FORM(add_bias)(
    ptrdiff_t rows, ptrdiff_t columns, const float *restrict bias, float *restrict values
) {
    for (ptrdiff_t row = 0; row < rows; row++) {
        for (ptrdiff_t column = 0; column < columns; column++) values[row * columns + column] += bias[column];
    }
}

TARGET static void FORM(sum_rows)(
    ptrdiff_t rows, ptrdiff_t columns, const float *restrict values, float *restrict sums
) {
    for (ptrdiff_t column = 0; column < columns; column++) sums[column] = 0;
    for (ptrdiff_t row = 0; row < rows; row++) {
        for (ptrdiff_t column = 0; column < columns; column++) sums[column] += values[row * columns + column];
    }
}

TARGET static void FORM(relu)(ptrdiff_t count, const float *restrict input, float *restrict output) {
    for (ptrdiff_t i = 0; i < count; i++) output[i] = input[i] < 0 ? 0 : input[i];
}

TARGET static void FORM(relu_backward)(
    ptrdiff_t count, const float *restrict output, const float *restrict output_gradient,
    float *restrict input_gradient
) {
    for (ptrdiff_t i = 0; i < count; i++) input_gradient[i] = output[i] > 0 ? output_gradient[i] : 0;
}

TARGET static void FORM(multiply_elements)(
    ptrdiff_t count, const float *restrict left, const float *restrict right, float *restrict product
) {
    for (ptrdiff_t i = 0; i < count; i++) product[i] = left[i] * right[i];
}

TARGET static void FORM(scale_bytes)(
    ptrdiff_t count, const uint8_t *restrict bytes, float scale, float *restrict floats
) {
    for (ptrdiff_t i = 0; i < count; i++) floats[i] = (float)bytes[i] * scale;
}

TARGET static void FORM(adam)(
    ptrdiff_t count, AdamStep step, const float *restrict gradients,
    float *restrict first_moments, float *restrict second_moments, float *restrict parameters
) {
    for (ptrdiff_t i = 0; i < count; i++) {
        float gradient = gradients[i];
        float first = first_moments[i] + (gradient - first_moments[i]) * step.first_moment_share;
        float second = second_moments[i] + (gradient * gradient - second_moments[i]) * step.second_moment_share;
        first_moments[i] = first;
        second_moments[i] = second;
        parameters[i] -=
            first * step.corrected_learning_rate / (__builtin_elementwise_sqrt(second) + step.epsilon);
    }
}

TARGET static void FORM(nesterov)(
    ptrdiff_t count, DescentStep step, const float *restrict gradients, float *restrict velocities,
    float *restrict parameters
) {
    for (ptrdiff_t i = 0; i < count; i++) {
        float gradient = gradients[i] + step.weight_decay * parameters[i];
        float velocity = step.momentum * velocities[i] + gradient;
        velocities[i] = velocity;
        parameters[i] -= step.learning_rate * (gradient + step.momentum * velocity);
    }
}

TARGET static void FORM(scale)(ptrdiff_t count, float factor, float *restrict values) {
    for (ptrdiff_t i = 0; i < count; i++) values[i] *= factor;
}

TARGET static void FORM(blend)(
    ptrdiff_t count, float share, const float *restrict values, float *restrict average
) {
    for (ptrdiff_t i = 0; i < count; i++) average[i] += (values[i] - average[i]) * share;
}

#include "vectorised_convolution.h"
#include "vectorised_winograd.h"
#include "vectorised_images.h"

static const Kernels FORM(kernels) = {
    FORM(multiply), FORM(add_bias), FORM(sum_rows), FORM(relu), FORM(relu_backward), FORM(multiply_elements),
    FORM(scale_bytes), FORM(adam), FORM(nesterov), FORM(scale), FORM(blend),
    FORM(pack), FORM(convolve), FORM(convolve_weight_gradient), FORM(winograd_pack), FORM(winograd),
    FORM(winograd_weight_gradient), FORM(channel_moments), FORM(normalise),
    FORM(normalise_gradient_sums), FORM(normalise_backward), FORM(add), FORM(max_pool), FORM(max_pool_backward),
    FORM(average_pool), FORM(average_pool_backward),
};

#undef DEPTH
#undef PANEL
#undef WITH_VECTORS
#undef WIDTH
#undef FORM
#undef TARGET
#undef LANES
#undef VECTORS
#undef ROWS
#undef CONVOLUTION_VECTORS
#undef PIXELS
#undef TAPS
#undef FUSED
