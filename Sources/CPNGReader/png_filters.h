// The row kernels for one instruction set. `png_filters.c` includes this file once for each, with these macros defined:
//
//   FORM(name)   the name of a function for this instruction set, such as unfilter_avx2
//   TARGET       the attribute that enables the instructions
//   WAVES        1 where sixteen rows are unfiltered at a time
//
// The Paeth predictor depends on the pixel to the left, so that a single row is limited by the latency of a few
// dependent instructions for each pixel. Consecutive rows can overlap: row r + 1 can follow one pixel behind row r (a
// wavefront). `unfilter_wave` processes sixteen rows at once, one in each 32-bit lane of two vectors.

// Returns the Paeth predictor (PNG specification, section 9.4) of a (left), b (above) and c (upper left), without
// branches.
//
// With t = 3c − (a + b), the value nearest to a + b − c is the larger of a and b where t is at most the smaller of
// both, the smaller where t is at least the larger, and c otherwise. Ties are broken in the order of the specification.
TARGET static inline uint8_t FORM(paeth)(int a, int b, int c) {
    int low = a < b ? a : b, high = a < b ? b : a, t = 3 * c - (a + b);
    int x = high <= t ? low : c;
    return (uint8_t)(t <= low ? high : x);
}

// Unfilters one row: raw [count] and the unfiltered row above [count] to row [count]. Inlined, so that `pixel`, the
// bytes a pixel, is a constant.
TARGET static inline __attribute__((always_inline)) void FORM(unfilter_row)(
    int filter, size_t pixel, size_t count, const uint8_t *restrict raw, const uint8_t *restrict above,
    uint8_t *restrict row
) {
    switch (filter) {
    case FILTER_NONE: memcpy(row, raw, count); break;
    case FILTER_SUB:
        memcpy(row, raw, pixel);
        for (size_t i = pixel; i < count; i++) row[i] = (uint8_t)(raw[i] + row[i - pixel]);
        break;
    case FILTER_UP:
        for (size_t i = 0; i < count; i++) row[i] = (uint8_t)(raw[i] + above[i]);
        break;
    case FILTER_AVERAGE:
        for (size_t i = 0; i < pixel; i++) row[i] = (uint8_t)(raw[i] + above[i] / 2);
        for (size_t i = pixel; i < count; i++) row[i] = (uint8_t)(raw[i] + (row[i - pixel] + above[i]) / 2);
        break;
    default:
        for (size_t i = 0; i < pixel; i++) row[i] = (uint8_t)(raw[i] + above[i]);
        uint8_t left[4] = {0};
        memcpy(left, row, pixel);
        for (size_t i = pixel; i < count; i += pixel) {
            for (size_t k = 0; k < pixel; k++) {
                left[k] = (uint8_t)(raw[i + k] + FORM(paeth)(left[k], above[i + k], above[i + k - pixel]));
                row[i + k] = left[k];
            }
        }
    }
}

#if WAVES
// Transposes the two 4 × 4 matrices of 32-bit numbers in the lower and in the upper halves of four vectors.
TARGET static inline __attribute__((always_inline)) void FORM(transpose)(__m256i v[4]) {
    __m256i a = _mm256_unpacklo_epi32(v[0], v[1]), b = _mm256_unpackhi_epi32(v[0], v[1]);
    __m256i c = _mm256_unpacklo_epi32(v[2], v[3]), d = _mm256_unpackhi_epi32(v[2], v[3]);
    v[0] = _mm256_unpacklo_epi64(a, c);
    v[1] = _mm256_unpackhi_epi64(a, c);
    v[2] = _mm256_unpacklo_epi64(b, d);
    v[3] = _mm256_unpackhi_epi64(b, d);
}

// Loads 16 bytes into the lower and 16 bytes into the upper half of a vector.
TARGET static inline __m256i FORM(load_pair)(const uint8_t *lower, const uint8_t *upper) {
    return _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)lower)), _mm_loadu_si128((const __m128i *)upper), 1);
}

// Unfilters sixteen rows of pixels of 3 or 4 bytes. The arguments are those of `unfilter`, with the filter type and the
// filtered bytes of each row in `filters` and `raw`; `has_average` is whether any row has the filter Average.
//
// Each half of a vector holds four rows: lane r is row r of the four and is always one pixel behind lane r - 1. Each of
// the four halves is eight pixels behind the half before, whose last row is its row above: this row is passed on in
// registers and used two blocks of four pixels later. Four halves in flight hide the latency of the instructions.
//
// Reads and writes up to 30 pixels beyond both ends of a row: see ROW_MARGIN.
TARGET static inline __attribute__((always_inline)) void FORM(unfilter_wave)(
    bool has_average, const uint8_t filters[WAVE_ROWS], size_t pixel, size_t width,
    const uint8_t *const raw[WAVE_ROWS], uint8_t *rows, size_t stride
) {
    enum { VECTORS = WAVE_ROWS / 8, HALVES = 2 * VECTORS };
    const ptrdiff_t bytes = (ptrdiff_t)pixel;
    const __m256i zero = _mm256_setzero_si256();
    const __m256i expand = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1));
    const __m256i compress = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));

    // The filters None, Sub and Up equal Paeth with some of the neighbours replaced by 0.
    int32_t uses[4][WAVE_ROWS];  // left, above, above left; average instead
    for (int r = 0; r < WAVE_ROWS; r++) {
        int f = filters[r];
        uses[0][r] = f == FILTER_SUB || f == FILTER_AVERAGE || f == FILTER_PAETH ? -1 : 0;
        uses[1][r] = f == FILTER_UP || f == FILTER_AVERAGE || f == FILTER_PAETH ? -1 : 0;
        uses[2][r] = f == FILTER_PAETH ? -1 : 0;
        uses[3][r] = f == FILTER_AVERAGE ? -1 : 0;
    }
    __m256i uses_left[VECTORS], uses_above[VECTORS], uses_corner[VECTORS], is_average[VECTORS];
    __m256i left[VECTORS], corner[VECTORS];       // 0 where the filter of the row does not use them
    __m256i result[VECTORS];
    __m256i last[VECTORS], before_last[VECTORS];  // the last row of each half in the two previous blocks
    for (int u = 0; u < VECTORS; u++) {
        uses_left[u] = _mm256_loadu_si256((const __m256i *)(uses[0] + 8 * u));
        uses_above[u] = _mm256_loadu_si256((const __m256i *)(uses[1] + 8 * u));
        uses_corner[u] = _mm256_loadu_si256((const __m256i *)(uses[2] + 8 * u));
        is_average[u] = _mm256_loadu_si256((const __m256i *)(uses[3] + 8 * u));
        left[u] = corner[u] = result[u] = last[u] = before_last[u] = zero;
    }
    const ptrdiff_t blocks = 2 * HALVES - 1 + (ptrdiff_t)(width + 2) / 4;
    for (ptrdiff_t k = 0; k < blocks; k++) {
        __m256i v[VECTORS][4], above4[VECTORS];
        for (int u = 0; u < VECTORS; u++) {
            const ptrdiff_t lower = (4 * k - 16 * u) * bytes, upper = lower - 8 * bytes;
            for (int r = 0; r < 4; r++) {
                v[u][r] = FORM(load_pair)(raw[8 * u + r] + lower - r * bytes, raw[8 * u + r + 4] + upper - r * bytes);
                if (pixel == 3) v[u][r] = _mm256_shuffle_epi8(v[u][r], expand);
            }
            if (k < 2 * HALVES - 1) {
                // Pixels before the first of a row are 0.
                for (int r = 0; r < 4; r++) {
                    int32_t keeps[8];
                    for (int i = 0; i < 8; i++) keeps[i] = 4 * k + i % 4 - r - 8 * (2 * u + i / 4) >= 0 ? -1 : 0;
                    v[u][r] = _mm256_and_si256(v[u][r], _mm256_loadu_si256((const __m256i *)keeps));
                }
            }
            FORM(transpose)(v[u]);
        }

        __m128i first_above = _mm_loadu_si128((const __m128i *)(rows + 4 * k * bytes));
        if (pixel == 3) first_above = _mm_shuffle_epi8(first_above, _mm256_castsi256_si128(expand));
        __m256i passed = _mm256_setzero_si256();  // the last row of the previous vector
        for (int u = 0; u < VECTORS; u++) {
            const __m256i next = _mm256_alignr_epi8(last[u], before_last[u], 12);
            above4[u] = u == 0
                ? _mm256_inserti128_si256(_mm256_castsi128_si256(first_above), _mm256_castsi256_si128(next), 1)
                : _mm256_permute2x128_si256(passed, next, 0x21);
            passed = next;
        }

        for (int j = 0; j < 4; j++) {
            for (int u = 0; u < VECTORS; u++) {
                const __m256i own = j == 0 ? _mm256_bslli_epi128(above4[u], 12)
                    : j == 1 ? _mm256_bslli_epi128(above4[u], 8)
                    : j == 2 ? _mm256_bslli_epi128(above4[u], 4) : above4[u];
                const __m256i above = _mm256_and_si256(_mm256_alignr_epi8(result[u], own, 12), uses_above[u]);
                // The function `paeth` for bytes. The subtractions saturate at 0; where a and b are both at most c, or
                // both at least c, a difference that would be negative becomes 0, and the comparisons stay correct.
                const __m256i low = _mm256_min_epu8(left[u], above), high = _mm256_max_epu8(left[u], above);
                const __m256i over = _mm256_subs_epu8(high, corner[u]), under = _mm256_subs_epu8(corner[u], low);
                const __m256i is_low = _mm256_cmpeq_epi8(_mm256_subs_epu8(_mm256_adds_epu8(over, over), under), zero);
                const __m256i is_high = _mm256_cmpeq_epi8(_mm256_subs_epu8(_mm256_adds_epu8(under, under), over), zero);
                __m256i predicted = _mm256_blendv_epi8(_mm256_blendv_epi8(corner[u], low, is_low), high, is_high);
                if (has_average) {
                    const __m256i odd = _mm256_and_si256(_mm256_xor_si256(left[u], above), _mm256_set1_epi8(1));
                    const __m256i average = _mm256_sub_epi8(_mm256_avg_epu8(left[u], above), odd);
                    predicted = _mm256_blendv_epi8(predicted, average, is_average[u]);
                }
                corner[u] = _mm256_and_si256(above, uses_corner[u]);
                result[u] = _mm256_add_epi8(v[u][j], predicted);
                left[u] = _mm256_and_si256(result[u], uses_left[u]);
                v[u][j] = result[u];
            }
        }

        for (int u = 0; u < VECTORS; u++) {
            FORM(transpose)(v[u]);
            before_last[u] = last[u];
            last[u] = v[u][3];
            const ptrdiff_t lower = (4 * k - 16 * u) * bytes, upper = lower - 8 * bytes;
            for (int r = 0; r < 4; r++) {
                const __m256i out = pixel == 3 ? _mm256_shuffle_epi8(v[u][r], compress) : v[u][r];
                uint8_t *row = rows + (size_t)(8 * u + r + 1) * stride - r * bytes;
                _mm_storeu_si128((__m128i *)(row + lower), _mm256_castsi256_si128(out));
                _mm_storeu_si128((__m128i *)(row + 4 * stride + upper), _mm256_extracti128_si256(out, 1));
            }
        }
    }
}
#endif

// `unfilter` for one size of a pixel. Inlined, so that `pixel` is a constant.
TARGET static inline __attribute__((always_inline)) void FORM(unfilter_with)(
    size_t pixel, size_t width, size_t count, const uint8_t *filtered, uint8_t *rows, size_t stride
) {
    const size_t bytes = width * pixel;
#if WAVES
    if (pixel >= 3) {
        uint8_t filters[WAVE_ROWS] = {0};
        const uint8_t *raw[WAVE_ROWS];
        size_t slow = 0;
        bool has_average = false;
        for (size_t r = 0; r < WAVE_ROWS; r++) {
            const uint8_t *start = filtered + (r < count ? r : 0) * (bytes + 1);
            if (r < count) filters[r] = *start;
            slow += filters[r] == FILTER_SUB || filters[r] >= FILTER_AVERAGE;
            has_average |= filters[r] == FILTER_AVERAGE;
            raw[r] = start + 1;
        }
        if (slow > 1) {
            if (has_average) FORM(unfilter_wave)(true, filters, pixel, width, raw, rows, stride);
            else FORM(unfilter_wave)(false, filters, pixel, width, raw, rows, stride);
            return;
        }
    }
#endif
    for (size_t r = 0; r < count; r++) {
        FORM(unfilter_row)(filtered[0], pixel, bytes, filtered + 1, rows, rows + stride);
        filtered += bytes + 1;
        rows += stride;
    }
}

TARGET static void FORM(unfilter)(
    size_t pixel, size_t width, size_t count, const uint8_t *filtered, uint8_t *rows, size_t stride
) {
    switch (pixel) {
    case 1: FORM(unfilter_with)(1, width, count, filtered, rows, stride); break;
    case 2: FORM(unfilter_with)(2, width, count, filtered, rows, stride); break;
    case 3: FORM(unfilter_with)(3, width, count, filtered, rows, stride); break;
    default: FORM(unfilter_with)(4, width, count, filtered, rows, stride); break;
    }
}

TARGET static void FORM(add_row)(size_t count, const uint8_t *restrict samples, bool is_first, uint16_t *restrict sums) {
    if (is_first) {
        for (size_t i = 0; i < count; i++) sums[i] = samples[i];
    } else {
        for (size_t i = 0; i < count; i++) sums[i] = (uint16_t)(sums[i] + samples[i]);
    }
}

// `average`, inlined so that `channels` and a small `factor` are constants.
TARGET static inline __attribute__((always_inline)) void FORM(average_blocks)(
    size_t channels, size_t factor, size_t blocks, size_t rows, const uint16_t *restrict sums, uint8_t *restrict means,
    size_t plane
) {
    const Mean mean = mean_of(factor * rows);
    if (mean.reciprocal16 == 0) {
        for (size_t block = 0; block < blocks; block++, sums += factor * channels) {
            for (size_t c = 0; c < channels; c++) {
                uint32_t sum = 0;
                for (size_t i = 0; i < factor; i++) sum += sums[i * channels + c];
                means[c * plane + block] = rounded_mean(mean, sum);
            }
        }
        return;
    }
    // Computes a mean for a block that starts at every pixel, because contiguous sums vectorise, and then picks the
    // means of the blocks that exist.
    const uint16_t half = (uint16_t)(factor * rows), reciprocal = mean.reciprocal16;
    enum { PIECE = 64 };
    uint8_t all[PIECE * 4 * 3];
    const size_t piece = PIECE * 4 / factor;
    for (size_t first = 0; first < blocks; first += piece) {
        const size_t count = blocks - first < piece ? blocks - first : piece;
        const uint16_t *restrict from = sums + first * factor * channels;
        const size_t wanted = ((count - 1) * factor + 1) * channels;
        for (size_t i = 0; i < wanted; i++) {
            uint16_t sum = from[i];
            for (size_t k = 1; k < factor; k++) sum = (uint16_t)(sum + from[i + k * channels]);
            const uint16_t dividend = (uint16_t)((uint16_t)(sum + sum) + half);
            const uint16_t quotient = (uint16_t)(((uint32_t)dividend * reciprocal) >> 16);
            all[i] = (uint8_t)quotient;
        }
        uint8_t *to = means + first;
        for (size_t block = 0, i = 0; block < count; block++, i += factor * channels) {
            for (size_t c = 0; c < channels; c++) to[c * plane + block] = all[i + c];
        }
    }
}

TARGET static void FORM(average)(
    size_t channels, size_t factor, size_t blocks, size_t rows, const uint16_t *restrict sums, uint8_t *restrict means,
    size_t plane
) {
#define CASE(n) \
    case n: \
        if (channels == 3) FORM(average_blocks)(3, n, blocks, rows, sums, means, plane); \
        else FORM(average_blocks)(1, n, blocks, rows, sums, means, plane); \
        break;
    switch (factor) {
    CASE(2)
    CASE(3)
    CASE(4)
    CASE(5)
    CASE(6)
    default:
        if (channels == 3) FORM(average_blocks)(3, factor, blocks, rows, sums, means, plane);
        else FORM(average_blocks)(1, factor, blocks, rows, sums, means, plane);
    }
#undef CASE
}

const RowKernels FORM(row_kernels) = {FORM(unfilter), FORM(add_row), FORM(average)};

#undef FORM
#undef TARGET
#undef WAVES
