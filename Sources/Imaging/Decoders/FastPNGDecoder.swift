import CPNGReader

/// The fast decoder for common PNGs: 8 bits a sample, not interlaced, at most 16 MB of inflated rows, undamaged.
/// See `fast_png.h`.
///
/// The decoder reports no errors: what it rejects is decoded by ``LibpngDecoder``, which reports them. A decoder serves
/// one thread and any number of images.
final class FastPNGDecoder {
    private let decoder: OpaquePointer

    /// Creates a decoder.
    ///
    /// - Parameter isPortable: Whether to use the code for any processor instead of the fastest code for this one.
    /// - Returns: Nil where libdeflate is not installed or memory is short.
    init?(isPortable: Bool) {
        guard let decoder = fast_png_create(isPortable ? .FAST_PNG_PORTABLE : .FAST_PNG_FASTEST) else {
            return nil
        }
        self.decoder = decoder
    }

    deinit { fast_png_destroy(decoder) }

    /// The size of the buffers that are kept for the next image, in bytes.
    var bufferBytes: Int { fast_png_memory(decoder) }

    /// Frees the buffers.
    func releaseBuffers() { fast_png_release_memory(decoder) }

    /// Decodes a PNG and averages it as ``Reduction`` does.
    ///
    /// - Parameters:
    ///   - png: The whole file.
    ///   - image: Receives the result; undefined where the PNG is rejected.
    /// - Returns: Whether the decoder accepts the PNG.
    func decode(_ png: UnsafeRawBufferPointer, limits: ImageLimits, into image: inout ReducedImage) -> Bool {
        var header = png_reader_header()
        guard let bytes = png.baseAddress,
            fast_png_open(decoder, bytes, png.count, limits.edge, limits.pixels, &header)
        else { return false }
        let factor = Reduction.factor(width: Int(header.width), height: Int(header.height))
        image.resize(
            width: (Int(header.width) + factor - 1) / factor, height: (Int(header.height) + factor - 1) / factor,
            channels: Int(header.channels))
        return image.samples.withUnsafeMutableBufferPointer { samples in
            guard let planes = samples.baseAddress else { return false }
            return fast_png_average(decoder, UInt32(factor), planes)
        }
    }
}
