import SystemPackage

/// The bytes of an encoded image.
enum ImageSource {
    /// Bytes in memory, valid during the call.
    case bytes(UnsafeRawBufferPointer)
    /// A file, which is read from the current offset of the descriptor. The descriptor stays open.
    case file(FileDescriptor)
}

/// A decoder of one image format: encoded bytes to a ``ReducedImage``.
///
/// A decoder averages the image as ``Reduction`` does, so that the thumbnail does not depend on the decoder, and checks
/// the size against its ``ImageLimits`` before anything is allocated for the pixels.
///
/// A decoder serves one thread and any number of images: its buffers are kept from image to image.
protocol ImageDecoder: AnyObject {
    /// Decodes an image.
    ///
    /// - Parameter image: Receives the result; undefined after an error.
    func decode(_ source: ImageSource, into image: inout ReducedImage) throws(ImagingError)
}
