import TestSupport
import Testing

@testable import Imaging

/// Chunks and headers: the fast decoder and libpng agree about every file, valid or not.
@Suite(
    "Fast PNG decoder: chunks and headers", .enabled(if: FastPNGComparison.isPossible, FastPNGComparison.missing))
struct FastPNGChunkTests {
    private func check(
        _ png: [UInt8], isCommon: Bool?, _ comment: Comment? = nil, at location: SourceLocation = #_sourceLocation
    ) {
        FastPNGComparison.check(png, isCommon: isCommon, comment, at: location)
    }

    @Test("Ancillary chunks that libpng skips are skipped by the fast decoder")
    func ancillaryChunks() {
        let types = [
            "tEXt", "zTXt", "iTXt", "pHYs", "gAMA", "iCCP", "sRGB", "cHRM", "tIME", "bKGD", "hIST", "sBIT", "sPLT",
            "eXIf", "oFFs", "acTL", "fcTL", "fdAT", "vpAg", "caNv", "prVt",
        ]
        for color in [PNGFile.Color.rgb, .palette] {
            let kind = PNGKind(color: color, hasTransparency: color == .palette)
            let parts = PNGParts(kind.noise(width: 20, height: 20))
            for type in types {
                for place in 1..<parts.chunks.count {
                    for length in [0, 1, 9, 300] {
                        let chunk = PNGChunk(type, [UInt8](repeating: 7, count: length))
                        let changed = parts.inserting(chunk, at: place)
                        check(changed.bytes, isCommon: true, "\(type) of \(length) at \(place)")
                    }
                }
            }
        }
    }

    @Test("Bytes after IEND are ignored")
    func bytesAfterEnd() { check(Scene().png() + [1, 2, 3], isCommon: true) }

    @Test("A deflate stream may have any number of parts, including empty ones")
    func dataParts() {
        let parts = PNGParts(PNGKind(color: .rgb).noise(width: 30, height: 30))
        let data = parts.data
        for size in [1, 2, 3, 100, data.count] {
            for empties in [0, 1, 3] {
                var split = data.split(size: size)
                for i in 0..<empties { split.insert([], at: i * split.count / 2) }
                check(parts.with(data: split).bytes, isCommon: true, "\(size) \(empties)")
            }
        }
        check(parts.with(data: [data, [], []]).bytes, isCommon: true)
        check(parts.with(data: []).bytes, isCommon: false)
        check(parts.with(data: [[]]).bytes, isCommon: false)
    }

    @Test("A chunk between two IDAT chunks is left to libpng")
    func chunkBetweenData() {
        let parts = PNGParts(PNGKind(color: .rgb).noise(width: 30, height: 30))
        let data = parts.data
        let split = parts.with(data: [Array(data[..<50]), Array(data[50...])])
        check(split.inserting(PNGChunk("tEXt", [1]), at: 2).bytes, isCommon: false)
    }

    @Test("Invalid, misplaced, missing and repeated chunks are handled as by libpng")
    func invalidChunks() {
        for color in [PNGFile.Color.rgb, .palette, .gray, .rgba] {
            let kind = PNGKind(color: color, hasTransparency: color == .palette)
            let parts = PNGParts(kind.noise(width: 9, height: 9))
            let last = parts.chunks.count - 1
            for chunk in Self.invalidChunks + [parts.chunks[0]] {
                for place in 0...parts.chunks.count {
                    check(parts.inserting(chunk, at: place).bytes, isCommon: nil, "\(color) \(chunk) at \(place)")
                }
            }
            for (a, b) in [(0, 1), (1, 2), (2, 3), (0, 3), (0, last), (1, last)] where b <= last {
                var changed = parts
                changed.chunks.swapAt(a, b)
                check(changed.bytes, isCommon: nil, "\(color) \(a) and \(b)")
            }
            for i in parts.chunks.indices {
                var changed = parts
                changed.chunks.remove(at: i)
                check(changed.bytes, isCommon: nil)
            }
        }
    }

    private static let invalidChunks: [PNGChunk] = {
        func filled(_ type: String, _ value: UInt8, _ count: Int) -> PNGChunk {
            PNGChunk(type, [UInt8](repeating: value, count: count))
        }
        return [
            PNGChunk("PLTE", [1, 2, 3]), PNGChunk("PLTE", []), PNGChunk("PLTE", [1, 2]), filled("PLTE", 3, 768),
            filled("PLTE", 3, 771), PNGChunk("tRNS", []), PNGChunk("tRNS", [1]), PNGChunk("tRNS", [0, 1]),
            PNGChunk("tRNS", [0, 1, 0, 1, 0, 1]), filled("tRNS", 9, 256), filled("tRNS", 9, 257),
            PNGChunk("IDAT", []), PNGChunk("IDAT", [1, 2, 3]), PNGChunk("IEND", []), PNGChunk("IEND", [1]),
            PNGChunk("ABCD", [1]), PNGChunk("aB D", []), PNGChunk("abcd", []), PNGChunk("\u{1}bCd", []),
            PNGChunk("JDAT", []), PNGChunk("CgBI", [1, 2, 3, 4]),
        ]
    }()

    @Test("Every value of every byte of IHDR is handled as by libpng")
    func headers() {
        let rows = (0..<8).map { _ in [UInt8](repeating: 1, count: 25) }
        let parts = PNGParts(RawPNG(width: 8, color: .rgb, rows: rows).bytes)
        for byte in 0..<13 {
            for value in 0...255 {
                var changed = parts
                changed.chunks[0].data[byte] = UInt8(value)
                check(changed.bytes, isCommon: nil, "byte \(byte) = \(value)")
            }
        }
        for length in [0, 12, 14] {
            var changed = parts
            changed.chunks[0].data = Array((changed.chunks[0].data + [0]).prefix(length))
            check(changed.bytes, isCommon: false)
        }
    }

    @Test("Palettes with fewer colors than used, or more alphas than colors, are left to libpng")
    func palettes() {
        for colors in [1, 2, 3, 100, 255, 256] {
            for alphas in [0, 1, colors / 2, colors, colors + 1] {
                for largest in [colors - 1, colors, 255] where largest < 256 {
                    let rows = (0..<9).map { y in [0] + (0..<11).map { UInt8((y * 11 + $0) * largest / 98) } }
                    var png = RawPNG(width: 11, color: .palette, rows: rows)
                    png.palette = (0..<3 * colors).map { UInt8(truncatingIfNeeded: $0 * 37) }
                    png.alphas = (0..<alphas).map { UInt8(truncatingIfNeeded: $0 * 91) }
                    check(png.bytes, isCommon: largest < colors && alphas <= colors, "\(colors) \(alphas) \(largest)")
                }
            }
        }
    }
}
