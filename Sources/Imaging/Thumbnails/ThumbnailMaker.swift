import CPNGReader
import Foundation

/// Turns PNG files into thumbnails.
///
/// The work has two steps. While the rows arrive they are averaged to at most 512 pixels on the longest edge, so that memory
/// stays small whatever the picture's size: the common PNG by ``FastPNGDecoder``, all others by libpng and ``Reduction``, with the
/// same result. On that small picture the background is the median of the
/// border, the product what differs from it, and its box is averaged down to the ``Thumbnail``. Of a figure that the
/// picture's edge cuts off, the part with the garment is averaged down once more.
///
/// One maker serves one thread and any number of pictures: it keeps its buffers. An error leaves nothing behind.
public final class ThumbnailMaker {
    /// Changes whenever the same file could give another thumbnail, or another answer to whether it can be read.
    public static let version = "2"

    /// Who decodes the PNGs that are common: the fast way where there is one, its code for any processor, or nobody, so that
    /// libpng decodes all. The thumbnails are the same.
    enum Decoder: CaseIterable {
        case fastest, portable, libpng
    }

    private let limits: ImageLimits
    private let common: FastPNGDecoder?
    /// What a file is read into.
    private var file: [UInt8] = []
    private var reduction = Reduction()
    private var picture = ReducedImage()
    private var foreground = Foreground()
    private var averaging = AreaAveraging()

    /// A maker that refuses pictures beyond the limits.
    public convenience init(limits: ImageLimits = .default) { self.init(limits: limits, decoder: .fastest) }

    init(limits: ImageLimits = .default, decoder: Decoder) {
        self.limits = limits
        common = decoder == .libpng ? nil : FastPNGDecoder(isPortable: decoder == .portable)
    }

    /// The thumbnail of a PNG in memory; throws an error that says why there is none.
    public func thumbnail(png: UnsafeRawBufferPointer) throws(ImagingError) -> Thumbnail {
        try reduce(png: png)
        return draw()
    }

    /// The thumbnail of a PNG file, read from the descriptor's current offset; the descriptor is not closed.
    public func thumbnail(fileDescriptor: Int32) throws(ImagingError) -> Thumbnail {
        if !reduceCommonFile(fileDescriptor) {
            try reduce(reader: png_reader_create_with_descriptor(fileDescriptor))
        }
        return draw()
    }

    /// The first step alone.
    @discardableResult
    func reduce(png: UnsafeRawBufferPointer) throws(ImagingError) -> ReducedImage {
        if !reduceCommon(png) {
            try reduce(reader: png_reader_create_with_bytes(png.baseAddress, png.count))
        }
        return picture
    }

    /// The second step alone.
    func draw(_ picture: ReducedImage) -> Thumbnail {
        self.picture = picture
        return draw()
    }

    private var maximumEdge: UInt32 { UInt32(min(max(limits.maximumEdge, 1), ImageLimits.largestEdge)) }
    private var maximumPixels: UInt64 { UInt64(max(limits.maximumPixels, 1)) }

    /// The first step, where the PNG is a common one.
    private func reduceCommon(_ png: UnsafeRawBufferPointer) -> Bool {
        guard let common, common.reduce(png, maximumEdge: maximumEdge, maximumPixels: maximumPixels, into: &picture)
        else { return false }
        // What few, large pictures need is not kept for those that do without.
        if common.keptBytes > Self.largestKeptBytes { reduction = Reduction() }
        return true
    }

    /// The same for a whole file, which is read into memory. The descriptor stays where it was unless the picture is there.
    private func reduceCommonFile(_ descriptor: Int32) -> Bool {
        var status = stat()
        guard common != nil, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        let start = lseek(descriptor, 0, SEEK_CUR), size = Int(status.st_size) - Int(start)
        guard start >= 0, size > 0, size <= Self.largestFileBytes else { return false }
        if file.count < size { file = [UInt8](repeating: 0, count: size + size / 4) }
        return file.withUnsafeMutableBytes { bytes in
            var count = 0
            while count < size {
                let part = pread(descriptor, bytes.baseAddress?.advanced(by: count), size - count, start + off_t(count))
                if part < 0, errno == EINTR { continue }
                guard part > 0 else { return false }
                count += part
            }
            return reduceCommon(UnsafeRawBufferPointer(rebasing: bytes[..<size]))
        }
    }

    /// Larger files are read a little at a time.
    private static let largestFileBytes = 4_000_000
    /// Either way of decoding keeps its memory for the next picture, but not more than this while the other is at work.
    private static let largestKeptBytes = 8_000_000

    private func reduce(reader: OpaquePointer?) throws(ImagingError) {
        guard let reader else { throw .outOfMemory }
        defer { png_reader_destroy(reader) }
        if let common, common.keptBytes > Self.largestKeptBytes { common.release() }
        var header = png_reader_header()
        var status = png_reader_read_header(reader, maximumEdge, maximumPixels, &header)
        if status == .PNG_READER_OK { reduction.begin(header) }
        var row = png_reader_row()
        while status == .PNG_READER_OK {
            status = png_reader_read_row(reader, &row)
            if status == .PNG_READER_OK { reduction.add(row) }
        }
        if let error = Self.error(status, header, reader, limits) { throw error }
        reduction.finish(into: &picture)
    }

    private func draw() -> Thumbnail {
        let background = picture.background()
        guard let box = foreground.box(in: picture, background: background) else { return .blank }
        let pixels = averaging.pixels(of: picture, box: box, background: background)
        let closeUp = foreground.closeUp(of: box, in: picture).map {
            averaging.pixels(of: picture, box: $0, background: background)
        }
        guard let thumbnail = Thumbnail(pixels: pixels, closeUp: closeUp) else {
            preconditionFailure("a thumbnail of another size")
        }
        return thumbnail
    }

    private static func error(
        _ status: png_reader_status, _ header: png_reader_header, _ reader: OpaquePointer, _ limits: ImageLimits
    ) -> ImagingError? {
        switch status {
        case .PNG_READER_OK, .PNG_READER_END:
            return nil
        case .PNG_READER_EMPTY:
            return .empty
        case .PNG_READER_NOT_PNG:
            var count = 0
            let first = UnsafeBufferPointer(start: png_reader_first_bytes(reader, &count), count: count)
            return .notPNG(ImageFormat(firstBytes: Array(first.prefix(Int(PNG_READER_FIRST_BYTES)))))
        case .PNG_READER_TRUNCATED:
            return .truncated
        case .PNG_READER_DAMAGED:
            return .damaged(String(cString: png_reader_message(reader)))
        case .PNG_READER_TOO_LARGE:
            return .tooLarge(width: Int(header.width), height: Int(header.height), limits: limits)
        case .PNG_READER_OUT_OF_MEMORY:
            return .outOfMemory
        case .PNG_READER_READ_ERROR:
            return .unreadable(errno: png_reader_errno(reader))
        }
    }
}
