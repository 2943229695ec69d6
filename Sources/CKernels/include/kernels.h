// The hot loops of the neural network, on buffers that the caller owns.
//
// This is: single-precision matrix multiplication, and the element-wise loops of dense layers and of optimisers, each
// compiled for several instruction sets; what works on images is in `image_kernels.h`. It is not a tensor library: nothing
// here allocates, keeps state, starts a thread or reads a file.
//
// Two promises hold for every instruction set:
// - The same input gives the same bits. KERNELS_AVX2 and KERNELS_AVX512 even agree with each other.
// - A row of a result depends on that row of the input alone, neither on the other rows nor on its place among them.
//   So a picture gets the same logits by itself and in any batch.
//
// Matrices are row-major unless strides say otherwise. Strides count floats. Results must not overlap inputs, except
// where a function says that it works in place.

#ifndef KERNELS_H
#define KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// The instructions that a kernel is written for.
typedef enum __attribute__((enum_extensibility(closed))) InstructionSet {
    /// Three plain loops for the matrix product: what the others are checked against. Everything else as `Portable`.
    InstructionSetReference,
    /// Four floats at a time, on any processor.
    InstructionSetPortable,
    /// Eight floats at a time: x86-64 with AVX2 and FMA.
    InstructionSetAVX2,
    /// Sixteen floats at a time: x86-64 with AVX-512.
    InstructionSetAVX512,
} InstructionSet;

/// Whether this machine can run the kernels of an instruction set. Running others is undefined.
bool kernels_supports(InstructionSet set);

/// The fastest instruction set that this machine supports.
InstructionSet kernels_fastest(void);

/// Tells the processor that this thread is waiting for another one.
static inline void kernels_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/// c = a · b for a [rows, depth], b [depth, columns] and c [rows, columns].
///
/// Any of the inputs can be transposed by exchanging its strides. `c` has contiguous rows.
/// Every element is one sum over `depth` in ascending order.
void kernels_multiply(
    InstructionSet set, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth,
    const float *a, ptrdiff_t a_row_stride, ptrdiff_t a_column_stride,
    const float *b, ptrdiff_t b_row_stride, ptrdiff_t b_column_stride,
    float *c, ptrdiff_t c_row_stride);

/// Adds bias [columns] to every row of values [rows, columns], in place.
void kernels_add_bias(
    InstructionSet set, ptrdiff_t rows, ptrdiff_t columns, const float *bias, float *values);

/// sums [columns] = the sum over the rows of values [rows, columns]: the gradient of a bias.
void kernels_sum_rows(
    InstructionSet set, ptrdiff_t rows, ptrdiff_t columns, const float *values, float *sums);

/// output [count] = max(input, 0), elementwise; a NaN stays a NaN.
void kernels_relu(InstructionSet set, ptrdiff_t count, const float *input, float *output);

/// input_gradient [count] = output_gradient where the output of `kernels_relu` was positive, 0 elsewhere.
void kernels_relu_backward(
    InstructionSet set, ptrdiff_t count, const float *output, const float *output_gradient, float *input_gradient);

/// product [count] = left · right, elementwise.
void kernels_multiply_elements(
    InstructionSet set, ptrdiff_t count, const float *left, const float *right, float *product);

/// floats [count] = bytes · scale: 8-bit pixels to the input of a network.
void kernels_scale_bytes(
    InstructionSet set, ptrdiff_t count, const uint8_t *bytes, float scale, float *floats);

/// The numbers of one step of Adam, the same for all parameters.
typedef struct AdamStep {
    /// 1 − β₁ and 1 − β₂: how much of the new gradient enters the moments.
    float first_moment_share, second_moment_share;
    /// The learning rate times √(1 − β₂ᵗ) / (1 − β₁ᵗ).
    float corrected_learning_rate;
    /// Keeps the division away from zero.
    float epsilon;
} AdamStep;

/// One step of Adam (Kingma and Ba, 2015, the form at the end of section 2) on parameters [count], in place.
void kernels_adam(
    InstructionSet set, ptrdiff_t count, AdamStep step, const float *gradients,
    float *first_moments, float *second_moments, float *parameters);

/// The numbers of one step of gradient descent, the same for all parameters it is for.
typedef struct DescentStep {
    float learning_rate, momentum;
    /// Times the parameter is added to its gradient.
    float weight_decay;
} DescentStep;

/// One step of gradient descent with Nesterov momentum (Sutskever et al., 2013, as PyTorch has it) on parameters [count],
/// in place: v = momentum · v + g, then parameter −= rate · (g + momentum · v).
void kernels_nesterov(
    InstructionSet set, ptrdiff_t count, DescentStep step, const float *gradients, float *velocities,
    float *parameters);

/// values [count] *= factor, in place.
void kernels_scale(InstructionSet set, ptrdiff_t count, float factor, float *values);

/// average [count] += (values − average) · share, in place.
void kernels_blend(InstructionSet set, ptrdiff_t count, float share, const float *values, float *average);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#include "image_kernels.h"

#endif
