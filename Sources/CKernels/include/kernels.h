// The kernels of the neural network: matrix multiplication, and the element-wise loops of dense layers and optimisers,
// in single precision, each compiled for several instruction sets. `image_kernels.h` contains the kernels for images.
//
// All kernels work on buffers of the caller: they do not allocate memory, keep state, start threads or read files.
//
// Two guarantees hold for every instruction set:
// - The same input gives the same bits. InstructionSetAVX2 and InstructionSetAVX512 also give the same bits as each
//   other.
// - A row of a result depends only on the same row of the input, not on the other rows or on its position. An image
//   therefore gets the same logits alone and in any batch.
//
// Matrices are row-major unless strides are given. Strides are numbers of floats. Results must not overlap inputs,
// except where a function works in place.

#ifndef KERNELS_H
#define KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// The instruction set that a kernel is compiled for.
typedef enum __attribute__((enum_extensibility(closed))) InstructionSet {
    /// Plain loops for the matrix product and the convolution, as a reference for tests. All other kernels as
    /// `Portable`.
    InstructionSetReference,
    /// Four floats at a time, on any processor.
    InstructionSetPortable,
    /// Eight floats at a time: x86-64 with AVX2 and FMA.
    InstructionSetAVX2,
    /// Sixteen floats at a time: x86-64 with AVX-512 (F, VL, DQ, BW).
    InstructionSetAVX512,
} InstructionSet;

/// Returns whether this machine can run the kernels of an instruction set. Running the others is undefined behaviour.
bool kernels_supports(InstructionSet set);

/// Returns the fastest instruction set that this machine supports.
InstructionSet kernels_fastest(void);

/// Tells the processor that this thread waits in a loop for another thread.
static inline void kernels_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/// Matrix product: c = a · b. Every element of `c` is one sum over `depth` in ascending order.
///
/// - Parameters:
///   - a: [rows, depth], with strides; exchanged strides give the transposed matrix.
///   - b: [depth, columns], with strides.
///   - c: [rows, columns], receives the product; rows are contiguous, `c_row_stride` apart.
void kernels_multiply(
    InstructionSet set, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth,
    const float *a, ptrdiff_t a_row_stride, ptrdiff_t a_column_stride,
    const float *b, ptrdiff_t b_row_stride, ptrdiff_t b_column_stride,
    float *c, ptrdiff_t c_row_stride);

/// Adds bias [columns] to every row of values [rows, columns], in place.
void kernels_add_bias(
    InstructionSet set, ptrdiff_t rows, ptrdiff_t columns, const float *bias, float *values);

/// Sets sums [columns] to the sum of the rows of values [rows, columns]: the gradient of a bias.
void kernels_sum_rows(
    InstructionSet set, ptrdiff_t rows, ptrdiff_t columns, const float *values, float *sums);

/// ReLU: output [count] = max(input [count], 0). A NaN stays a NaN.
void kernels_relu(InstructionSet set, ptrdiff_t count, const float *input, float *output);

/// Gradient of the ReLU: input_gradient [count] = output_gradient where output > 0, and 0 elsewhere.
///
/// - Parameter output: [count], the output of `kernels_relu`.
void kernels_relu_backward(
    InstructionSet set, ptrdiff_t count, const float *output, const float *output_gradient, float *input_gradient);

/// product [count] = left [count] · right [count], elementwise.
void kernels_multiply_elements(
    InstructionSet set, ptrdiff_t count, const float *left, const float *right, float *product);

/// floats [count] = bytes [count] · scale: converts 8-bit pixels to the input of a model.
void kernels_scale_bytes(
    InstructionSet set, ptrdiff_t count, const uint8_t *bytes, float scale, float *floats);

/// The coefficients of one step of Adam, the same for all parameters.
typedef struct AdamStep {
    /// 1 − β₁ and 1 − β₂: the share of the new gradient in the first and the second moment.
    float first_moment_share, second_moment_share;
    /// The learning rate times √(1 − β₂ᵗ) / (1 − β₁ᵗ).
    float corrected_learning_rate;
    /// Added to the denominator, so that it is not 0.
    float epsilon;
} AdamStep;

/// Makes one step of Adam (Kingma and Ba, 2015, in the efficient form at the end of section 2), in place.
///
/// - Parameters:
///   - gradients: [count].
///   - first_moments, second_moments, parameters: [count], updated.
void kernels_adam(
    InstructionSet set, ptrdiff_t count, AdamStep step, const float *gradients,
    float *first_moments, float *second_moments, float *parameters);

/// The coefficients of one step of gradient descent, the same for all parameters.
typedef struct DescentStep {
    float learning_rate, momentum;
    /// The factor of the parameter that is added to its gradient (L2 regularisation).
    float weight_decay;
} DescentStep;

/// Makes one step of gradient descent with Nesterov momentum (Sutskever et al., 2013, in the form of PyTorch), in
/// place: v = momentum · v + g, then parameter −= learning_rate · (g + momentum · v).
///
/// - Parameters:
///   - gradients: [count].
///   - velocities, parameters: [count], updated.
void kernels_nesterov(
    InstructionSet set, ptrdiff_t count, DescentStep step, const float *gradients, float *velocities,
    float *parameters);

/// values [count] *= factor, in place.
void kernels_scale(InstructionSet set, ptrdiff_t count, float factor, float *values);

/// Moving average: average [count] += (values [count] − average) · share, in place.
void kernels_blend(InstructionSet set, ptrdiff_t count, float share, const float *values, float *average);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#include "image_kernels.h"

#endif
