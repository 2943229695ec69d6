// zlib, for gzipped IDX files and for the kitty graphics protocol.
#include <zlib.h>
