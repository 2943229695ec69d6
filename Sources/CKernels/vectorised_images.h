// Batch normalisation, addition and pooling for one instruction set, included by `vectorised.h`. Plain loops over the
// channels of a pixel, which the compiler vectorises. Parameters and shapes are described in `image_kernels.h`.

// The number of pixels that are summed in single precision before the sum is added to a double.
#define BLOCK 32
// The number of channels that are processed at once, so that their sums fit in the first-level cache.
#define CHANNELS 64

TARGET static void FORM(channel_moments)(
    ptrdiff_t pixels, ptrdiff_t channels, const float *restrict values, const float *restrict shift,
    double *restrict sums, double *restrict squares
) {
    for (ptrdiff_t first = 0; first < pixels; first += BLOCK) {
        ptrdiff_t end = first + BLOCK < pixels ? first + BLOCK : pixels;
        ptrdiff_t channel = 0;
        for (; channel + LANES <= channels; channel += LANES) {
            FORM(Vector) sum = {0}, square = {0}, origin = *(const FORM(Vector) *)(shift + channel);
            for (ptrdiff_t pixel = first; pixel < end; pixel++) {
                FORM(Vector) x = *(const FORM(Vector) *)(values + pixel * channels + channel) - origin;
                sum += x;
                square = FORM(multiply_add)(x, x, square);
            }
            for (int lane = 0; lane < LANES; lane++) {
                sums[channel + lane] += (double)sum[lane];
                squares[channel + lane] += (double)square[lane];
            }
        }
        for (; channel < channels; channel++) {
            for (ptrdiff_t pixel = first; pixel < end; pixel++) {
                double x = (double)(values[pixel * channels + channel] - shift[channel]);
                sums[channel] += x;
                squares[channel] += x * x;
            }
        }
    }
}

// Returns one value of `kernels_normalise`. The backward pass uses the same function to find the values that the ReLU
// has set to 0, so that both passes round in the same way.
TARGET static inline __attribute__((always_inline)) float FORM(normalised)(
    float x, float mean, float scale, float shift
) {
#if FUSED
    return __builtin_elementwise_fma(x - mean, scale, shift);
#else
    return (x - mean) * scale + shift;
#endif
}

TARGET static void FORM(normalise)(
    ptrdiff_t pixels, ptrdiff_t channels, Normalisation n, const float *restrict input, float *restrict output
) {
    const float *restrict mean = n.mean, *restrict scale = n.scale, *restrict shift = n.shift;
    for (ptrdiff_t pixel = 0; pixel < pixels; pixel++) {
        const float *restrict x = input + pixel * channels;
        float *restrict y = output + pixel * channels;
        if (n.relu) {
            for (ptrdiff_t c = 0; c < channels; c++) {
                float value = FORM(normalised)(x[c], mean[c], scale[c], shift[c]);
                y[c] = value < 0 ? 0 : value;
            }
        } else {
            for (ptrdiff_t c = 0; c < channels; c++) y[c] = FORM(normalised)(x[c], mean[c], scale[c], shift[c]);
        }
    }
}

TARGET static void FORM(normalise_gradient_sums)(
    ptrdiff_t pixels, ptrdiff_t channels, Normalisation n, const float *restrict input,
    const float *restrict output_gradient, double *restrict sums, double *restrict products
) {
    for (ptrdiff_t first = 0; first < pixels; first += BLOCK) {
        ptrdiff_t end = first + BLOCK < pixels ? first + BLOCK : pixels;
        for (ptrdiff_t start = 0; start < channels; start += CHANNELS) {
            ptrdiff_t width = channels - start < CHANNELS ? channels - start : CHANNELS;
            const float *restrict mean = n.mean + start, *restrict scale = n.scale + start;
            const float *restrict shift = n.shift + start;
            float sum[CHANNELS] = {0}, product[CHANNELS] = {0};
            for (ptrdiff_t pixel = first; pixel < end; pixel++) {
                const float *restrict x = input + pixel * channels + start;
                const float *restrict gradient = output_gradient + pixel * channels + start;
                for (ptrdiff_t c = 0; c < width; c++) {
                    float y = FORM(normalised)(x[c], mean[c], scale[c], shift[c]);
                    float g = !n.relu || y > 0 ? gradient[c] : 0;
                    sum[c] += g;
                    product[c] += g * (x[c] - mean[c]);
                }
            }
            for (ptrdiff_t c = 0; c < width; c++) {
                sums[start + c] += (double)sum[c];
                products[start + c] += (double)product[c];
            }
        }
    }
}

TARGET static void FORM(normalise_backward)(
    ptrdiff_t pixels, ptrdiff_t channels, Normalisation n, const float *restrict input,
    const float *restrict output_gradient, const float *restrict a, const float *restrict b, const float *restrict c,
    float *restrict input_gradient
) {
    const float *restrict mean = n.mean, *restrict scale = n.scale, *restrict shift = n.shift;
    for (ptrdiff_t pixel = 0; pixel < pixels; pixel++) {
        const float *restrict x = input + pixel * channels;
        const float *restrict gradient = output_gradient + pixel * channels;
        float *restrict to = input_gradient + pixel * channels;
        for (ptrdiff_t i = 0; i < channels; i++) {
            float y = FORM(normalised)(x[i], mean[i], scale[i], shift[i]);
            float g = !n.relu || y > 0 ? gradient[i] : 0;
            to[i] = a[i] * g + (b[i] * (x[i] - mean[i]) + c[i]);
        }
    }
}

TARGET static void FORM(add)(
    ptrdiff_t count, const float *restrict left, const float *restrict right, float *restrict sum
) {
    for (ptrdiff_t i = 0; i < count; i++) sum[i] = left[i] + right[i];
}

// The offset of the first pixel of a window.
#define WINDOW(y, x) (((y) * p.window_height * p.input_width + (x) * p.window_width) * p.channels)
// The offset of a pixel from the first pixel of its window.
#define WITHIN(row, column) (((row) * p.input_width + (column)) * p.channels)

TARGET static void FORM(max_pool)(Pooling p, const float *restrict input, float *restrict output) {
    for (ptrdiff_t y = 0; y < p.height; y++) {
        for (ptrdiff_t x = 0; x < p.width; x++) {
            const float *window = input + WINDOW(y, x);
            float *restrict to = output + (y * p.width + x) * p.channels;
            for (ptrdiff_t c = 0; c < p.channels; c++) to[c] = window[c];
            for (ptrdiff_t row = 0; row < p.window_height; row++) {
                for (ptrdiff_t column = 0; column < p.window_width; column++) {
                    const float *restrict from = window + WITHIN(row, column);
                    // A NaN is kept, so that it is noticed in the result.
                    for (ptrdiff_t c = 0; c < p.channels; c++) {
                        to[c] = from[c] > to[c] || from[c] != from[c] ? from[c] : to[c];
                    }
                }
            }
        }
    }
}

TARGET static void FORM(max_pool_backward)(
    Pooling p, const float *restrict input, const float *restrict output, const float *restrict output_gradient,
    float *restrict input_gradient
) {
    __builtin_memset(
        input_gradient, 0, sizeof(float) * (size_t)(p.input_height * p.input_width * p.channels));
    for (ptrdiff_t y = 0; y < p.height; y++) {
        for (ptrdiff_t x = 0; x < p.width; x++) {
            ptrdiff_t pixel = (y * p.width + x) * p.channels;
            for (ptrdiff_t start = 0; start < p.channels; start += CHANNELS) {
                ptrdiff_t width = p.channels - start < CHANNELS ? p.channels - start : CHANNELS;
                const float *restrict largest = output + pixel + start;
                float rest[CHANNELS];  // the gradient of the window, 0 once it is passed on
                for (ptrdiff_t c = 0; c < width; c++) rest[c] = output_gradient[pixel + start + c];
                for (ptrdiff_t row = 0; row < p.window_height; row++) {
                    for (ptrdiff_t column = 0; column < p.window_width; column++) {
                        ptrdiff_t at = WINDOW(y, x) + WITHIN(row, column) + start;
                        const float *restrict from = input + at;
                        float *restrict to = input_gradient + at;
                        for (ptrdiff_t c = 0; c < width; c++) {
                            bool takes = from[c] == largest[c];
                            to[c] = takes ? rest[c] : 0;
                            rest[c] = takes ? 0 : rest[c];
                        }
                    }
                }
            }
        }
    }
}

TARGET static void FORM(average_pool)(Pooling p, const float *restrict input, float *restrict output) {
    float share = 1 / (float)(p.window_height * p.window_width);
    for (ptrdiff_t y = 0; y < p.height; y++) {
        for (ptrdiff_t x = 0; x < p.width; x++) {
            float *restrict to = output + (y * p.width + x) * p.channels;
            for (ptrdiff_t c = 0; c < p.channels; c++) to[c] = 0;
            for (ptrdiff_t row = 0; row < p.window_height; row++) {
                for (ptrdiff_t column = 0; column < p.window_width; column++) {
                    const float *restrict from = input + WINDOW(y, x) + WITHIN(row, column);
                    for (ptrdiff_t c = 0; c < p.channels; c++) to[c] += from[c];
                }
            }
            for (ptrdiff_t c = 0; c < p.channels; c++) to[c] *= share;
        }
    }
}

TARGET static void FORM(average_pool_backward)(
    Pooling p, const float *restrict output_gradient, float *restrict input_gradient
) {
    float share = 1 / (float)(p.window_height * p.window_width);
    __builtin_memset(
        input_gradient, 0, sizeof(float) * (size_t)(p.input_height * p.input_width * p.channels));
    for (ptrdiff_t y = 0; y < p.height; y++) {
        for (ptrdiff_t x = 0; x < p.width; x++) {
            const float *restrict from = output_gradient + (y * p.width + x) * p.channels;
            for (ptrdiff_t row = 0; row < p.window_height; row++) {
                for (ptrdiff_t column = 0; column < p.window_width; column++) {
                    float *restrict to = input_gradient + WINDOW(y, x) + WITHIN(row, column);
                    for (ptrdiff_t c = 0; c < p.channels; c++) to[c] = from[c] * share;
                }
            }
        }
    }
}

#undef WINDOW
#undef WITHIN
#undef BLOCK
#undef CHANNELS
