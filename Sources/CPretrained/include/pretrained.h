/// The models that are included in the program, as the bytes of their model files (safetensors).
#ifndef PRETRAINED_H
#define PRETRAINED_H

#include <stddef.h>

/// Returns the model file of the residual network for product photos.
///
/// - Parameter size: Receives the number of bytes.
/// - Returns: Bytes that stay valid until the program ends.
const unsigned char *_Nonnull pretrained_shop(size_t *_Nonnull size);

/// Returns the model file of the dense network 784-256-10 of the study. See `pretrained_shop`.
const unsigned char *_Nonnull pretrained_dense(size_t *_Nonnull size);

/// Returns the model file of the deep residual network with the highest accuracy on the test set of Fashion-MNIST. See
/// `pretrained_shop`.
const unsigned char *_Nonnull pretrained_record(size_t *_Nonnull size);

#endif
