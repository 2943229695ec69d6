// The 3×3 convolution with stride 1 and padding 1 by Winograd's minimal filtering F(4×4, 3×3) (Lavin and Gray, "Fast
// algorithms for convolutional neural networks", CVPR 2016) for one instruction set, included by `vectorised.h`.
// Parameters and shapes are described in `image_kernels.h`.
//
// A tile of 4×4 pixels of the output needs 36 products for each pair of channels instead of 144. Input, weights and
// output are transformed, and each of the 36 positions of a transformed tile is a matrix product over the channels:
//
//   output = Aᵀ [(G weights Gᵀ) ⊙ (Bᵀ input B)] A
//   gradient of the weights = Gᵀ [(Bᵀ input B) ⊙ (A output_gradient Aᵀ)] G
//
// A, B and G are the matrices of Toom and Cook for the points 0, ±√½, ±√2 and infinity. Rounding errors are a quarter
// of those for the usual points 0, ±1, ±2 and infinity. The transforms are vectorised over the channels, which are
// contiguous; the numbers of channels are multiples of 16, so that no vector is incomplete.

#define ROOT_OF_HALF 0.70710678118654752f
#define ROOT_OF_TWO 1.41421356237309505f

typedef struct FORM(Six) { FORM(Vector) v[6]; } FORM(Six);

// Returns Bᵀ d for six values d.
TARGET static inline __attribute__((always_inline)) FORM(Six) FORM(input_transform)(FORM(Six) d) {
    FORM(Vector) a = d.v[4] - 2 * d.v[2], b = (d.v[3] - 2 * d.v[1]) * ROOT_OF_HALF;
    FORM(Vector) c = d.v[4] - 0.5f * d.v[2], e = (d.v[3] - 0.5f * d.v[1]) * ROOT_OF_TWO;
    return (FORM(Six)) {{
        d.v[0] - 2.5f * d.v[2] + d.v[4], a + b, a - b, c + e, c - e, d.v[1] - 2.5f * d.v[3] + d.v[5],
    }};
}

// Returns G g for three values g.
TARGET static inline __attribute__((always_inline)) FORM(Six) FORM(weight_transform)(
    FORM(Vector) g0, FORM(Vector) g1, FORM(Vector) g2
) {
    FORM(Vector) a = g0 * (-2.0f / 3) + g2 * (-1.0f / 3), b = g1 * (ROOT_OF_HALF * -2 / 3);
    FORM(Vector) c = g0 * (1.0f / 6) + g2 * (1.0f / 3), e = g1 * (ROOT_OF_TWO / 6);
    return (FORM(Six)) {{g0, a + b, a - b, c + e, c - e, g2}};
}

// Returns Gᵀ u, three values, for six values u.
TARGET static inline __attribute__((always_inline)) FORM(Six) FORM(weight_gradient_transform)(FORM(Six) u) {
    FORM(Vector) a = u.v[1] + u.v[2], b = u.v[1] - u.v[2], c = u.v[3] + u.v[4], e = u.v[3] - u.v[4];
    return (FORM(Six)) {{
        u.v[0] - a * (2.0f / 3) + c * (1.0f / 6), e * (ROOT_OF_TWO / 6) - b * (ROOT_OF_HALF * 2 / 3),
        (c - a) * (1.0f / 3) + u.v[5],
    }};
}

// Returns Aᵀ m, four values, for six values m.
TARGET static inline __attribute__((always_inline)) FORM(Six) FORM(output_transform)(FORM(Six) m) {
    FORM(Vector) a = m.v[1] + m.v[2], b = (m.v[1] - m.v[2]) * ROOT_OF_HALF;
    FORM(Vector) c = m.v[3] + m.v[4], e = (m.v[3] - m.v[4]) * ROOT_OF_TWO;
    return (FORM(Six)) {{m.v[0] + a + c, b + e, 0.5f * a + 2 * c, 0.5f * b + 2 * e + m.v[5]}};
}

// Returns A y for four values y.
TARGET static inline __attribute__((always_inline)) FORM(Six) FORM(output_gradient_transform)(FORM(Six) y) {
    FORM(Vector) a = y.v[0] + 0.5f * y.v[2], b = (y.v[1] + 0.5f * y.v[3]) * ROOT_OF_HALF;
    FORM(Vector) c = y.v[0] + 2 * y.v[2], e = (y.v[1] + 2 * y.v[3]) * ROOT_OF_TWO;
    return (FORM(Six)) {{y.v[0], a + b, a - b, c + e, c - e, y.v[3]}};
}

// Transforms and packs weights: for each of the 36 positions, panels of up to PANEL outputs, each [inputs, width].
// Writes the rows `first..<last` of the inputs.
TARGET static void FORM(winograd_pack)(
    ptrdiff_t inputs, ptrdiff_t outputs, ptrdiff_t first, ptrdiff_t last, const float *weights, bool backward,
    float *packed
) {
    for (ptrdiff_t column = 0; column < outputs; column += LANES) {
        ptrdiff_t panel = column - column % PANEL;
        ptrdiff_t width = FORM(panel_vectors)(outputs, panel) * LANES;
        for (ptrdiff_t i = first; i < last; i++) {
            FORM(Six) columns[3];  // G g, by columns of g
            for (int x = 0; x < 3; x++) {
                FORM(Vector) g[3];
                for (int y = 0; y < 3; y++) {
                    int tap = y * 3 + x;
                    if (!backward) {
                        g[y] = *(const FORM(Vector) *)(weights + (tap * inputs + i) * outputs + column);
                        continue;
                    }
                    // `inputs` and `outputs` are exchanged: the weights are [3, 3, outputs, inputs].
                    const float *from = weights + ((8 - tap) * outputs + column) * inputs + i;
                    for (int lane = 0; lane < LANES; lane++) g[y][lane] = from[lane * inputs];
                }
                columns[x] = FORM(weight_transform)(g[0], g[1], g[2]);
            }
            float *to = packed + panel * inputs + i * width + column - panel;
            for (int y = 0; y < 6; y++) {
                FORM(Six) u = FORM(weight_transform)(columns[0].v[y], columns[1].v[y], columns[2].v[y]);
                for (int x = 0; x < 6; x++) {
                    *(FORM(Vector) *)(to + (y * 6 + x) * inputs * outputs) = u.v[x];
                }
            }
        }
    }
}

// The position of a tile in an image.
typedef struct FORM(TilePlace) {
    const float *image;  // [height, width, channels]
    ptrdiff_t height, width, channels;
    ptrdiff_t y, x;  // the upper left pixel of the tile in the output
} FORM(TilePlace);

// Returns a vector of the channels of a pixel; zeros for a pixel outside the image.
TARGET static inline __attribute__((always_inline)) FORM(Vector) FORM(pixel)(
    const FORM(TilePlace) *place, ptrdiff_t y, ptrdiff_t x, ptrdiff_t channel
) {
    static const _Alignas(64) float zeros[16] = {0};
    bool isInside = y >= 0 && y < place->height && x >= 0 && x < place->width;
    const float *at = place->image + (y * place->width + x) * place->channels + channel;
    return *(const FORM(Vector) *)(isInside ? at : zeros);
}

// Transforms a tile: transformed [36, channels] = Bᵀ d B for the 6×6 pixels d around the tile, or, with `isGradient`, A
// y Aᵀ for the 4×4 pixels y of the tile.
TARGET static inline __attribute__((always_inline)) void FORM(transform_tile)(
    const bool isGradient, FORM(TilePlace) place, float *transformed
) {
    const int size = isGradient ? 4 : 6;
    const ptrdiff_t margin = isGradient ? 0 : 1;
    for (ptrdiff_t channel = 0; channel < place.channels; channel += LANES) {
        FORM(Six) columns[6];
        for (int x = 0; x < size; x++) {
            FORM(Six) d = {0};
            for (int y = 0; y < size; y++) {
                d.v[y] = FORM(pixel)(&place, place.y - margin + y, place.x - margin + x, channel);
            }
            columns[x] = isGradient ? FORM(output_gradient_transform)(d) : FORM(input_transform)(d);
        }
        for (int y = 0; y < 6; y++) {
            FORM(Six) d = {0};
            for (int x = 0; x < size; x++) d.v[x] = columns[x].v[y];
            d = isGradient ? FORM(output_gradient_transform)(d) : FORM(input_transform)(d);
            for (int x = 0; x < 6; x++) {
                *(FORM(Vector) *)(transformed + (y * 6 + x) * place.channels + channel) = d.v[x];
            }
        }
    }
}

// Stores Aᵀ m A, for products m [36, channels], in the pixels of a tile of the output that are inside the image.
TARGET static void FORM(store_tile)(FORM(TilePlace) place, const float *products, float *image) {
    for (ptrdiff_t channel = 0; channel < place.channels; channel += LANES) {
        FORM(Six) columns[6];
        for (int x = 0; x < 6; x++) {
            FORM(Six) m;
            for (int y = 0; y < 6; y++) {
                m.v[y] = *(const FORM(Vector) *)(products + (y * 6 + x) * place.channels + channel);
            }
            columns[x] = FORM(output_transform)(m);
        }
        for (int y = 0; y < 4 && place.y + y < place.height; y++) {
            FORM(Six) m;
            for (int x = 0; x < 6; x++) m.v[x] = columns[x].v[y];
            m = FORM(output_transform)(m);
            for (int x = 0; x < 4 && place.x + x < place.width; x++) {
                *(FORM(Vector) *)(
                    image + ((place.y + y) * place.width + place.x + x) * place.channels + channel) = m.v[x];
            }
        }
    }
}

// Returns the position of a tile. Tiles are numbered through all images.
TARGET static inline FORM(TilePlace) FORM(tile_place)(
    Winograd shape, ptrdiff_t tile, ptrdiff_t channels, const float *images
) {
    ptrdiff_t across = (shape.width + 3) / 4, down = (shape.height + 3) / 4;
    ptrdiff_t image = tile / (across * down), rest = tile % (across * down);
    return (FORM(TilePlace)) {
        images + image * shape.height * shape.width * channels, shape.height, shape.width, channels,
        rest / across * 4, rest % across * 4,
    };
}

// Returns the number of tiles in the next block, given the number that remain: blocks of similar size, a multiple of
// PIXELS except for the last block.
TARGET static inline ptrdiff_t FORM(winograd_block)(ptrdiff_t rest) {
    ptrdiff_t most = WINOGRAD_BLOCK / PIXELS * PIXELS;
    ptrdiff_t blocks = (rest + most - 1) / most;
    ptrdiff_t block = ((rest + blocks - 1) / blocks + PIXELS - 1) / PIXELS * PIXELS;
    return block < rest ? block : rest;
}

// Computes the products of one position and one panel: products [tiles, vectors · LANES] = transformed [tiles, inputs]
// · panel.
TARGET static inline __attribute__((always_inline)) void FORM(winograd_product)(
    const int vectors, ptrdiff_t tiles, Winograd shape, const float *transformed, const float *panel, float *products
) {
    ptrdiff_t a_stride = kernels_winograd_tile_count(shape.inputs), c_stride = kernels_winograd_tile_count(shape.outputs);
    for (ptrdiff_t tile = 0; tile < tiles; tile += PIXELS) {
        ptrdiff_t rows = tiles - tile < PIXELS ? tiles - tile : PIXELS;
        const float *a[PIXELS];
        for (ptrdiff_t i = 0; i < PIXELS; i++) a[i] = transformed + (tile + (i < rows ? i : rows - 1)) * a_stride;
        FORM(convolution_tile)(vectors, rows, 1, shape.inputs, a, 0, panel, products + tile * c_stride, c_stride);
    }
}

TARGET static void FORM(winograd)(
    Winograd shape, ptrdiff_t images, const float *input, const float *packed, float *scratch, float *output
) {
    ptrdiff_t tiles = images * ((shape.height + 3) / 4) * ((shape.width + 3) / 4);
    ptrdiff_t a_stride = kernels_winograd_tile_count(shape.inputs), c_stride = kernels_winograd_tile_count(shape.outputs);
    float *transformed = scratch;                            // [block, 36, inputs]
    float *products = scratch + WINOGRAD_BLOCK * a_stride;  // [block, 36, outputs]
    for (ptrdiff_t first = 0, block; first < tiles; first += block) {
        block = FORM(winograd_block)(tiles - first);
        for (ptrdiff_t i = 0; i < block; i++) {
            FORM(transform_tile)(
                false, FORM(tile_place)(shape, first + i, shape.inputs, input), transformed + i * a_stride);
        }
        const float *panel = packed;
        for (int position = 0; position < 36; position++) {
            for (ptrdiff_t column = 0; column < shape.outputs; column += PANEL) {
                int vectors = FORM(panel_vectors)(shape.outputs, column);
#define STATEMENT(v) \
    FORM(winograd_product)( \
        v, block, shape, transformed + position * shape.inputs, panel, products + position * shape.outputs + column)
                WITH_VECTORS(vectors, STATEMENT)
#undef STATEMENT
                panel += shape.inputs * vectors * LANES;
            }
        }
        for (ptrdiff_t i = 0; i < block; i++) {
            FORM(TilePlace) place = FORM(tile_place)(shape, first + i, shape.outputs, output);
            FORM(store_tile)(place, products + i * c_stride, output + (place.image - output));
        }
    }
}

// Stores weight_gradient [3, 3, inputs, outputs] = Gᵀ u G for the sums u [36, inputs, outputs].
TARGET static void FORM(store_weight_gradient)(Winograd shape, const float *sums, float *weight_gradient) {
    ptrdiff_t count = shape.inputs * shape.outputs;
    for (ptrdiff_t at = 0; at < count; at += LANES) {
        FORM(Six) columns[6];
        for (int x = 0; x < 6; x++) {
            FORM(Six) u;
            for (int y = 0; y < 6; y++) u.v[y] = *(const FORM(Vector) *)(sums + (y * 6 + x) * count + at);
            columns[x] = FORM(weight_gradient_transform)(u);
        }
        for (int y = 0; y < 3; y++) {
            FORM(Six) u;
            for (int x = 0; x < 6; x++) u.v[x] = columns[x].v[y];
            u = FORM(weight_gradient_transform)(u);
            for (int x = 0; x < 3; x++) *(FORM(Vector) *)(weight_gradient + (y * 3 + x) * count + at) = u.v[x];
        }
    }
}

TARGET static void FORM(winograd_weight_gradient)(
    Winograd shape, ptrdiff_t images, const float *input, const float *output_gradient, float *scratch,
    float *weight_gradient
) {
    ptrdiff_t tiles = images * ((shape.height + 3) / 4) * ((shape.width + 3) / 4);
    ptrdiff_t a_stride = kernels_winograd_tile_count(shape.inputs), b_stride = kernels_winograd_tile_count(shape.outputs);
    float *transformed = scratch;                            // [block, 36, inputs]
    float *gradients = scratch + WINOGRAD_BLOCK * a_stride;  // [block, 36, outputs]
    float *sums = gradients + WINOGRAD_BLOCK * b_stride;     // [36, inputs, outputs]
    for (ptrdiff_t first = 0, block; first < tiles; first += block) {
        block = FORM(winograd_block)(tiles - first);
        for (ptrdiff_t i = 0; i < block; i++) {
            FORM(transform_tile)(
                false, FORM(tile_place)(shape, first + i, shape.inputs, input), transformed + i * a_stride);
            FORM(transform_tile)(
                true, FORM(tile_place)(shape, first + i, shape.outputs, output_gradient), gradients + i * b_stride);
        }
        FORM(Pixels) pixels = {1, block, 0, a_stride, b_stride};
        for (int position = 0; position < 36; position++) {
            const float *a = transformed + position * shape.inputs;
            for (ptrdiff_t column = 0; column < shape.outputs; column += PANEL) {
                int vectors = FORM(panel_vectors)(shape.outputs, column);
                const float *b = gradients + position * shape.outputs + column;
                float *c = sums + position * shape.inputs * shape.outputs + column;
#define STATEMENT(v) FORM(weight_gradient_tiles)(v, shape.inputs, pixels, first > 0, a, b, c, shape.outputs)
                WITH_VECTORS(vectors, STATEMENT)
#undef STATEMENT
            }
        }
    }
    FORM(store_weight_gradient)(shape, sums, weight_gradient);
}
