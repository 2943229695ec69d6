import CPNGReader
import SystemPackage

/// The decoder for every PNG, based on libpng: row by row, so that memory stays small for images of any size.
/// See `png_reader.h`.
///
/// The rows are averaged while they are decoded. A decoder serves one thread and any number of images.
final class LibpngDecoder: ImageDecoder {
    private let limits: ImageLimits
    /// The version of libpng to ask for.
    private let version: StaticString?
    private var reduction = Reduction()

    /// Creates a decoder that rejects images beyond the limits.
    ///
    /// - Parameter version: A version of libpng to ask for instead of the one that the program was compiled for, so
    ///   that tests can make libpng refuse.
    init(limits: ImageLimits, version: StaticString? = nil) {
        self.limits = limits
        self.version = version
    }

    /// Frees the buffers.
    func releaseBuffers() { reduction = Reduction() }

    func decode(_ source: ImageSource, into image: inout ReducedImage) throws(ImagingError) {
        let created =
            switch source {
            case .bytes(let bytes): png_reader_create_with_bytes(bytes.baseAddress, bytes.count)
            case .file(let file): png_reader_create_with_descriptor(file.rawValue)
            }
        guard let reader = created else { throw .outOfMemory }
        defer { png_reader_destroy(reader) }
        if let version { version.withUTF8Buffer { png_reader_set_compiled_version(reader, $0.baseAddress) } }

        var header = png_reader_header()
        var status = png_reader_read_header(reader, limits.edge, limits.pixels, &header)
        if status == .PNG_READER_OK {
            reduction.begin(width: Int(header.width), height: Int(header.height), channels: Int(header.channels))
        }
        var row = png_reader_row()
        while status == .PNG_READER_OK {
            status = png_reader_read_row(reader, &row)
            if status == .PNG_READER_OK { reduction.add(Reduction.Row(row)) }
        }
        if let error = error(status, header, reader) { throw error }
        reduction.finish(into: &image)
    }

    private func error(
        _ status: png_reader_status, _ header: png_reader_header, _ reader: OpaquePointer
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
        case .PNG_READER_INCOMPATIBLE_LIBRARY:
            return .incompatibleLibpng(
                compiled: version?.description ?? String(cString: png_reader_compiled_version()),
                installed: String(cString: png_reader_library_version()))
        }
    }
}

extension Reduction.Row {
    fileprivate init(_ row: png_reader_row) {
        self.init(
            samples: row.samples, count: Int(row.count), y: Int(row.y), x: Int(row.x), xStep: Int(row.x_step))
    }
}
