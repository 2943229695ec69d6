/// A PNG chunk with any type and data, including chunks that libpng does not write.
struct PNGChunk {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    var type: String
    var data: [UInt8]

    init(_ type: String, _ data: [UInt8]) {
        self.type = type
        self.data = data
    }

    /// An IHDR chunk of an image that is not interlaced; `color` is the color type of the format.
    static func header(width: Int, height: Int, depth: Int = 8, color: Int = 2) -> PNGChunk {
        PNGChunk("IHDR", bigEndian(width) + bigEndian(height) + [UInt8(depth), UInt8(color), 0, 0, 0])
    }

    /// Length, type, data, checksum.
    var bytes: [UInt8] {
        let covered = Array(type.utf8) + data
        return Self.bigEndian(data.count) + covered + Self.bigEndian(Int(Self.checksum(covered[...])))
    }

    /// Returns the file with the checksum of each chunk corrected, up to the first chunk that ends beyond the file.
    static func repairChecksums(_ png: [UInt8]) -> [UInt8] {
        var (png, start) = (png, 8)
        while start + 12 <= png.count {
            let length = png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            let end = start + 8 + length
            guard end + 4 <= png.count else { break }
            png.replaceSubrange(end..<end + 4, with: bigEndian(Int(checksum(png[start + 4..<end]))))
            start = end + 4
        }
        return png
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }

    /// CRC-32 (PNG specification, annex D).
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { crc, byte in table[Int((crc ^ UInt32(byte)) & 0xFF)] ^ crc >> 8 }
    }
}
