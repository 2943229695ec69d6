// Unfiltering and averaging rows of 8-bit samples, included by `rows.c` once for each instruction set, which defines FORM
// (a function's name there), TARGET (its attribute) and WAVES (whether rows are unfiltered eight at a time).
//
// Paeth's predictor needs the pixel to the left, so one row can't go faster than the few dependent instructions of each
// pixel. Rows that follow each other can: row r + 1 may run one pixel behind row r. `unfilter_wave` has eight rows on the way
// at once, one in each 32-bit lane.

// PNG specification, section 9.4, without branches: with t = 3c − (a + b), the value nearest to a + b − c is the larger of a
// and b where t is at most the smaller, the smaller where t is at least the larger, and c otherwise; ties fall as they should.
TARGET static inline uint8_t FORM(paeth)(int a, int b, int c) {
    int low = a < b ? a : b, high = a < b ? b : a, t = 3 * c - (a + b);
    int x = high <= t ? low : c;
    return (uint8_t)(t <= low ? high : x);
}

// One row, inlined for a constant `pixel`, the bytes of a pixel.
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
// Transposes the 4 × 4 matrices of 32 bits in the lower and upper halves of four vectors.
TARGET static inline __attribute__((always_inline)) void FORM(transpose)(__m256i v[4]) {
    __m256i a = _mm256_unpacklo_epi32(v[0], v[1]), b = _mm256_unpackhi_epi32(v[0], v[1]);
    __m256i c = _mm256_unpacklo_epi32(v[2], v[3]), d = _mm256_unpackhi_epi32(v[2], v[3]);
    v[0] = _mm256_unpacklo_epi64(a, c);
    v[1] = _mm256_unpackhi_epi64(a, c);
    v[2] = _mm256_unpacklo_epi64(b, d);
    v[3] = _mm256_unpackhi_epi64(b, d);
}

TARGET static inline __m256i FORM(load_pair)(const uint8_t *lower, const uint8_t *upper) {
    return _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)lower)), _mm_loadu_si128((const __m128i *)upper), 1);
}

// Eight rows of pixels of 3 or 4 bytes. Row r is lane r of a vector and at any moment one pixel behind row r - 1, but row 4,
// which begins the upper half, is eight behind row 3: its pixels above pass from half to half in a register, two blocks of four
// pixels later. Reads and writes pixels up to 14 beyond both ends of a row: see ROW_MARGIN.
TARGET static inline __attribute__((always_inline)) void FORM(unfilter_wave)(
    bool has_average, const uint8_t filters[WAVE_ROWS], size_t pixel, size_t width,
    const uint8_t *const raw[WAVE_ROWS], uint8_t *rows, size_t stride
) {
    const __m256i zero = _mm256_setzero_si256();
    const __m256i expand = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1));
    const __m256i compress = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));

    // None, Sub and Up are Paeth's predictor with some of the neighbours taken for 0.
    int32_t uses[4][WAVE_ROWS];  // left, above, above left; average instead
    for (int r = 0; r < WAVE_ROWS; r++) {
        int f = filters[r];
        uses[0][r] = f == FILTER_SUB || f == FILTER_AVERAGE || f == FILTER_PAETH ? -1 : 0;
        uses[1][r] = f == FILTER_UP || f == FILTER_AVERAGE || f == FILTER_PAETH ? -1 : 0;
        uses[2][r] = f == FILTER_PAETH ? -1 : 0;
        uses[3][r] = f == FILTER_AVERAGE ? -1 : 0;
    }
    const __m256i uses_left = _mm256_loadu_si256((const __m256i *)uses[0]);
    const __m256i uses_above = _mm256_loadu_si256((const __m256i *)uses[1]);
    const __m256i uses_corner = _mm256_loadu_si256((const __m256i *)uses[2]);
    const __m256i is_average = _mm256_loadu_si256((const __m256i *)uses[3]);

    __m256i left = zero, corner = zero;  // masked as the filters want it
    __m256i result = zero;
    __m256i last = zero, before_last = zero;  // what row 3 came to in the two blocks before
    const ptrdiff_t blocks = 3 + (ptrdiff_t)(width + 2) / 4;
    for (ptrdiff_t k = 0; k < blocks; k++) {
        const ptrdiff_t lower = 4 * k * (ptrdiff_t)pixel, upper = lower - 8 * (ptrdiff_t)pixel;
        __m256i v[4];
        for (int r = 0; r < 4; r++) {
            const ptrdiff_t behind = r * (ptrdiff_t)pixel;
            v[r] = FORM(load_pair)(raw[r] + lower - behind, raw[r + 4] + upper - behind);
            if (pixel == 3) v[r] = _mm256_shuffle_epi8(v[r], expand);
        }
        if (k < 3) {
            // What lies before the first pixel of a row is 0.
            for (int r = 0; r < 4; r++) {
                int32_t keeps[8];
                for (int i = 0; i < 4; i++) {
                    keeps[i] = 4 * k + i - r >= 0 ? -1 : 0;
                    keeps[i + 4] = 4 * k + i - r - 8 >= 0 ? -1 : 0;
                }
                v[r] = _mm256_and_si256(v[r], _mm256_loadu_si256((const __m256i *)keeps));
            }
        }
        FORM(transpose)(v);

        __m128i first_above = _mm_loadu_si128((const __m128i *)(rows + lower));
        if (pixel == 3) first_above = _mm_shuffle_epi8(first_above, _mm256_castsi256_si128(expand));
        const __m256i above4 = _mm256_inserti128_si256(
            _mm256_castsi128_si256(first_above),
            _mm256_castsi256_si128(_mm256_alignr_epi8(last, before_last, 12)), 1);
        const __m256i aboves[4] = {
            _mm256_bslli_epi128(above4, 12), _mm256_bslli_epi128(above4, 8), _mm256_bslli_epi128(above4, 4), above4};

        for (int j = 0; j < 4; j++) {
            const __m256i above = _mm256_and_si256(_mm256_alignr_epi8(result, aboves[j], 12), uses_above);
            // `paeth`, in bytes. Of a and b both no larger than c, or both no smaller, the differences to c are 0 where they would
            // be negative, and so are all comparisons right.
            const __m256i low = _mm256_min_epu8(left, above), high = _mm256_max_epu8(left, above);
            const __m256i over = _mm256_subs_epu8(high, corner), under = _mm256_subs_epu8(corner, low);
            const __m256i is_low = _mm256_cmpeq_epi8(_mm256_subs_epu8(_mm256_adds_epu8(over, over), under), zero);
            const __m256i is_high = _mm256_cmpeq_epi8(_mm256_subs_epu8(_mm256_adds_epu8(under, under), over), zero);
            __m256i predicted = _mm256_blendv_epi8(_mm256_blendv_epi8(corner, low, is_low), high, is_high);
            if (has_average) {
                const __m256i odd = _mm256_and_si256(_mm256_xor_si256(left, above), _mm256_set1_epi8(1));
                const __m256i average = _mm256_sub_epi8(_mm256_avg_epu8(left, above), odd);
                predicted = _mm256_blendv_epi8(predicted, average, is_average);
            }
            corner = _mm256_and_si256(above, uses_corner);
            result = _mm256_add_epi8(v[j], predicted);
            left = _mm256_and_si256(result, uses_left);
            v[j] = result;
        }

        FORM(transpose)(v);
        before_last = last;
        last = v[3];
        for (int r = 0; r < 4; r++) {
            const ptrdiff_t behind = r * (ptrdiff_t)pixel;
            const __m256i out = pixel == 3 ? _mm256_shuffle_epi8(v[r], compress) : v[r];
            uint8_t *row = rows + (size_t)(r + 1) * stride;
            _mm_storeu_si128((__m128i *)(row + lower - behind), _mm256_castsi256_si128(out));
            _mm_storeu_si128((__m128i *)(row + 4 * stride + upper - behind), _mm256_extracti128_si256(out, 1));
        }
    }
}
#endif

// Inlined for a constant `pixel`.
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

// Means of whole blocks, inlined for a constant `channels` and, where it is small, `factor`.
TARGET static inline __attribute__((always_inline)) void FORM(average_blocks)(
    size_t channels, size_t factor, size_t blocks, size_t rows, const uint16_t *restrict sums, uint8_t *restrict means,
    size_t plane
) {
    const Mean mean = mean_of(factor * rows);
    for (size_t block = 0; block < blocks; block++, sums += factor * channels) {
        for (size_t c = 0; c < channels; c++) {
            uint32_t sum = 0;
            for (size_t i = 0; i < factor; i++) sum += sums[i * channels + c];
            means[c * plane + block] = rounded_mean(mean, sum);
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

const Rows FORM(rows) = {FORM(unfilter), FORM(add_row), FORM(average)};

#undef FORM
#undef TARGET
#undef WAVES
