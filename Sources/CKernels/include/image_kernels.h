// The hot loops of convolutional networks, one image or one run of pixels at a time.
//
// Images lie in memory by pixel: [height, width, channels], so that the channels of a pixel are side by side. What is
// multiplied by a weight then comes in long runs, registers hold output channels, and any height and width fit.
//
// The promises of `kernels.h` hold here too, but for sums over pixels (`kernels_channel_moments` and the like), where the
// bits depend on the instruction set.

#ifndef IMAGE_KERNELS_H
#define IMAGE_KERNELS_H

#include "kernels.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// A 3×3 convolution over an image that already has its margin of zeros.
typedef struct Convolution {
    /// Of the output.
    ptrdiff_t height, width;
    /// Channels of the input and of the output.
    ptrdiff_t inputs, outputs;
    /// Pixels of the input between neighbours of the output.
    ptrdiff_t stride;
    /// Of the input, its margin included. Its height is at least (height − 1) · stride + 3.
    ptrdiff_t padded_width;
} Convolution;

/// Floats in packed weights, for every instruction set: the outputs rounded up to whole registers.
static inline ptrdiff_t kernels_packed_count(ptrdiff_t inputs, ptrdiff_t outputs) {
    return 9 * inputs * ((outputs + 15) / 16 * 16);
}

/// Puts image [height, width, channels] into padded [.., padded_width, channels], its pixel (y, x) at
/// (margin + y · spacing, margin + x · spacing). All else of `padded` stays as it is: zeros, once the caller has set them.
void kernels_pad(
    ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels, const float *image,
    ptrdiff_t spacing, ptrdiff_t margin, ptrdiff_t padded_width, float *padded);

/// Brings weights [3, 3, inputs, outputs] into the order in which `kernels_convolve` reads them.
void kernels_pack_convolution(
    InstructionSet set, ptrdiff_t inputs, ptrdiff_t outputs, const float *weights, float *packed);

/// The same for the convolution that brings gradients back: from `outputs` to `inputs` channels, with the weights turned
/// by half a turn.
void kernels_pack_convolution_backward(
    InstructionSet set, ptrdiff_t inputs, ptrdiff_t outputs, const float *weights, float *packed);

/// output [height, width, outputs] = the convolution of padded [.., padded_width, inputs] with packed weights.
///
/// Every value is one sum in the order of [3, 3, inputs].
void kernels_convolve(
    InstructionSet set, Convolution convolution, const float *padded, const float *packed, float *output);

/// Adds to weight_gradient [3, 3, inputs, outputs] what one image contributes, given its padded input and the gradient of
/// its output [height, width, outputs].
void kernels_convolve_weight_gradient(
    InstructionSet set, Convolution convolution, const float *padded, const float *output_gradient,
    float *weight_gradient);

/// A 3×3 convolution with stride 1 and a padding of 1 over images [height, width, channels] without a margin, done in the
/// way of Winograd: with a quarter of the products and somewhat larger rounding errors.
typedef struct Winograd {
    /// Of input and output.
    ptrdiff_t height, width;
    /// Channels of the input and of the output, both multiples of 16.
    ptrdiff_t inputs, outputs;
} Winograd;

/// Tiles of the output that are worked on at once: their transforms stay in the caches.
#define WINOGRAD_BLOCK 56

/// Floats from one transformed tile to the next. The odd number of cache lines lets tiles that follow each other lie in
/// different sets of a cache.
static inline ptrdiff_t kernels_winograd_tile_count(ptrdiff_t channels) { return 36 * channels + 16; }

/// Floats in packed weights.
static inline ptrdiff_t kernels_winograd_packed_count(ptrdiff_t inputs, ptrdiff_t outputs) {
    return 36 * inputs * outputs;
}

/// Floats of scratch memory that `kernels_winograd` needs, and, with `forGradient`, `kernels_winograd_weight_gradient`.
static inline ptrdiff_t kernels_winograd_scratch_count(ptrdiff_t inputs, ptrdiff_t outputs, bool forGradient) {
    return WINOGRAD_BLOCK * (kernels_winograd_tile_count(inputs) + kernels_winograd_tile_count(outputs))
        + (forGradient ? 36 * inputs * outputs : 0);
}

/// Transforms weights [3, 3, inputs, outputs] into the order in which `kernels_winograd` reads them: those for inputs from
/// `first` to below `last`, so that threads can share the work.
void kernels_winograd_pack(
    InstructionSet set, ptrdiff_t inputs, ptrdiff_t outputs, ptrdiff_t first, ptrdiff_t last, const float *weights,
    float *packed);

/// The same for the convolution that brings gradients back: from `outputs` to `inputs` channels, with the weights turned
/// by half a turn; `first` and `last` are among the outputs.
void kernels_winograd_pack_backward(
    InstructionSet set, ptrdiff_t inputs, ptrdiff_t outputs, ptrdiff_t first, ptrdiff_t last, const float *weights,
    float *packed);

/// output [images, height, width, outputs] = the convolution of input [images, height, width, inputs] with packed weights.
void kernels_winograd(
    InstructionSet set, Winograd shape, ptrdiff_t images, const float *input, const float *packed, float *scratch,
    float *output);

/// weight_gradient [3, 3, inputs, outputs] = what the images contribute, given the gradient of their output
/// [images, height, width, outputs].
void kernels_winograd_weight_gradient(
    InstructionSet set, Winograd shape, ptrdiff_t images, const float *input, const float *output_gradient,
    float *scratch, float *weight_gradient);

/// sums [channels] += Σ (x − shift) and squares [channels] += Σ (x − shift)² over values [pixels, channels].
void kernels_channel_moments(
    InstructionSet set, ptrdiff_t pixels, ptrdiff_t channels, const float *values, const float *shift,
    double *sums, double *squares);

/// What batch normalisation does to the values of each channel: all arrays are [channels].
typedef struct Normalisation {
    /// Subtracted first.
    const float *mean;
    /// Multiplied with the difference.
    const float *scale;
    /// Added then.
    const float *shift;
    /// Whether max(x, 0) follows.
    bool relu;
} Normalisation;

/// output [pixels, channels] = (input − mean) · scale + shift, with the ReLU where asked.
void kernels_normalise(
    InstructionSet set, ptrdiff_t pixels, ptrdiff_t channels, Normalisation normalisation, const float *input,
    float *output);

/// Given the input of `kernels_normalise` and the gradient of its output, both [pixels, channels]:
/// sums [channels] += Σ g and products [channels] += Σ g · (input − mean), g being the gradient before the ReLU.
void kernels_normalise_gradient_sums(
    InstructionSet set, ptrdiff_t pixels, ptrdiff_t channels, Normalisation normalisation, const float *input,
    const float *output_gradient, double *sums, double *products);

/// input_gradient [pixels, channels] = a · g + b · (input − mean) + c, with a, b, c [channels] and g as above.
void kernels_normalise_backward(
    InstructionSet set, ptrdiff_t pixels, ptrdiff_t channels, Normalisation normalisation, const float *input,
    const float *output_gradient, const float *a, const float *b, const float *c, float *input_gradient);

/// sum [count] = left + right, elementwise.
void kernels_add(InstructionSet set, ptrdiff_t count, const float *left, const float *right, float *sum);

/// Pooling over windows that lie side by side; what is left over at the right and lower edge is not looked at.
typedef struct Pooling {
    /// Of the output, in windows.
    ptrdiff_t height, width;
    /// Of the input, in pixels.
    ptrdiff_t input_height, input_width;
    /// Of both.
    ptrdiff_t channels;
    /// Of a window, in pixels.
    ptrdiff_t window_height, window_width;
} Pooling;

/// output [height, width, channels] = the largest value of each window.
void kernels_max_pool(InstructionSet set, Pooling pooling, const float *input, float *output);

/// Gives the gradient of each window to the first of its largest values, by rows, and 0 to all others.
void kernels_max_pool_backward(
    InstructionSet set, Pooling pooling, const float *input, const float *output, const float *output_gradient,
    float *input_gradient);

/// output [height, width, channels] = the mean of each window.
void kernels_average_pool(InstructionSet set, Pooling pooling, const float *input, float *output);

/// Spreads the gradient of each window evenly.
void kernels_average_pool_backward(
    InstructionSet set, Pooling pooling, const float *output_gradient, float *input_gradient);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
