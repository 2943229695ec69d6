// One transfer over HTTP(S), or from a file:// address, by the system's libcurl.
//
// The library is loaded when the first transfer begins: linked, it and the thirty libraries behind it would cost every
// start of the program more time than all others together. No header of it is needed to build either.

#pragma once

#include <stdbool.h>
#include <stddef.h>

/// What is asked for, and who is told of what comes.
typedef struct {
    /// http, https or file.
    const char *url;
    /// As in a Range header: "100-". NULL for everything.
    const char *range;
    void *context;
    /// One line of a response's header, with its end.
    void (*header)(void *context, const char *line, size_t count);
    /// Bytes of the body of the last response, which has this status (0 where the address is a file); false ends the
    /// transfer. Bodies of redirections and of errors are left out.
    bool (*body)(void *context, long status, const char *bytes, size_t count);
    /// Asked once a second or more often; false ends the transfer.
    bool (*proceeds)(void *context);
} TransferRequest;

/// How a transfer ended.
typedef enum {
    /// All of a response has come.
    transfer_complete,
    /// A callback ended it.
    transfer_ended,
    /// The server's answer is an error, or not one with a body: see the status.
    transfer_refused,
    /// The file:// address names no file that can be read.
    transfer_no_file,
    /// There was no connection, or it did not last; see the message.
    transfer_failed,
    /// There is no libcurl on this system; see the message.
    transfer_unavailable,
} TransferOutcome;

typedef struct {
    TransferOutcome outcome;
    /// Of the last response; 0 where there is none.
    long status;
    /// In words, for a person.
    char message[256];
} TransferResult;

/// Blocks until the transfer has ended. For one thread at a time.
TransferResult transfer_run(const TransferRequest *request);
