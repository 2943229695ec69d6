import TestSupport

/// A PNG of 8 bits a sample that is built from filtered rows, valid or not. libpng does not write such files.
struct RawPNG {
    /// In pixels.
    var width: Int
    var color: PNGFile.Color
    /// For each row the filter type and the filtered bytes.
    var rows: [[UInt8]]
    /// The data of the PLTE chunk (red, green, blue of each color) and of the tRNS chunk; no chunk where empty.
    var palette: [UInt8] = [], alphas: [UInt8] = []

    init(width: Int, color: PNGFile.Color, rows: [[UInt8]]) {
        self.width = width
        self.color = color
        self.rows = rows
    }

    /// The file.
    var bytes: [UInt8] {
        var chunks = [PNGChunk.header(width: width, height: rows.count, color: Int(color.rawValue))]
        if !palette.isEmpty { chunks.append(PNGChunk("PLTE", palette)) }
        if !alphas.isEmpty { chunks.append(PNGChunk("tRNS", alphas)) }
        chunks += [PNGChunk("IDAT", Self.stored(rows.flatMap { $0 })), PNGChunk("IEND", [])]
        return PNGChunk.signature + chunks.flatMap(\.bytes)
    }

    /// Returns a zlib stream (RFC 1950) of stored blocks, with a window of 32 KB.
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let count = min(65_535, bytes.count - start)
            let low = UInt8(count & 255), high = UInt8(count >> 8)
            stream += [start + count == bytes.count ? 1 : 0, low, high, ~low, ~high] + bytes[start..<start + count]
            start += count
        } while start < bytes.count
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return stream + [UInt8(b >> 8), UInt8(b & 255), UInt8(a >> 8), UInt8(a & 255)]
    }
}
