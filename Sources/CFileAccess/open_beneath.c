#define _GNU_SOURCE
#include "open_beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>

// From linux/openat2.h, which the headers of older distributions lack.
struct open_arguments {
    uint64_t flags, mode, resolve;
};

enum { RESOLVE_WITHOUT_MAGIC_LINKS = 0x02, RESOLVE_BELOW_FOLDER = 0x08 };

#ifndef SYS_openat2
#define SYS_openat2 437  // the same number on every architecture
#endif

const int open_path_only = O_PATH;

int open_beneath(int folder, const char *path, int flags) {
    struct open_arguments arguments = {
        .flags = (uint64_t)(uint32_t)flags, .resolve = RESOLVE_BELOW_FOLDER | RESOLVE_WITHOUT_MAGIC_LINKS};
    return (int)syscall(SYS_openat2, folder, path, &arguments, sizeof arguments);
}
#else
const int open_path_only = O_RDONLY;

int open_beneath(int folder, const char *path, int flags) {
    (void)folder, (void)path, (void)flags;
    errno = ENOSYS;
    return -1;
}
#endif
