// The 3×3 convolution for one instruction set, included by `vectorised.h`. In addition to its macros:
//
//   CONVOLUTION_VECTORS   vectors in a row of a tile
//   PIXELS                rows of a tile of the forward pass: pixels of the output
//   TAPS                  rows of a tile of the gradient of the weights
//
// Both passes are matrix products whose left matrix is not built: the nine pixels under the kernel are three runs of
// 3 · inputs floats, one for each row of the image, which are read in place (as in Dukhan, "The Indirect Convolution
// Algorithm", 2019). A tile of the result stays in registers from the first product to the last.

#define PANEL (LANES * CONVOLUTION_VECTORS)

// Runs `statement(vectors)` with a constant number of vectors in each case.
#if CONVOLUTION_VECTORS == 4
#define WITH_VECTORS(vectors, statement) \
    switch (vectors) { \
    case 1: statement(1); break; \
    case 2: statement(2); break; \
    case 3: statement(3); break; \
    default: statement(4); break; \
    }
#else
#define WITH_VECTORS(vectors, statement) \
    switch (vectors) { \
    case 1: statement(1); break; \
    default: statement(CONVOLUTION_VECTORS); break; \
    }
#endif

// Returns the width, in vectors, of the panel of packed weights that starts at a column.
static inline int FORM(panel_vectors)(ptrdiff_t outputs, ptrdiff_t column) {
    ptrdiff_t rest = (outputs - column + LANES - 1) / LANES;
    return rest < CONVOLUTION_VECTORS ? (int)rest : CONVOLUTION_VECTORS;
}

// Packs weights: consecutive panels of up to PANEL columns, each [9 · inputs, width], 0 in missing columns.
TARGET static void FORM(pack)(
    ptrdiff_t inputs, ptrdiff_t outputs, const float *weights, bool backward, float *packed
) {
    for (ptrdiff_t column = 0; column < outputs; column += PANEL) {
        ptrdiff_t width = FORM(panel_vectors)(outputs, column) * LANES;
        ptrdiff_t filled = outputs - column < width ? outputs - column : width;
        for (ptrdiff_t tap = 0; tap < 9; tap++) {
            for (ptrdiff_t i = 0; i < inputs; i++) {
                // With `backward`, `inputs` and `outputs` are exchanged: the weights are [3, 3, outputs, inputs].
                const float *from = backward ? weights + ((8 - tap) * outputs + column) * inputs + i
                                             : weights + (tap * inputs + i) * outputs + column;
                ptrdiff_t step = backward ? inputs : 1;
                for (ptrdiff_t j = 0; j < filled; j++) packed[j] = from[j * step];
                for (ptrdiff_t j = filled; j < width; j++) packed[j] = 0;
                packed += width;
            }
        }
    }
}

// Computes one tile of the output [PIXELS, vectors · LANES] and stores its first `pixels` rows. `a` has a pointer to
// the first input of each pixel; the inputs of a pixel are `runs` runs of `run` floats, `a_run_stride` apart.
TARGET static inline __attribute__((always_inline)) void FORM(convolution_tile)(
    const int vectors, ptrdiff_t pixels, const int runs, ptrdiff_t run, const float *const *a, ptrdiff_t a_run_stride,
    const float *panel, float *c, ptrdiff_t c_row_stride
) {
    const float *a_rows[PIXELS];
    FORM(Vector) acc[PIXELS][CONVOLUTION_VECTORS];
    for (int i = 0; i < PIXELS; i++) {
        a_rows[i] = a[i];
        for (int v = 0; v < vectors; v++) acc[i][v] = (FORM(Vector)) {0};
    }
    for (int r = 0; r < runs; r++) {
        for (ptrdiff_t k = 0; k < run; k++) {
            FORM(Vector) b[CONVOLUTION_VECTORS];
            for (int v = 0; v < vectors; v++) b[v] = *(const FORM(Vector) *)(panel + v * LANES);
            for (int i = 0; i < PIXELS; i++) {
                FORM(Vector) x = a_rows[i][k] - (FORM(Vector)) {0};  // the scalar in every lane
                for (int v = 0; v < vectors; v++) acc[i][v] = FORM(multiply_add)(x, b[v], acc[i][v]);
            }
            panel += vectors * LANES;
        }
        for (int i = 0; i < PIXELS; i++) a_rows[i] += a_run_stride;
    }
    for (int i = 0; i < PIXELS; i++) {
        if (i >= pixels) break;
        for (int v = 0; v < vectors; v++) *(FORM(Vector) *)(c + i * c_row_stride + v * LANES) = acc[i][v];
    }
}

// Computes one panel of the channels of the output, `width` of them, for all pixels.
TARGET static inline __attribute__((always_inline)) void FORM(convolution_panel)(
    const int vectors, Convolution shape, ptrdiff_t width, const float *padded, const float *panel, float *output
) {
    float edge[PIXELS * PANEL];  // [PIXELS, vectors · LANES]: a tile that extends beyond the last channel
    ptrdiff_t count = shape.height * shape.width;
    ptrdiff_t a_row_stride = shape.padded_width * shape.inputs;
    ptrdiff_t y = 0, x = 0;
    for (ptrdiff_t pixel = 0; pixel < count; pixel += PIXELS) {
        ptrdiff_t pixels = count - pixel < PIXELS ? count - pixel : PIXELS;
        // The last tile computes all PIXELS pixels, with its last pixel in place of the missing ones.
        const float *a[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            if (i >= pixels) {
                a[i] = a[i - 1];
                continue;
            }
            a[i] = padded + y * shape.stride * a_row_stride + x * shape.stride * shape.inputs;
            if (++x == shape.width) x = 0, y++;
        }
        float *to = output + pixel * shape.outputs;
        bool whole = width == vectors * LANES;
        FORM(convolution_tile)(
            vectors, pixels, 3, 3 * shape.inputs, a, a_row_stride, panel, whole ? to : edge,
            whole ? shape.outputs : vectors * LANES);
        for (ptrdiff_t i = 0; !whole && i < pixels; i++) {
            for (ptrdiff_t j = 0; j < width; j++) to[i * shape.outputs + j] = edge[i * vectors * LANES + j];
        }
    }
}

TARGET static void FORM(convolve)(
    Convolution shape, const float *padded, const float *packed, float *output
) {
    for (ptrdiff_t column = 0; column < shape.outputs; column += PANEL) {
        int vectors = FORM(panel_vectors)(shape.outputs, column);
        ptrdiff_t rest = shape.outputs - column;
        ptrdiff_t width = rest < vectors * LANES ? rest : vectors * LANES;
        float *to = output + column;
#define STATEMENT(v) FORM(convolution_panel)(v, shape, width, padded, packed, to)
        WITH_VECTORS(vectors, STATEMENT)
#undef STATEMENT
        packed += 9 * shape.inputs * vectors * LANES;
    }
}

// The pixels over which the gradient of a weight is summed: `rows` rows of `columns` pixels, with the strides between
// neighbouring pixels in the input (a) and in the gradient of the output (b). The rows of b are contiguous.
typedef struct FORM(Pixels) {
    ptrdiff_t rows, columns, a_row_stride, a_stride, b_stride;
} FORM(Pixels);

// Computes one tile of the gradient of the weights [TAPS, vectors · LANES] and stores its first `taps` rows: the sum
// over the pixels of input · output gradient. With `accumulate` the sums start with the values in c, else with 0.
TARGET static inline __attribute__((always_inline)) void FORM(weight_gradient_tile)(
    const int vectors, const ptrdiff_t taps, FORM(Pixels) pixels, bool accumulate, const float *a, const float *b,
    float *c, ptrdiff_t c_row_stride
) {
    FORM(Vector) acc[TAPS][CONVOLUTION_VECTORS];
    for (int i = 0; i < TAPS; i++) {
        ptrdiff_t row = i < taps ? i : taps - 1;
        for (int v = 0; v < vectors; v++) {
            acc[i][v] = accumulate ? *(const FORM(Vector) *)(c + row * c_row_stride + v * LANES) : (FORM(Vector)) {0};
        }
    }
    for (ptrdiff_t y = 0; y < pixels.rows; y++) {
        const float *pixel = a + y * pixels.a_row_stride;
        for (ptrdiff_t x = 0; x < pixels.columns; x++) {
            FORM(Vector) b_row[CONVOLUTION_VECTORS];
            for (int v = 0; v < vectors; v++) b_row[v] = *(const FORM(Vector) *)(b + v * LANES);
            for (int i = 0; i < TAPS; i++) {
                FORM(Vector) value = pixel[i < taps ? i : taps - 1] - (FORM(Vector)) {0};
                for (int v = 0; v < vectors; v++) acc[i][v] = FORM(multiply_add)(value, b_row[v], acc[i][v]);
            }
            pixel += pixels.a_stride;
            b += pixels.b_stride;
        }
    }
    for (int i = 0; i < TAPS; i++) {
        if (i >= taps) break;
        for (int v = 0; v < vectors; v++) *(FORM(Vector) *)(c + i * c_row_stride + v * LANES) = acc[i][v];
    }
}

// Computes all `taps` rows of the gradient of the weights, TAPS rows at a time.
TARGET static inline __attribute__((always_inline)) void FORM(weight_gradient_tiles)(
    const int vectors, ptrdiff_t taps, FORM(Pixels) pixels, bool accumulate, const float *a, const float *b, float *c,
    ptrdiff_t c_row_stride
) {
    ptrdiff_t tap = 0;
    for (; tap + TAPS <= taps; tap += TAPS) {
        FORM(weight_gradient_tile)(
            vectors, TAPS, pixels, accumulate, a + tap, b, c + tap * c_row_stride, c_row_stride);
    }
    if (tap < taps) {
        FORM(weight_gradient_tile)(
            vectors, taps - tap, pixels, accumulate, a + tap, b, c + tap * c_row_stride, c_row_stride);
    }
}

// Computes the columns of the gradient of the weights that do not fill a vector.
TARGET static void FORM(weight_gradient_edge)(
    ptrdiff_t columns, ptrdiff_t taps, Convolution shape, const float *a, const float *b, float *c
) {
    for (ptrdiff_t y = 0; y < shape.height; y++) {
        for (ptrdiff_t x = 0; x < shape.width; x++) {
            const float *pixel = a + (y * shape.padded_width + x) * shape.stride * shape.inputs;
            const float *gradient = b + (y * shape.width + x) * shape.outputs;
            for (ptrdiff_t i = 0; i < taps; i++) {
                float *sums = c + i * shape.outputs;
#if FUSED
                for (ptrdiff_t j = 0; j < columns; j++) {
                    sums[j] = __builtin_elementwise_fma(pixel[i], gradient[j], sums[j]);
                }
#else
                for (ptrdiff_t j = 0; j < columns; j++) sums[j] += pixel[i] * gradient[j];
#endif
            }
        }
    }
}

// Computes one panel of the gradient of the weights, for all taps and inputs.
TARGET static inline __attribute__((always_inline)) void FORM(weight_gradient_panel)(
    const int vectors, Convolution shape, const float *padded, const float *output_gradient, float *weight_gradient
) {
    ptrdiff_t run = 3 * shape.inputs;
    ptrdiff_t row_stride = shape.padded_width * shape.inputs;
    FORM(Pixels) pixels = {
        shape.height, shape.width, shape.stride * row_stride, shape.stride * shape.inputs, shape.outputs,
    };
    for (ptrdiff_t row = 0; row < 3; row++) {
        FORM(weight_gradient_tiles)(
            vectors, run, pixels, true, padded + row * row_stride, output_gradient,
            weight_gradient + row * run * shape.outputs, shape.outputs);
    }
}

TARGET static void FORM(convolve_weight_gradient)(
    Convolution shape, const float *padded, const float *output_gradient, float *weight_gradient
) {
    ptrdiff_t run = 3 * shape.inputs;
    ptrdiff_t column = 0;
    while (column + LANES <= shape.outputs) {
        ptrdiff_t rest = (shape.outputs - column) / LANES;
        int vectors = rest < CONVOLUTION_VECTORS ? (int)rest : CONVOLUTION_VECTORS;
        const float *b = output_gradient + column;
        float *c = weight_gradient + column;
#define STATEMENT(v) FORM(weight_gradient_panel)(v, shape, padded, b, c)
        WITH_VECTORS(vectors, STATEMENT)
#undef STATEMENT
        column += vectors * LANES;
    }
    for (ptrdiff_t row = 0; column < shape.outputs && row < 3; row++) {
        FORM(weight_gradient_edge)(
            shape.outputs - column, run, shape, padded + row * shape.padded_width * shape.inputs,
            output_gradient + column, weight_gradient + row * run * shape.outputs + column);
    }
}

