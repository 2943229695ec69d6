/// The networks that come with the program, as the bytes of their model files.
#ifndef PRETRAINED_H
#define PRETRAINED_H

#include <stddef.h>

/// The residual network for photos as shops have them. The bytes stay where they are; their number goes to `size`.
const unsigned char *_Nonnull pretrained_shop(size_t *_Nonnull size);

/// 784-256-10, the study's network. The bytes stay where they are; their number goes to `size`.
const unsigned char *_Nonnull pretrained_dense(size_t *_Nonnull size);

/// The deep residual network: the best on Fashion-MNIST's test set.
const unsigned char *_Nonnull pretrained_record(size_t *_Nonnull size);

#endif
