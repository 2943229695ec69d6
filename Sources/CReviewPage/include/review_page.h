/// The files of the review page, as bytes: they are part of the program, wherever it is moved.
#ifndef REVIEW_PAGE_H
#define REVIEW_PAGE_H

#include <stddef.h>

/// A file of `page/` by its name. The bytes stay where they are; their number goes to `size`. Null where there is none.
const unsigned char *_Nullable review_page_file(const char *_Nonnull name, size_t *_Nonnull size);

#endif
