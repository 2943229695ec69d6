import Foundation

/// An encoder for small grayscale images (W3C PNG, third edition), for embedding in SVG and HTML. The pixels are stored
/// without compression.
public enum GrayPNG {
    /// Returns the PNG file of 8-bit grayscale pixels, row by row.
    public static func data(_ pixels: [UInt8], columns: Int) -> Data {
        precondition(columns > 0 && pixels.count.isMultiple(of: columns), "the pixels must form complete rows")
        let rows = pixels.count / columns
        // Each row starts with its filter type; 0 is no filter.
        let lines = stride(from: 0, to: pixels.count, by: columns).flatMap { [0] + pixels[$0..<$0 + columns] }
        var file = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        // Bit depth 8, color type 0 (grayscale), and the standard methods: deflate, filter method 0, no interlacing.
        file += chunk("IHDR", bigEndian(UInt32(columns)) + bigEndian(UInt32(rows)) + [8, 0, 0, 0, 0])
        file += chunk("IDAT", stored(lines))
        return file + chunk("IEND", [])
    }

    /// Returns a chunk: length, type, content, and the CRC-32 of type and content.
    private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let checked = Array(type.utf8) + content
        return bigEndian(UInt32(content.count)) + checked + bigEndian(crc(checked))
    }

    /// Returns a zlib stream (RFC 1950) of stored blocks (RFC 1951, section 3.2.4).
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: bytes.count, by: 65_535) {
            let block = bytes[start..<min(start + 65_535, bytes.count)]
            let count = UInt16(block.count)
            stream.append(block.endIndex == bytes.count ? 1 : 0)
            for number in [count, ~count] { stream += [UInt8(number & 0xFF), UInt8(number >> 8)] }
            stream += block
        }
        var (a, b) = (UInt32(1), UInt32(0))
        for byte in bytes {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return stream + bigEndian(b << 16 | a)
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
