import TestSupport

/// A PNG of 8 bits a sample whose rows are given as they are filtered, right or wrong: what libpng's writer would not write.
struct RawPNG {
    var width: Int
    var color: PNGFile.Color
    /// A filter's number and the filtered bytes.
    var rows: [[UInt8]]
    /// Red, green, blue of each color, and the tRNS chunk.
    var palette: [UInt8] = [], alphas: [UInt8] = []

    init(width: Int, color: PNGFile.Color, rows: [[UInt8]]) {
        self.width = width
        self.color = color
        self.rows = rows
    }

    var bytes: [UInt8] {
        Chunk.signature + Chunk.header(width: width, height: rows.count, color: Int(color.rawValue))
            + (palette.isEmpty ? [] : Chunk("PLTE", palette).bytes)
            + (alphas.isEmpty ? [] : Chunk("tRNS", alphas).bytes)
            + Chunk("IDAT", Self.stored(rows.flatMap { $0 })).bytes + Chunk("IEND", []).bytes
    }

    /// A zlib stream (RFC 1950) of stored blocks, with a window of 32 KB.
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

/// A PNG taken apart into its chunks.
struct PNGParts {
    var chunks: [Chunk] = []

    init(_ png: [UInt8]) {
        var start = 8
        while start + 12 <= png.count {
            let length = png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            chunks.append(
                Chunk(
                    String(decoding: png[start + 4..<start + 8], as: UTF8.self),
                    Array(png[start + 8..<start + 8 + length])))
            start += 12 + length
        }
    }

    var bytes: [UInt8] { Chunk.signature + chunks.flatMap(\.bytes) }

    /// The deflate stream.
    var data: [UInt8] { chunks.filter { $0.type == "IDAT" }.flatMap(\.data) }

    /// The same with the deflate stream in these parts.
    func with(data parts: [[UInt8]]) -> PNGParts {
        var changed = self
        let place = chunks.firstIndex { $0.type == "IDAT" } ?? chunks.count
        changed.chunks.removeAll { $0.type == "IDAT" }
        changed.chunks.insert(contentsOf: parts.map { Chunk("IDAT", $0) }, at: place)
        return changed
    }
}
