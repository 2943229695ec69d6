// Inflates (libdeflate) and unfilters the PNGs of a shop from memory on all cores: the least work that a nightly run can do.
//
//     cc -O3 -std=gnu2x -pthread -o /tmp/floor Benchmarks/inflate_floor.c Sources/CPNGReader/png_filters.c -l:libdeflate.so.0
//     /tmp/floor FOLDER-WITH-PNGS [THREADS] [plain]
//
// The program takes 8-bit PNGs that are not interlaced and reads all of them before the measurement. Each thread takes the next
// image, inflates it, and unfilters it into a few rows; both buffers are reused. There are no checksums of chunks, no averages and no
// thumbnails. Rows are unfiltered sixteen at a time, as tagger does; with `plain`, one at a time, with a Paeth predictor without
// branches. Prints the number of images, the megabytes inflated, and the seconds.

#include "../Sources/CPNGReader/row_kernels.h"

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct libdeflate_decompressor;
struct libdeflate_decompressor *libdeflate_alloc_decompressor(void);
int libdeflate_zlib_decompress(
    struct libdeflate_decompressor *, const void *in, size_t in_count, void *out, size_t out_count, size_t *actual_out);

typedef struct {
    uint8_t *stream;  // the contents of all IDAT chunks
    size_t stream_bytes, width, height, pixel;
} Image;

static Image *images;
static size_t count;
static atomic_size_t next_image;
static const RowKernels *kernels;

static uint32_t big_endian(const uint8_t *b) { return (uint32_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3]; }

static void append_image(const uint8_t *bytes, size_t size) {
    if (size < 33 || bytes[24] != 8 || bytes[28] != 0) return;
    static const uint8_t pixels[] = {[0] = 1, [2] = 3, [3] = 1, [4] = 2, [6] = 4};
    Image image = {
        malloc(size), 0, big_endian(bytes + 16), big_endian(bytes + 20), bytes[25] <= 6 ? pixels[bytes[25]] : 0};
    for (size_t start = 8; start + 12 <= size;) {
        size_t length = big_endian(bytes + start);
        if (memcmp(bytes + start + 4, "IDAT", 4) == 0 && length <= size - start - 12) {
            memcpy(image.stream + image.stream_bytes, bytes + start + 8, length);
            image.stream_bytes += length;
        }
        start += 12 + length;
    }
    images = realloc(images, (count + 1) * sizeof *images);
    images[count++] = image;
}

static void *decode_images(void *context) {
    size_t *inflated_bytes = context;
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    uint8_t *memory = NULL, *rows = NULL;
    size_t memory_bytes = 0, rows_bytes = 0;
    for (size_t i; (i = atomic_fetch_add(&next_image, 1)) < count;) {
        const Image *p = &images[i];
        const size_t bytes = p->width * p->pixel, inflated = p->height * (1 + bytes), stride = bytes + 2 * ROW_MARGIN;
        if (memory_bytes < inflated) memory = realloc(memory, (memory_bytes = inflated) + 2 * ROW_MARGIN);
        if (rows_bytes < (1 + WAVE_ROWS) * stride) rows = realloc(rows, rows_bytes = (1 + WAVE_ROWS) * stride);
        uint8_t *filtered = memory + ROW_MARGIN;
        if (libdeflate_zlib_decompress(decompressor, p->stream, p->stream_bytes, filtered, inflated, NULL) != 0) {
            fprintf(stderr, "an image is damaged\n");
            exit(1);
        }
        memset(rows, 0, stride);
        for (size_t y = 0; y < p->height; y += WAVE_ROWS) {
            const size_t part = p->height - y < WAVE_ROWS ? p->height - y : WAVE_ROWS;
            kernels->unfilter(p->pixel, p->width, part, filtered, rows + ROW_MARGIN, stride);
            filtered += part * (1 + bytes);
            memcpy(rows + ROW_MARGIN, rows + ROW_MARGIN + part * stride, bytes);
        }
        *inflated_bytes += inflated;
    }
    return NULL;
}

int main(int argc, char **argv) {
    if (argc < 2) return fprintf(stderr, "usage: inflate_floor FOLDER-WITH-PNGS [THREADS] [plain]\n"), 64;
    long threads = argc > 2 ? atol(argv[2]) : 0;
    if (threads < 1 || threads > 64) threads = sysconf(_SC_NPROCESSORS_ONLN);
    kernels = argc > 3 && strcmp(argv[3], "plain") == 0 ? &row_kernels_portable : row_kernels_fastest();
    DIR *folder = opendir(argv[1]);
    if (folder == NULL) return perror(argv[1]), 66;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        FILE *file = strstr(entry->d_name, ".png") ? fopen(path, "rb") : NULL;
        if (file == NULL) continue;
        fseek(file, 0, SEEK_END);
        size_t size = (size_t)ftell(file);
        rewind(file);
        uint8_t *bytes = malloc(size);
        if (fread(bytes, 1, size, file) == size) append_image(bytes, size);
        free(bytes);
        fclose(file);
    }
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pthread_t ids[64];
    size_t inflated[64] = {0}, total = 0;
    for (long t = 0; t < threads; t++) pthread_create(&ids[t], NULL, decode_images, &inflated[t]);
    for (long t = 0; t < threads; t++) pthread_join(ids[t], NULL), total += inflated[t];
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%zu images, %zu MB, %.3f s\n", count, total / 1000000,
           (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
}
