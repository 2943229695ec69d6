#ifndef FAST_PNG_H
#define FAST_PNG_H

#include "png_reader.h"

#include <stdbool.h>

// The fast way for the PNGs that nearly all are: 8 bits a sample, not interlaced, at most 16 MB inflated, sound.
//
// It only ever says yes or no. Yes: these are the pixels, the same that libpng gives, bit for bit. No: whatever the reason
// (a rare format, a limit, the slightest damage or oddity, no libdeflate on this system), `png_reader` decides, and it alone
// says what is wrong with a file. So both ways can't disagree about an error.
//
// Deflate streams are inflated as a whole by libdeflate, which is loaded when it is first needed; rows are then unfiltered
// and averaged a few at a time, while they are in the cache. One value serves one thread and any number of pictures and
// keeps its memory: at most FAST_PNG_MEMORY and a few rows.

typedef struct fast_png fast_png;

// Bytes of the inflated rows, and of the parts of the deflate stream, where it is in more than one, laid together.
#define FAST_PNG_MEMORY 22000000

// Which code unfilters and averages: what this processor is best at, or what runs on all of them (for tests).
typedef enum __attribute__((enum_extensibility(closed))) : int32_t {
    FAST_PNG_FASTEST,
    FAST_PNG_PORTABLE,
} fast_png_code;

// NULL where there is no libdeflate, or no memory.
fast_png *fast_png_create(fast_png_code code);
void fast_png_destroy(fast_png *png);

// Gives back what it keeps for the next picture.
void fast_png_release(fast_png *png);

// Bytes that it keeps for the next picture.
size_t fast_png_kept_bytes(const fast_png *png);

// Reads a whole file: whether it is a common PNG within the limits and sound to its last chunk. The bytes are not needed
// any more afterwards, but for calling `png_reader`.
bool fast_png_open(fast_png *png, const void *bytes, size_t count, uint32_t maximum_edge, uint64_t maximum_pixels,
                     png_reader_header *header);

// Averages the opened picture over blocks of `factor` × `factor` pixels from the top left (those of the last column and
// row may be smaller): planes [channels, ceil(height / factor), ceil(width / factor)], each mean rounded half up. False
// where a row turns out not to be sound; `planes` then holds anything.
bool fast_png_average(fast_png *png, uint32_t factor, uint8_t *planes);

#endif
