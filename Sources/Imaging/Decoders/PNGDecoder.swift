import SystemPackage

/// The decoder for PNGs: ``FastPNGDecoder`` for common files, ``LibpngDecoder`` for all others and for every error.
///
/// Both give the same pixels. A decoder serves one thread and any number of images.
final class PNGDecoder: ImageDecoder {
    /// Which code decodes common PNGs.
    enum Implementation: CaseIterable {
        /// The fast decoder, where libdeflate is installed, with the fastest code for this processor.
        case fastest
        /// The fast decoder, where libdeflate is installed, with the code for any processor.
        case portable
        /// libpng.
        case libpng
    }

    /// The largest file that is read into memory as a whole, in bytes. Larger files are read in pieces by libpng's
    /// decoder.
    private static let largestFileBytes = 4_000_000
    /// The size of the fast decoder's buffers, in bytes, above which only one of the two decoders keeps its buffers.
    private static let largestKeptBufferBytes = 8_000_000

    private let limits: ImageLimits
    private let fast: FastPNGDecoder?
    private let libpng: LibpngDecoder
    /// A file that was read as a whole; longer than the file.
    private var fileBytes: [UInt8] = []

    /// Creates a decoder that rejects images beyond the limits.
    init(limits: ImageLimits, implementation: Implementation = .fastest) {
        self.limits = limits
        fast = implementation == .libpng ? nil : FastPNGDecoder(isPortable: implementation == .portable)
        libpng = LibpngDecoder(limits: limits)
    }

    func decode(_ source: ImageSource, into image: inout ReducedImage) throws(ImagingError) {
        let isDone =
            switch source {
            case .bytes(let bytes): decodeFast(bytes, into: &image)
            case .file(let file): decodeFast(file, into: &image)
            }
        if isDone { return }
        if let fast, fast.bufferBytes > Self.largestKeptBufferBytes { fast.releaseBuffers() }
        try libpng.decode(source, into: &image)
    }

    /// Decodes a common PNG. Returns false for all others.
    private func decodeFast(_ png: UnsafeRawBufferPointer, into image: inout ReducedImage) -> Bool {
        guard let fast, fast.decode(png, limits: limits, into: &image) else { return false }
        if fast.bufferBytes > Self.largestKeptBufferBytes { libpng.releaseBuffers() }
        return true
    }

    /// Decodes a file that is a common PNG, without moving the descriptor's offset. Returns false for all others.
    private func decodeFast(_ file: FileDescriptor, into image: inout ReducedImage) -> Bool {
        guard fast != nil, let status = try? file.stat(), status.type == .regular,
            let start = try? file.seek(offset: 0, from: .current)
        else { return false }
        let count = Int(status.size - start)
        guard count > 0, count <= Self.largestFileBytes else { return false }
        // Larger than needed, so that files of similar size need no new allocation.
        if fileBytes.count < count { fileBytes = [UInt8](repeating: 0, count: count + count / 4) }
        return fileBytes.withUnsafeMutableBytes { buffer in
            let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
            guard (try? Self.fill(bytes, from: file, at: start)) == true else { return false }
            return decodeFast(UnsafeRawBufferPointer(bytes), into: &image)
        }
    }

    /// Reads until the buffer is full. Returns false where the file ends before.
    private static func fill(
        _ buffer: UnsafeMutableRawBufferPointer, from file: FileDescriptor, at start: Int64
    ) throws -> Bool {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try file.read(fromAbsoluteOffset: start + Int64(filled), into: rest)
            if count == 0 { return false }
            filled += count
        }
        return true
    }
}
