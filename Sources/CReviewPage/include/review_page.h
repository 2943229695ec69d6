/// The files of the review page, embedded in the program.
#ifndef REVIEW_PAGE_H
#define REVIEW_PAGE_H

#include <stddef.h>

/// One file of the page.
struct review_page_file {
    /// The path of the file's address, such as `/main.js`.
    const char *_Nonnull path;
    /// The value of the response's `Content-Type`.
    const char *_Nonnull content_type;
    /// The text of the file in UTF-8, terminated by NUL.
    const unsigned char *_Nonnull text;
};

/// Returns the files of the page. The files stay valid for the life of the program.
///
/// @param count Receives the number of files.
const struct review_page_file *_Nonnull review_page_files(size_t *_Nonnull count);

#endif
