// The reference implementations of the matrix product and the convolution, as plain loops. Tests compare the vectorised
// kernels with them.
//
// The other kernels have no reference implementation, because their vectorised forms are plain loops (see
// `vectorised.h`).

#ifndef REFERENCE_H
#define REFERENCE_H

#include "image_kernels.h"

#include <string.h>

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

// Copies weights without packing: packed is [3, 3, inputs, outputs]. With `backward`, weights are [3, 3, outputs,
// inputs], and the kernel is rotated by 180°.
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

// The Winograd kernels are compared with the direct convolution, of images that are not padded.

static void winograd_pack_reference(
    ptrdiff_t inputs, ptrdiff_t outputs, ptrdiff_t first, ptrdiff_t last, const float *weights, bool backward,
    float *packed
) {
    if (first == 0) pack_reference(inputs, outputs, weights, backward, packed);
}

// Runs `body(input pixel, tap, output pixel)` for each pair of pixels that is connected by the weight `tap`.
#define FOR_EACH_CONNECTION(shape, images, body) \
    for (ptrdiff_t image = 0; image < (images); image++) \
        for (ptrdiff_t y = 0; y < shape.height; y++) \
            for (ptrdiff_t x = 0; x < shape.width; x++) \
                for (ptrdiff_t tap = 0; tap < 9; tap++) { \
                    ptrdiff_t from_y = y + tap / 3 - 1, from_x = x + tap % 3 - 1; \
                    if (from_y < 0 || from_y >= shape.height || from_x < 0 || from_x >= shape.width) continue; \
                    ptrdiff_t origin = image * shape.height; \
                    body((origin + from_y) * shape.width + from_x, tap, (origin + y) * shape.width + x) \
                }

static void winograd_reference(
    Winograd shape, ptrdiff_t images, const float *input, const float *weights, float *scratch, float *output
) {
    memset(output, 0, sizeof(float) * (size_t)(images * shape.height * shape.width * shape.outputs));
#define BODY(from, tap, to) \
    for (ptrdiff_t i = 0; i < shape.inputs; i++) \
        for (ptrdiff_t j = 0; j < shape.outputs; j++) \
            output[(to) * shape.outputs + j] += \
                input[(from) * shape.inputs + i] * weights[((tap) * shape.inputs + i) * shape.outputs + j];
    FOR_EACH_CONNECTION(shape, images, BODY)
#undef BODY
}

static void winograd_weight_gradient_reference(
    Winograd shape, ptrdiff_t images, const float *input, const float *output_gradient, float *scratch,
    float *weight_gradient
) {
    memset(weight_gradient, 0, sizeof(float) * (size_t)(9 * shape.inputs * shape.outputs));
#define BODY(from, tap, to) \
    for (ptrdiff_t i = 0; i < shape.inputs; i++) \
        for (ptrdiff_t j = 0; j < shape.outputs; j++) \
            weight_gradient[((tap) * shape.inputs + i) * shape.outputs + j] += \
                input[(from) * shape.inputs + i] * output_gradient[(to) * shape.outputs + j];
    FOR_EACH_CONNECTION(shape, images, BODY)
#undef BODY
}

#undef FOR_EACH_CONNECTION

#endif
