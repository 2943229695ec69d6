#include "transfer.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

// From curl/curl.h. The numbers belong to version 4 of libcurl's binary interface, unchanged since 2006.
enum {
    CURLOPT_WRITEDATA = 10001,
    CURLOPT_URL = 10002,
    CURLOPT_RANGE = 10007,
    CURLOPT_ERRORBUFFER = 10010,
    CURLOPT_USERAGENT = 10018,
    CURLOPT_LOW_SPEED_LIMIT = 19,
    CURLOPT_LOW_SPEED_TIME = 20,
    CURLOPT_HEADERDATA = 10029,
    CURLOPT_NOPROGRESS = 43,
    CURLOPT_FAILONERROR = 45,
    CURLOPT_FOLLOWLOCATION = 52,
    CURLOPT_XFERINFODATA = 10057,
    CURLOPT_MAXREDIRS = 68,
    CURLOPT_CONNECTTIMEOUT = 78,
    CURLOPT_NOSIGNAL = 99,
    CURLOPT_PROTOCOLS = 181,
    CURLOPT_REDIR_PROTOCOLS = 182,
    CURLOPT_WRITEFUNCTION = 20011,
    CURLOPT_HEADERFUNCTION = 20079,
    CURLOPT_XFERINFOFUNCTION = 20219,
    CURLINFO_RESPONSE_CODE = 0x200002,
    CURLPROTO_HTTP = 1 << 0,
    CURLPROTO_HTTPS = 1 << 1,
    CURLPROTO_FILE = 1 << 10,
    CURLE_OK = 0,
    CURLE_HTTP_RETURNED_ERROR = 22,
    CURLE_WRITE_ERROR = 23,
    CURLE_FILE_COULDNT_READ_FILE = 37,
    CURLE_ABORTED_BY_CALLBACK = 42,
};

typedef struct {
    void *(*init)(void);
    int (*setopt)(void *handle, int option, ...);
    int (*perform)(void *handle);
    int (*getinfo)(void *handle, int info, ...);
    void (*cleanup)(void *handle);
    const char *(*strerror)(int code);
} Curl;

// Opens libcurl and finds its functions. Returns false where libcurl is not installed.
static bool load(Curl *curl) {
    static const char *const names[] = {
#ifdef __APPLE__
        "libcurl.4.dylib",
#else
        "libcurl.so.4", "libcurl-gnutls.so.4",
#endif
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        // The library is not closed: libraries that it uses register exit handlers.
        void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (!library) continue;
        curl->init = (void *(*)(void))dlsym(library, "curl_easy_init");
        curl->setopt = (int (*)(void *, int, ...))dlsym(library, "curl_easy_setopt");
        curl->perform = (int (*)(void *))dlsym(library, "curl_easy_perform");
        curl->getinfo = (int (*)(void *, int, ...))dlsym(library, "curl_easy_getinfo");
        curl->cleanup = (void (*)(void *))dlsym(library, "curl_easy_cleanup");
        curl->strerror = (const char *(*)(int))dlsym(library, "curl_easy_strerror");
        if (curl->init && curl->setopt && curl->perform && curl->getinfo && curl->cleanup && curl->strerror) return true;
    }
    return false;
}

typedef struct {
    const TransferRequest *request;
    const Curl *curl;
    void *handle;
    bool is_file;     // whether the address is a file address
    bool is_refused;  // whether the body belongs to a response with another status than 200 or 206
} Transfer;

// Returns the HTTP status of the last response; 0 where there is none.
static long status(const Transfer *transfer) {
    long code = 0;
    transfer->curl->getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &code);
    return code;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context) {
    const Transfer *transfer = context;
    transfer->request->header(transfer->request->context, bytes, size * count);
    return size * count;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context) {
    Transfer *transfer = context;
    const TransferRequest *request = transfer->request;
    long code = status(transfer);
    if (!transfer->is_file && code != 200 && code != 206) {
        transfer->is_refused = true;
        return 0;
    }
    return request->body(request->context, code, bytes, size * count) ? size * count : 0;
}

static int on_progress(void *context, int64_t total, int64_t now, int64_t upload_total, int64_t upload_now) {
    const Transfer *transfer = context;
    return transfer->request->proceeds(transfer->request->context) ? 0 : 1;
}

TransferResult transfer_run(const TransferRequest *request) {
    TransferResult result = {.outcome = transfer_unavailable};
    Curl curl;
    void *handle = load(&curl) ? curl.init() : NULL;
    if (!handle) {
        snprintf(result.message, sizeof result.message, "libcurl is not installed (Debian package libcurl4)");
        return result;
    }
    Transfer transfer = {request, &curl, handle, strncasecmp(request->url, "file:", 5) == 0, false};
    // An https address must not be redirected to http.
    bool is_encrypted = strncasecmp(request->url, "https:", 6) == 0;
    char message[256] = "";  // as large as CURL_ERROR_SIZE
    curl.setopt(handle, CURLOPT_URL, request->url);
    if (request->range) curl.setopt(handle, CURLOPT_RANGE, request->range);
    curl.setopt(handle, CURLOPT_USERAGENT, "tagger");
    curl.setopt(handle, CURLOPT_ERRORBUFFER, message);
    curl.setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS | CURLPROTO_FILE));
    curl.setopt(
        handle, CURLOPT_REDIR_PROTOCOLS, is_encrypted ? (long)CURLPROTO_HTTPS : (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    curl.setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
    curl.setopt(handle, CURLOPT_MAXREDIRS, 5L);
    curl.setopt(handle, CURLOPT_FAILONERROR, 1L);
    curl.setopt(handle, CURLOPT_NOSIGNAL, 1L);
    // In seconds, and in bytes a second: the transfer fails after 60 seconds without data.
    curl.setopt(handle, CURLOPT_CONNECTTIMEOUT, 30L);
    curl.setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl.setopt(handle, CURLOPT_LOW_SPEED_TIME, 60L);
    curl.setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
    curl.setopt(handle, CURLOPT_HEADERDATA, &transfer);
    curl.setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
    curl.setopt(handle, CURLOPT_WRITEDATA, &transfer);
    curl.setopt(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl.setopt(handle, CURLOPT_XFERINFODATA, &transfer);
    curl.setopt(handle, CURLOPT_NOPROGRESS, 0L);

    int code = curl.perform(handle);
    result.status = status(&transfer);
    bool has_body = result.status == 200 || result.status == 206 || transfer.is_file;
    switch (code) {
    case CURLE_OK: result.outcome = has_body ? transfer_complete : transfer_refused; break;
    case CURLE_HTTP_RETURNED_ERROR: result.outcome = transfer_refused; break;
    case CURLE_WRITE_ERROR: result.outcome = transfer.is_refused ? transfer_refused : transfer_ended; break;
    case CURLE_ABORTED_BY_CALLBACK: result.outcome = transfer_ended; break;
    case CURLE_FILE_COULDNT_READ_FILE: result.outcome = transfer_no_file; break;
    default: result.outcome = transfer_failed; break;
    }
    snprintf(result.message, sizeof result.message, "%s", message[0] ? message : curl.strerror(code));
    curl.cleanup(handle);
    return result;
}
