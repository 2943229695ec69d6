// One transfer over HTTP or HTTPS, or from a file:// address, by the system's libcurl.
//
// `dlopen` opens libcurl when the first transfer begins: linked, libcurl and the thirty libraries that it needs would
// take more time at every start of the program than everything else. Compiling needs no header of libcurl.

#pragma once

#include <stdbool.h>
#include <stddef.h>

/// A request, with the callbacks that receive the response.
typedef struct {
    /// An http, https or file address.
    const char *url;
    /// The value of the Range header after "bytes=", such as "100-"; NULL for the whole file.
    const char *range;
    /// Passed to every callback.
    void *context;
    /// Receives one line of the header of a response, with its line end, `count` bytes.
    void (*header)(void *context, const char *line, size_t count);
    /// Receives `count` bytes of the body of the last response, which has this HTTP status (0 for a file address).
    /// Bodies of redirects and of error responses are not passed.
    ///
    /// - Returns: False to end the transfer.
    bool (*body)(void *context, long status, const char *bytes, size_t count);
    /// Called at least once a second.
    ///
    /// - Returns: False to end the transfer.
    bool (*proceeds)(void *context);
} TransferRequest;

/// The outcome of a transfer.
typedef enum {
    /// The whole response was received.
    transfer_complete,
    /// A callback ended the transfer.
    transfer_ended,
    /// The response is an HTTP error, or has a status without a body: see the status.
    transfer_refused,
    /// The file of a file:// address does not exist or cannot be read.
    transfer_no_file,
    /// The connection failed or was lost: see the message.
    transfer_failed,
    /// libcurl is not installed: see the message.
    transfer_unavailable,
} TransferOutcome;

/// The result of a transfer.
typedef struct {
    TransferOutcome outcome;
    /// The HTTP status of the last response; 0 where there is none.
    long status;
    /// A description of the outcome for the user.
    char message[256];
} TransferResult;

/// Runs a transfer and returns when the transfer has ended. One thread at a time may call this function.
TransferResult transfer_run(const TransferRequest *request);
