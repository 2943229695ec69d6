import CPNGReader

/// The size of a PNG as its first bytes give it: signature, then the IHDR chunk.
///
/// Format: PNG (third edition, W3C 2025), sections 5.2 and 11.2.1.
///
///     guard let header = PNGHeader(firstBytes: data.prefix(PNGHeader.byteCount)) else { return nil }
///     let isSmall = header.width <= 4_000 && header.height <= 4_000
public struct PNGHeader: Sendable, Hashable {
    /// The number of bytes that ``init(firstBytes:)`` needs.
    public static let byteCount = Int(PNG_HEADER_BYTES)

    /// Width in pixels, as stored: 0 to 4,294,967,295.
    public let width: Int
    /// Height in pixels, as stored: 0 to 4,294,967,295.
    public let height: Int

    /// Reads the size. Neither the checksum nor the range of the size is checked.
    ///
    /// - Parameter bytes: The first bytes of a file, at least ``byteCount``.
    /// - Returns: Nil where the bytes are not the start of a PNG.
    public init?(firstBytes bytes: some Collection<UInt8>) {
        var (width, height): (UInt32, UInt32) = (0, 0)
        let first = Array(bytes.prefix(Self.byteCount))
        guard png_header_read_size(first, first.count, &width, &height) else { return nil }
        self.width = Int(width)
        self.height = Int(height)
    }
}
