// The fast decoder for common PNGs: 8 bits a sample, not interlaced, at most 16 MB of inflated rows, undamaged.
//
// The decoder accepts or rejects a file and reports no reason. Accepted: the pixels are bit for bit those of
// `png_reader`. Rejected (a rare format, a limit, any damage or irregularity, no libdeflate on this system):
// `png_reader` decodes the file, and `png_reader` alone reports errors. The two decoders can therefore not disagree
// about an error.
//
// libdeflate inflates the whole deflate stream at once; `dlopen` opens the library at the first use. Rows are then
// unfiltered and averaged in groups that stay in the cache.
//
// A decoder serves one thread and any number of images. The decoder keeps its buffers from image to image: at most
// FAST_PNG_MAXIMUM_MEMORY and the rows of one group.

#ifndef FAST_PNG_H
#define FAST_PNG_H

#include "png_reader.h"

#include <stdbool.h>

typedef struct fast_png fast_png;

/// The largest number of bytes for the inflated rows plus, where the deflate stream has several parts, a copy of the
/// stream in one piece.
#define FAST_PNG_MAXIMUM_MEMORY 22000000

/// The code that unfilters and averages.
typedef enum __attribute__((enum_extensibility(closed))) : int32_t {
    FAST_PNG_FASTEST,   // the fastest code for this processor
    FAST_PNG_PORTABLE,  // the code for any processor, so that tests cover both
} fast_png_code;

/// Creates a decoder; `fast_png_destroy` frees the decoder.
///
/// Returns NULL where libdeflate is not installed or memory is short.
fast_png *fast_png_create(fast_png_code code);

/// Frees the decoder and its buffers. `png` may be NULL.
void fast_png_destroy(fast_png *png);

/// Frees the buffers that the decoder keeps for the next image.
void fast_png_release_memory(fast_png *png);

/// Returns the size in bytes of the buffers that the decoder keeps for the next image.
size_t fast_png_memory(const fast_png *png);

/// Reads a whole file: checks all chunks, inflates the rows.
///
/// - Parameters:
///   - bytes: The file, `count` bytes; not used after the call.
///   - maximum_edge, maximum_pixels: The largest width and height, and the largest width · height, that are accepted.
///   - header: Receives size and channels of the image that `fast_png_average` returns.
/// - Returns: Whether the file is accepted.
bool fast_png_open(fast_png *png, const void *bytes, size_t count, uint32_t maximum_edge, uint64_t maximum_pixels,
                   png_reader_header *header);

/// Averages the opened image over blocks of `factor` × `factor` pixels. The blocks start at the top left; blocks of the
/// last column and row can be smaller. Each mean is rounded half up.
///
/// - Parameter planes: Receives [channels, ceil(height / factor), ceil(width / factor)] samples.
/// - Returns: False where a row is damaged; the content of `planes` is then undefined.
bool fast_png_average(fast_png *png, uint32_t factor, uint8_t *planes);

#endif
