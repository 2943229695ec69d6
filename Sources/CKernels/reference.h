// The matrix product and the convolution as the textbook has them: what the fast forms are checked against, for ever.
//
// The other kernels need no such twin: their fast forms are plain loops already (see `vectorised.h`).

#ifndef REFERENCE_H
#define REFERENCE_H

#include "image_kernels.h"

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

// Not packed at all: [3, 3, inputs, outputs]. Backward, the weights are [3, 3, outputs, inputs].
static void pack_reference(
    ptrdiff_t inputs, ptrdiff_t outputs, const float *weights, bool backward, float *packed
) {
    for (ptrdiff_t tap = 0; tap < 9; tap++) {
        for (ptrdiff_t i = 0; i < inputs; i++) {
            for (ptrdiff_t j = 0; j < outputs; j++) {
                packed[(tap * inputs + i) * outputs + j] =
                    backward ? weights[((8 - tap) * outputs + j) * inputs + i] : weights[(tap * inputs + i) * outputs + j];
            }
        }
    }
}

static void convolve_reference(Convolution shape, const float *padded, const float *weights, float *output) {
    for (ptrdiff_t y = 0; y < shape.height; y++) {
        for (ptrdiff_t x = 0; x < shape.width; x++) {
            for (ptrdiff_t j = 0; j < shape.outputs; j++) {
                float sum = 0;
                for (ptrdiff_t tap = 0; tap < 9; tap++) {
                    ptrdiff_t pixel = (y * shape.stride + tap / 3) * shape.padded_width + x * shape.stride + tap % 3;
                    for (ptrdiff_t i = 0; i < shape.inputs; i++) {
                        sum += padded[pixel * shape.inputs + i] * weights[(tap * shape.inputs + i) * shape.outputs + j];
                    }
                }
                output[(y * shape.width + x) * shape.outputs + j] = sum;
            }
        }
    }
}

static void convolve_weight_gradient_reference(
    Convolution shape, const float *padded, const float *output_gradient, float *weight_gradient
) {
    for (ptrdiff_t y = 0; y < shape.height; y++) {
        for (ptrdiff_t x = 0; x < shape.width; x++) {
            for (ptrdiff_t tap = 0; tap < 9; tap++) {
                ptrdiff_t pixel = (y * shape.stride + tap / 3) * shape.padded_width + x * shape.stride + tap % 3;
                for (ptrdiff_t i = 0; i < shape.inputs; i++) {
                    for (ptrdiff_t j = 0; j < shape.outputs; j++) {
                        weight_gradient[(tap * shape.inputs + i) * shape.outputs + j] +=
                            padded[pixel * shape.inputs + i] * output_gradient[(y * shape.width + x) * shape.outputs + j];
                    }
                }
            }
        }
    }
}

#endif
