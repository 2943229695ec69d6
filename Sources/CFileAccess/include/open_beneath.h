#pragma once

// Opens a path relative to a folder with openat2(2) and RESOLVE_BENEATH: no component of the path, symbolic links included,
// leads out of the folder.
//
// Returns a file descriptor, or -1 with errno: EXDEV where the path leaves the folder or contains an absolute symbolic link,
// ENOSYS where the kernel does not offer the call (Linux before 5.6).
int open_beneath(int folder, const char *path, int flags);

// O_PATH: opens a file for fstat(2) and as a folder for openat(2), without permission to read.
extern const int open_path_only;
