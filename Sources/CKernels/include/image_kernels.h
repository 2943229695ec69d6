// The kernels of convolutional networks: convolution, batch normalisation, pooling.
//
// Images are stored as [height, width, channels]: the channels of a pixel are contiguous. The inputs of a convolution
// then form long contiguous runs, registers hold output channels, and any height and width are possible.
//
// The guarantees of `kernels.h` apply. Exception: the bits of sums over pixels (`kernels_channel_moments`,
// `kernels_normalise_gradient_sums`) depend on the instruction set.

#ifndef IMAGE_KERNELS_H
#define IMAGE_KERNELS_H

#include "kernels.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// The shape of a 3×3 convolution of an image that is already padded with a margin of zeros.
typedef struct Convolution {
    /// Size of the output, in pixels.
    ptrdiff_t height, width;
    /// Number of channels of the input and of the output.
    ptrdiff_t inputs, outputs;
    /// Distance in the input, in pixels, between neighbouring pixels of the output.
    ptrdiff_t stride;
    /// Width of the padded input, in pixels. Its height is at least (height − 1) · stride + 3.
    ptrdiff_t padded_width;
} Convolution;

/// Returns the number of floats of packed weights, sufficient for every instruction set: `outputs` is rounded up to
/// whole registers.
static inline ptrdiff_t kernels_packed_count(ptrdiff_t inputs, ptrdiff_t outputs) {
    return 9 * inputs * ((outputs + 15) / 16 * 16);
}

/// Copies an image into a padded image: pixel (y, x) to (margin + y · spacing, margin + x · spacing). The other pixels
/// are not changed; the caller sets them to 0 once.
///
/// - Parameters:
///   - image: [height, width, channels].
///   - padded: [.., padded_width, channels], receives the image.
void kernels_pad(
    ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels, const float *image,
    ptrdiff_t spacing, ptrdiff_t margin, ptrdiff_t padded_width, float *padded);

/// Copies weights [3, 3, inputs, outputs] in the order in which `kernels_convolve` reads them.
///
/// - Parameter packed: Receives `kernels_packed_count(inputs, outputs)` floats at most.
void kernels_pack_convolution(
    InstructionSet set, ptrdiff_t inputs, ptrdiff_t outputs, const float *weights, float *packed);

/// Copies weights [3, 3, inputs, outputs] in the order in which `kernels_convolve` reads them for the convolution that
/// computes the gradient of the input: from `outputs` to `inputs` channels, with the kernel rotated by 180°.
///
/// - Parameter packed: Receives `kernels_packed_count(outputs, inputs)` floats at most.
void kernels_pack_convolution_backward(
    InstructionSet set, ptrdiff_t inputs, ptrdiff_t outputs, const float *weights, float *packed);

/// Convolves one image. Every value of the output is one sum in the order of [3, 3, inputs].
///
/// - Parameters:
///   - padded: [.., padded_width, inputs], the padded input.
///   - packed: Weights packed for the same instruction set.
///   - output: [height, width, outputs], receives the result.
void kernels_convolve(
    InstructionSet set, Convolution convolution, const float *padded, const float *packed, float *output);

/// Adds the contribution of one image to the gradient of the weights.
///
/// - Parameters:
///   - padded: [.., padded_width, inputs], the padded input.
///   - output_gradient: [height, width, outputs], the gradient of the output.
///   - weight_gradient: [3, 3, inputs, outputs], updated.
void kernels_convolve_weight_gradient(
    InstructionSet set, Convolution convolution, const float *padded, const float *output_gradient,
    float *weight_gradient);

/// The shape of a 3×3 convolution with stride 1 and padding 1 by Winograd's minimal filtering F(4×4, 3×3) (Lavin and
/// Gray, "Fast algorithms for convolutional neural networks", CVPR 2016): a quarter of the products, and larger
/// rounding errors. The images [height, width, channels] are not padded.
typedef struct Winograd {
    /// Size of the input and of the output, in pixels.
    ptrdiff_t height, width;
    /// Number of channels of the input and of the output, both multiples of 16.
    ptrdiff_t inputs, outputs;
} Winograd;

/// The number of tiles of the output that are processed at once. Their transforms stay in the caches.
#define WINOGRAD_BLOCK 56

/// Returns the distance between transformed tiles, in floats. The number of cache lines is odd, so that consecutive
/// tiles fall into different sets of a cache.
static inline ptrdiff_t kernels_winograd_tile_count(ptrdiff_t channels) { return 36 * channels + 16; }

/// Returns the number of floats of packed weights.
static inline ptrdiff_t kernels_winograd_packed_count(ptrdiff_t inputs, ptrdiff_t outputs) {
    return 36 * inputs * outputs;
}

/// Returns the number of floats of scratch memory that `kernels_winograd` needs, or, with `forGradient`,
/// `kernels_winograd_weight_gradient`.
static inline ptrdiff_t kernels_winograd_scratch_count(ptrdiff_t inputs, ptrdiff_t outputs, bool forGradient) {
    return WINOGRAD_BLOCK * (kernels_winograd_tile_count(inputs) + kernels_winograd_tile_count(outputs))
        + (forGradient ? 36 * inputs * outputs : 0);
}

/// Transforms weights [3, 3, inputs, outputs] and stores them in the order in which `kernels_winograd` reads them.
///
/// - Parameters:
///   - first, last: The range of inputs `first..<last` to transform, so that threads can share the work.
///   - packed: Receives `kernels_winograd_packed_count(inputs, outputs)` floats in total.
void kernels_winograd_pack(
    InstructionSet set, ptrdiff_t inputs, ptrdiff_t outputs, ptrdiff_t first, ptrdiff_t last, const float *weights,
    float *packed);

/// Transforms weights [3, 3, inputs, outputs] for the convolution that computes the gradient of the input: from
/// `outputs` to `inputs` channels, with the kernel rotated by 180°.
///
/// - Parameters:
///   - first, last: The range of outputs `first..<last` to transform.
///   - packed: Receives `kernels_winograd_packed_count(inputs, outputs)` floats in total.
void kernels_winograd_pack_backward(
    InstructionSet set, ptrdiff_t inputs, ptrdiff_t outputs, ptrdiff_t first, ptrdiff_t last, const float *weights,
    float *packed);

/// Convolves a batch of images.
///
/// - Parameters:
///   - input: [images, height, width, inputs].
///   - packed: Weights packed for the same instruction set.
///   - scratch: `kernels_winograd_scratch_count(inputs, outputs, false)` floats of any value, overwritten.
///   - output: [images, height, width, outputs], receives the result.
void kernels_winograd(
    InstructionSet set, Winograd shape, ptrdiff_t images, const float *input, const float *packed, float *scratch,
    float *output);

/// Computes the gradient of the weights over a batch of images.
///
/// - Parameters:
///   - input: [images, height, width, inputs].
///   - output_gradient: [images, height, width, outputs], the gradient of the output.
///   - scratch: `kernels_winograd_scratch_count(inputs, outputs, true)` floats of any value, overwritten.
///   - weight_gradient: [3, 3, inputs, outputs], receives the gradient.
void kernels_winograd_weight_gradient(
    InstructionSet set, Winograd shape, ptrdiff_t images, const float *input, const float *output_gradient,
    float *scratch, float *weight_gradient);

/// Adds the sums of batch statistics: sums [channels] += Σ (x − shift) and squares [channels] += Σ (x − shift)².
///
/// - Parameters:
///   - values: [pixels, channels].
///   - shift: [channels], near the mean of the values, so that the sum of squares is precise.
void kernels_channel_moments(
    InstructionSet set, ptrdiff_t pixels, ptrdiff_t channels, const float *values, const float *shift,
    double *sums, double *squares);

/// The coefficients of batch normalisation (Ioffe and Szegedy, 2015): (x − mean) · scale + shift, each [channels].
typedef struct Normalisation {
    const float *mean;
    const float *scale;
    const float *shift;
    /// Whether a ReLU follows.
    bool relu;
} Normalisation;

/// Batch normalisation: output [pixels, channels] = (input [pixels, channels] − mean) · scale + shift, followed by the
/// ReLU where `normalisation.relu` is true.
void kernels_normalise(
    InstructionSet set, ptrdiff_t pixels, ptrdiff_t channels, Normalisation normalisation, const float *input,
    float *output);

/// Adds the sums that the gradient of batch normalisation needs: sums [channels] += Σ g and
/// products [channels] += Σ g · (input − mean), where g is the gradient before the ReLU.
///
/// - Parameters:
///   - input: [pixels, channels], the input of `kernels_normalise`.
///   - output_gradient: [pixels, channels], the gradient of its output.
void kernels_normalise_gradient_sums(
    InstructionSet set, ptrdiff_t pixels, ptrdiff_t channels, Normalisation normalisation, const float *input,
    const float *output_gradient, double *sums, double *products);

/// Gradient of batch normalisation: input_gradient [pixels, channels] = a · g + b · (input − mean) + c, where g is the
/// gradient before the ReLU, as for `kernels_normalise_gradient_sums`.
///
/// - Parameters:
///   - input, output_gradient: [pixels, channels].
///   - a, b, c: [channels], calculated by the caller from the sums.
void kernels_normalise_backward(
    InstructionSet set, ptrdiff_t pixels, ptrdiff_t channels, Normalisation normalisation, const float *input,
    const float *output_gradient, const float *a, const float *b, const float *c, float *input_gradient);

/// sum [count] = left [count] + right [count], elementwise.
void kernels_add(InstructionSet set, ptrdiff_t count, const float *left, const float *right, float *sum);

/// The shape of a pooling over adjacent windows that do not overlap. Pixels at the right and lower edge that do not
/// fill a window are ignored.
typedef struct Pooling {
    /// Size of the output, in windows.
    ptrdiff_t height, width;
    /// Size of the input, in pixels.
    ptrdiff_t input_height, input_width;
    /// Number of channels of the input and of the output.
    ptrdiff_t channels;
    /// Size of a window, in pixels.
    ptrdiff_t window_height, window_width;
} Pooling;

/// Max pooling of one image: output [height, width, channels] = the largest value of each window of input
/// [input_height, input_width, channels]; NaN where the window contains a NaN.
void kernels_max_pool(InstructionSet set, Pooling pooling, const float *input, float *output);

/// Gradient of max pooling: passes the gradient of each window to the first of its largest values, in row order, and 0
/// to all other pixels.
///
/// - Parameters:
///   - input: [input_height, input_width, channels], the input of `kernels_max_pool`.
///   - output, output_gradient: [height, width, channels], its output and the gradient of the output.
///   - input_gradient: [input_height, input_width, channels], receives the gradient.
void kernels_max_pool_backward(
    InstructionSet set, Pooling pooling, const float *input, const float *output, const float *output_gradient,
    float *input_gradient);

/// Average pooling of one image: output [height, width, channels] = the mean of each window of input
/// [input_height, input_width, channels].
void kernels_average_pool(InstructionSet set, Pooling pooling, const float *input, float *output);

/// Gradient of average pooling: divides the gradient of each window, output_gradient [height, width, channels], equally
/// among the pixels of the window, input_gradient [input_height, input_width, channels].
void kernels_average_pool_backward(
    InstructionSet set, Pooling pooling, const float *output_gradient, float *input_gradient);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
