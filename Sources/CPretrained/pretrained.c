#include "pretrained.h"

// The model files are embedded, so that the program is a single file that can be moved.
static const unsigned char dense[] = {
#embed "networks/dense.safetensors"
};

static const unsigned char record[] = {
#embed "networks/record.safetensors"
};

static const unsigned char shop[] = {
#embed "networks/shop.safetensors"
};

const unsigned char *pretrained_shop(size_t *size) {
    *size = sizeof shop;
    return shop;
}

const unsigned char *pretrained_dense(size_t *size) {
    *size = sizeof dense;
    return dense;
}

const unsigned char *pretrained_record(size_t *size) {
    *size = sizeof record;
    return record;
}
