/// The chunks of a PNG.
struct PNGParts {
    var chunks: [PNGChunk] = []

    /// Reads the chunks of an undamaged file.
    init(_ png: [UInt8]) {
        var start = 8
        while start + 12 <= png.count {
            let length = png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            let type = String(decoding: png[start + 4..<start + 8], as: UTF8.self)
            chunks.append(PNGChunk(type, Array(png[start + 8..<start + 8 + length])))
            start += 12 + length
        }
    }

    /// The file.
    var bytes: [UInt8] { PNGChunk.signature + chunks.flatMap(\.bytes) }

    /// The deflate stream.
    var data: [UInt8] { chunks.filter { $0.type == "IDAT" }.flatMap(\.data) }

    /// Returns the file with other IDAT chunks, one for each part.
    func with(data parts: [[UInt8]]) -> PNGParts {
        var changed = self
        let place = chunks.firstIndex { $0.type == "IDAT" } ?? chunks.count
        changed.chunks.removeAll { $0.type == "IDAT" }
        changed.chunks.insert(contentsOf: parts.map { PNGChunk("IDAT", $0) }, at: place)
        return changed
    }

    /// Returns the file with another chunk inserted.
    func inserting(_ chunk: PNGChunk, at index: Int) -> PNGParts {
        var changed = self
        changed.chunks.insert(chunk, at: index)
        return changed
    }
}

extension [UInt8] {
    /// Splits the bytes into parts of this size; the last part can be smaller.
    func split(size: Int) -> [[UInt8]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
