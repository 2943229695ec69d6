import CPNGReader

/// The fast way from a PNG's bytes to its small picture, for the PNGs that nearly all are: 8 bits, not interlaced, at most 16 MB
/// inflated, sound. See `fast_png.h`.
///
/// It never fails: it says no, and libpng decides. One value serves one thread and any number of pictures.
final class FastPNGDecoder {
    private let decoder: OpaquePointer

    /// - Parameter isPortable: Whether the code is that for any processor.
    /// - Returns: Nil where libdeflate is not installed.
    init?(isPortable: Bool) {
        guard let decoder = fast_png_create(isPortable ? .FAST_PNG_PORTABLE : .FAST_PNG_FASTEST) else {
            return nil
        }
        self.decoder = decoder
    }

    deinit { fast_png_destroy(decoder) }

    /// What it keeps for the next picture, in bytes.
    var keptBytes: Int { fast_png_kept_bytes(decoder) }

    /// Gives that back.
    func release() { fast_png_release(decoder) }

    /// Averages a picture as ``Reduction`` does. False where the PNG is not a common one; `picture` then holds anything.
    func reduce(
        _ png: UnsafeRawBufferPointer, maximumEdge: UInt32, maximumPixels: UInt64, into picture: inout ReducedImage
    ) -> Bool {
        var header = png_reader_header()
        guard let bytes = png.baseAddress,
            fast_png_open(decoder, bytes, png.count, maximumEdge, maximumPixels, &header)
        else { return false }
        let (width, height, channels) = (Int(header.width), Int(header.height), Int(header.channels))
        let factor = Reduction.factor(width: width, height: height)
        picture.width = (width + factor - 1) / factor
        picture.height = (height + factor - 1) / factor
        picture.channels = channels
        let count = channels * picture.width * picture.height
        if picture.samples.count != count { picture.samples = [UInt8](repeating: 0, count: count) }
        return picture.samples.withUnsafeMutableBufferPointer { samples in
            guard let planes = samples.baseAddress else { return false }
            return fast_png_average(decoder, UInt32(factor), planes)
        }
    }
}
