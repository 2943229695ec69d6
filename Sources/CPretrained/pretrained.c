#include "pretrained.h"

// Compiled in, so that one file is the whole program, wherever it is moved.
static const unsigned char dense[] = {
#embed "networks/dense.safetensors"
};

const unsigned char *pretrained_dense(size_t *size) {
    *size = sizeof dense;
    return dense;
}
