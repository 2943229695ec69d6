// Compiles the kernels for each instruction set and calls the one that the caller asks for.
//
// The kernels are in `vectorised.h` and the files that it includes, which are compiled here once for each instruction
// set, and in `reference.h`.

#include "kernels.h"
#include "image_kernels.h"
#include "reference.h"

#include <string.h>

/// The kernels of one instruction set.
typedef struct Kernels {
    typeof(kernels_multiply_reference) *multiply;
    void (*add_bias)(ptrdiff_t, ptrdiff_t, const float *, float *);
    void (*sum_rows)(ptrdiff_t, ptrdiff_t, const float *, float *);
    void (*relu)(ptrdiff_t, const float *, float *);
    void (*relu_backward)(ptrdiff_t, const float *, const float *, float *);
    void (*multiply_elements)(ptrdiff_t, const float *, const float *, float *);
    void (*scale_bytes)(ptrdiff_t, const uint8_t *, float, float *);
    void (*adam)(ptrdiff_t, AdamStep, const float *, float *, float *, float *);
    void (*nesterov)(ptrdiff_t, DescentStep, const float *, float *, float *);
    void (*scale)(ptrdiff_t, float, float *);
    void (*blend)(ptrdiff_t, float, const float *, float *);
    void (*pack)(ptrdiff_t, ptrdiff_t, const float *, bool, float *);
    void (*convolve)(Convolution, const float *, const float *, float *);
    void (*convolve_weight_gradient)(Convolution, const float *, const float *, float *);
    void (*winograd_pack)(ptrdiff_t, ptrdiff_t, ptrdiff_t, ptrdiff_t, const float *, bool, float *);
    void (*winograd)(Winograd, ptrdiff_t, const float *, const float *, float *, float *);
    void (*winograd_weight_gradient)(Winograd, ptrdiff_t, const float *, const float *, float *, float *);
    void (*channel_moments)(ptrdiff_t, ptrdiff_t, const float *, const float *, double *, double *);
    void (*normalise)(ptrdiff_t, ptrdiff_t, Normalisation, const float *, float *);
    void (*normalise_gradient_sums)(
        ptrdiff_t, ptrdiff_t, Normalisation, const float *, const float *, double *, double *);
    void (*normalise_backward)(
        ptrdiff_t, ptrdiff_t, Normalisation, const float *, const float *, const float *, const float *, const float *,
        float *);
    void (*add)(ptrdiff_t, const float *, const float *, float *);
    void (*max_pool)(Pooling, const float *, float *);
    void (*max_pool_backward)(Pooling, const float *, const float *, const float *, float *);
    void (*average_pool)(Pooling, const float *, float *);
    void (*average_pool_backward)(Pooling, const float *, float *);
} Kernels;

// A tile of the product keeps ROWS × VECTORS vectors in registers, in addition to VECTORS vectors of b and one of a.
// AVX-512 and arm64 have 32 registers, the other instruction sets 16. PIXELS = 7 divides the widths 28, 14 and 7 of the
// images without remainder, TAPS = 6 three times an even number of channels.
#define FORM(name) name##_portable
#define TARGET
#define LANES 4
#define VECTORS 2
#define CONVOLUTION_VECTORS 2
#if defined(__aarch64__)
#define ROWS 8
#define PIXELS 7
#define TAPS 6
#define FUSED 1
#else
#define ROWS 4
#define PIXELS 4
#define TAPS 4
#define FUSED 0
#endif
#include "vectorised.h"

#if defined(__x86_64__)

#define FORM(name) name##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define VECTORS 2
#define ROWS 6
#define CONVOLUTION_VECTORS 2
#define PIXELS 6
#define TAPS 6
#define FUSED 1
#include "vectorised.h"

#define FORM(name) name##_avx512
#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")))
#define LANES 16
#define VECTORS 2
#define ROWS 8
#define CONVOLUTION_VECTORS 4
#define PIXELS 7
#define TAPS 6
#define FUSED 1
#include "vectorised.h"

#endif

bool kernels_supports(InstructionSet set) {
    switch (set) {
    case InstructionSetReference:
    case InstructionSetPortable:
        return true;
#if defined(__x86_64__)
    case InstructionSetAVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case InstructionSetAVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
            && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")
            && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
    default:
        return false;
    }
}

InstructionSet kernels_fastest(void) {
    if (kernels_supports(InstructionSetAVX512)) return InstructionSetAVX512;
    if (kernels_supports(InstructionSetAVX2)) return InstructionSetAVX2;
    return InstructionSetPortable;
}

static const Kernels *kernels(InstructionSet set) {
    switch (set) {
#if defined(__x86_64__)
    case InstructionSetAVX2: return &kernels_avx2;
    case InstructionSetAVX512: return &kernels_avx512;
#endif
    default: return &kernels_portable;
    }
}

void kernels_multiply(
    InstructionSet set, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth,
    const float *a, ptrdiff_t a_row_stride, ptrdiff_t a_column_stride,
    const float *b, ptrdiff_t b_row_stride, ptrdiff_t b_column_stride,
    float *c, ptrdiff_t c_row_stride
) {
    typeof(kernels_multiply_reference) *multiply =
        set == InstructionSetReference ? kernels_multiply_reference : kernels(set)->multiply;
    multiply(
        rows, columns, depth, a, a_row_stride, a_column_stride, b, b_row_stride, b_column_stride, c, c_row_stride);
}

void kernels_add_bias(InstructionSet set, ptrdiff_t rows, ptrdiff_t columns, const float *bias, float *values) {
    kernels(set)->add_bias(rows, columns, bias, values);
}

void kernels_sum_rows(InstructionSet set, ptrdiff_t rows, ptrdiff_t columns, const float *values, float *sums) {
    kernels(set)->sum_rows(rows, columns, values, sums);
}

void kernels_relu(InstructionSet set, ptrdiff_t count, const float *input, float *output) {
    kernels(set)->relu(count, input, output);
}

void kernels_relu_backward(
    InstructionSet set, ptrdiff_t count, const float *output, const float *output_gradient, float *input_gradient
) {
    kernels(set)->relu_backward(count, output, output_gradient, input_gradient);
}

void kernels_multiply_elements(
    InstructionSet set, ptrdiff_t count, const float *left, const float *right, float *product
) {
    kernels(set)->multiply_elements(count, left, right, product);
}

void kernels_scale_bytes(InstructionSet set, ptrdiff_t count, const uint8_t *bytes, float scale, float *floats) {
    kernels(set)->scale_bytes(count, bytes, scale, floats);
}

void kernels_adam(
    InstructionSet set, ptrdiff_t count, AdamStep step, const float *gradients,
    float *first_moments, float *second_moments, float *parameters
) {
    kernels(set)->adam(count, step, gradients, first_moments, second_moments, parameters);
}

void kernels_nesterov(
    InstructionSet set, ptrdiff_t count, DescentStep step, const float *gradients, float *velocities, float *parameters
) {
    kernels(set)->nesterov(count, step, gradients, velocities, parameters);
}

void kernels_scale(InstructionSet set, ptrdiff_t count, float factor, float *values) {
    kernels(set)->scale(count, factor, values);
}

void kernels_blend(InstructionSet set, ptrdiff_t count, float share, const float *values, float *average) {
    kernels(set)->blend(count, share, values, average);
}

void kernels_pad(
    ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels, const float *image,
    ptrdiff_t spacing, ptrdiff_t margin, ptrdiff_t padded_width, float *padded
) {
    for (ptrdiff_t y = 0; y < height; y++) {
        const float *from = image + y * width * channels;
        float *to = padded + ((margin + y * spacing) * padded_width + margin) * channels;
        if (spacing == 1) {
            memcpy(to, from, sizeof(float) * (size_t)(width * channels));
        } else {
            for (ptrdiff_t x = 0; x < width; x++) {
                memcpy(to + x * spacing * channels, from + x * channels, sizeof(float) * (size_t)channels);
            }
        }
    }
}

void kernels_pack_convolution(
    InstructionSet set, ptrdiff_t inputs, ptrdiff_t outputs, const float *weights, float *packed
) {
    (set == InstructionSetReference ? pack_reference : kernels(set)->pack)(inputs, outputs, weights, false, packed);
}

void kernels_pack_convolution_backward(
    InstructionSet set, ptrdiff_t inputs, ptrdiff_t outputs, const float *weights, float *packed
) {
    (set == InstructionSetReference ? pack_reference : kernels(set)->pack)(outputs, inputs, weights, true, packed);
}

void kernels_convolve(
    InstructionSet set, Convolution convolution, const float *padded, const float *packed, float *output
) {
    (set == InstructionSetReference ? convolve_reference : kernels(set)->convolve)(
        convolution, padded, packed, output);
}

void kernels_convolve_weight_gradient(
    InstructionSet set, Convolution convolution, const float *padded, const float *output_gradient,
    float *weight_gradient
) {
    (set == InstructionSetReference ? convolve_weight_gradient_reference : kernels(set)->convolve_weight_gradient)(
        convolution, padded, output_gradient, weight_gradient);
}

void kernels_winograd_pack(
    InstructionSet set, ptrdiff_t inputs, ptrdiff_t outputs, ptrdiff_t first, ptrdiff_t last, const float *weights,
    float *packed
) {
    (set == InstructionSetReference ? winograd_pack_reference : kernels(set)->winograd_pack)(
        inputs, outputs, first, last, weights, false, packed);
}

void kernels_winograd_pack_backward(
    InstructionSet set, ptrdiff_t inputs, ptrdiff_t outputs, ptrdiff_t first, ptrdiff_t last, const float *weights,
    float *packed
) {
    (set == InstructionSetReference ? winograd_pack_reference : kernels(set)->winograd_pack)(
        outputs, inputs, first, last, weights, true, packed);
}

void kernels_winograd(
    InstructionSet set, Winograd shape, ptrdiff_t images, const float *input, const float *packed, float *scratch,
    float *output
) {
    (set == InstructionSetReference ? winograd_reference : kernels(set)->winograd)(
        shape, images, input, packed, scratch, output);
}

void kernels_winograd_weight_gradient(
    InstructionSet set, Winograd shape, ptrdiff_t images, const float *input, const float *output_gradient,
    float *scratch, float *weight_gradient
) {
    (set == InstructionSetReference ? winograd_weight_gradient_reference : kernels(set)->winograd_weight_gradient)(
        shape, images, input, output_gradient, scratch, weight_gradient);
}

void kernels_channel_moments(
    InstructionSet set, ptrdiff_t pixels, ptrdiff_t channels, const float *values, const float *shift,
    double *sums, double *squares
) {
    kernels(set)->channel_moments(pixels, channels, values, shift, sums, squares);
}

void kernels_normalise(
    InstructionSet set, ptrdiff_t pixels, ptrdiff_t channels, Normalisation normalisation, const float *input,
    float *output
) {
    kernels(set)->normalise(pixels, channels, normalisation, input, output);
}

void kernels_normalise_gradient_sums(
    InstructionSet set, ptrdiff_t pixels, ptrdiff_t channels, Normalisation normalisation, const float *input,
    const float *output_gradient, double *sums, double *products
) {
    kernels(set)->normalise_gradient_sums(pixels, channels, normalisation, input, output_gradient, sums, products);
}

void kernels_normalise_backward(
    InstructionSet set, ptrdiff_t pixels, ptrdiff_t channels, Normalisation normalisation, const float *input,
    const float *output_gradient, const float *a, const float *b, const float *c, float *input_gradient
) {
    kernels(set)->normalise_backward(
        pixels, channels, normalisation, input, output_gradient, a, b, c, input_gradient);
}

void kernels_add(InstructionSet set, ptrdiff_t count, const float *left, const float *right, float *sum) {
    kernels(set)->add(count, left, right, sum);
}

void kernels_max_pool(InstructionSet set, Pooling pooling, const float *input, float *output) {
    kernels(set)->max_pool(pooling, input, output);
}

void kernels_max_pool_backward(
    InstructionSet set, Pooling pooling, const float *input, const float *output, const float *output_gradient,
    float *input_gradient
) {
    kernels(set)->max_pool_backward(pooling, input, output, output_gradient, input_gradient);
}

void kernels_average_pool(InstructionSet set, Pooling pooling, const float *input, float *output) {
    kernels(set)->average_pool(pooling, input, output);
}

void kernels_average_pool_backward(
    InstructionSet set, Pooling pooling, const float *output_gradient, float *input_gradient
) {
    kernels(set)->average_pool_backward(pooling, output_gradient, input_gradient);
}
