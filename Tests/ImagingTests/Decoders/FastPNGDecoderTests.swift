import TestSupport
import Testing

@testable import Imaging

/// The fast way for common PNGs against libpng's: the same pictures bit for bit, and the same words about every file that
/// can't be read.
@Suite(.enabled(if: FastPNGDecoder(isPortable: false) != nil, "needs libdeflate0")) struct FastPNGDecoderTests {

    /// What comes of a file, by each of the ways.
    private func outcomes(_ png: [UInt8]) -> [Result<ReducedImage, ImagingError>] {
        ThumbnailMaker.Decoder.allCases.map { decoder in
            let maker = ThumbnailMaker(decoder: decoder)
            do throws(ImagingError) { return .success(try maker.reduced(png)) } catch { return .failure(error) }
        }
    }

    /// Whether the fast way takes the file, on this processor and on any.
    private func isCommon(_ png: [UInt8]) -> Bool {
        let answers = [false, true].map { isPortable in
            png.withUnsafeBytes { bytes in
                var picture = ReducedImage()
                let common = FastPNGDecoder(isPortable: isPortable)
                return common?.reduce(bytes, maximumEdge: 500_000, maximumPixels: 100_000_000, into: &picture) ?? false
            }
        }
        #expect(answers[0] == answers[1])
        return answers[0]
    }

    /// All ways must agree; a file that is called common must be taken by the fast one, and one that is not must be left.
    private func check(
        _ png: [UInt8], isCommon expected: Bool?, _ comment: Comment? = nil,
        at location: SourceLocation = #_sourceLocation
    ) {
        let found = outcomes(png)
        #expect(found.allSatisfy { $0 == found[0] }, comment, sourceLocation: location)
        if let expected { #expect(isCommon(png) == expected, comment, sourceLocation: location) }
        if expected == true { #expect(throws: Never.self, comment, sourceLocation: location) { try found[0].get() } }
    }

    // Every kind of picture

    private static func isCommon(_ kind: Kind) -> Bool {
        kind.depth == 8 && !kind.isInterlaced && (!kind.hasTransparency || kind.color == .palette)
    }

    @Test(arguments: Kind.all, PNGFile.Filter.allCases) func everyKindAndFilter(kind: Kind, filter: PNGFile.Filter) {
        // Rows are taken sixteen at a time, and their pixels four at a time.
        for (width, height) in [
            (1, 1), (1, 30), (2, 9), (3, 8), (4, 7), (5, 17), (8, 16), (13, 3), (31, 33), (100, 41),
        ] {
            check(kind.noise(width: width, height: height, filter: filter), isCommon: Self.isCommon(kind))
        }
    }

    /// Filters in any order, with every width up to some vectors, and rows that need no wave.
    @Test(arguments: [PNGFile.Color.gray, .grayAlpha, .rgb, .rgba]) func everyMixtureOfFilters(color: PNGFile.Color) {
        var random = SeededRandom(Int(color.rawValue))
        for width in 1...70 {
            let height = Int.random(in: 1...40, using: &random)
            let filters: [[UInt8]] = [[0, 1, 2, 3, 4], [0, 2], [0, 1, 2], [2, 2, 2, 4], [3], [4], [1, 4, 4]]
            let set = filters.randomElement(using: &random) ?? []
            let rows = (0..<height).map { _ in
                [set.randomElement(using: &random) ?? 0]
                    + (0..<width * color.channels).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            check(RawPNG(width: width, color: color, rows: rows).bytes, isCommon: true)
        }
    }

    /// Every factor of averaging up to 32, and blocks that are cut off on the right and below.
    @Test(arguments: [PNGFile.Color.gray, .rgb, .rgba, .palette]) func everyFactor(color: PNGFile.Color) {
        let kind = Kind(color: color, depth: 8, isInterlaced: false, hasTransparency: false)
        for edge in [511, 512, 513, 1024, 1025, 1535, 2000, 2049, 2561, 3073, 4000, 16_384] {
            check(kind.noise(width: edge, height: 9), isCommon: true)
            check(kind.noise(width: 7, height: edge + 5), isCommon: true)
        }
        check(kind.noise(width: 16_385, height: 2), isCommon: false)
        check(kind.noise(width: 2, height: 65_537), isCommon: false)
    }

    @Test func extremes() {
        for value in [0, 127, 128, 255] {
            for color in [PNGFile.Color.gray, .rgb] {
                let file = PNGFile(width: 1100, height: 700, color: color)
                check(
                    file.encoded { [UInt8](repeating: UInt8(value), count: $0.count * color.channels) }, isCommon: true)
            }
        }
        // All alphas with all samples.
        let file = PNGFile(width: 256, height: 256, color: .rgba)
        check(file.encoded { x, y, channel in channel == 3 ? y : (x + 85 * channel) % 256 }, isCommon: true)
    }

    @Test func aPhotoSize() throws {
        for filter in PNGFile.Filter.allCases {
            let kind = Kind(color: .rgb, depth: 8, isInterlaced: false, hasTransparency: false)
            check(kind.noise(width: 900, height: 300, filter: filter), isCommon: true)
        }
    }

    // Chunks

    /// What programs write beside the picture must not make it slow.
    @Test func chunksThatArePassedOver() {
        let types = [
            "tEXt", "zTXt", "iTXt", "pHYs", "gAMA", "iCCP", "sRGB", "cHRM", "tIME", "bKGD", "hIST", "sBIT", "sPLT",
            "eXIf",
            "oFFs", "acTL", "fcTL", "fdAT", "vpAg", "caNv", "prVt",
        ]
        for color in [PNGFile.Color.rgb, .palette] {
            let plain = Kind(color: color, depth: 8, isInterlaced: false, hasTransparency: color == .palette)
                .noise(width: 20, height: 20)
            let parts = PNGParts(plain)
            for type in types {
                for place in 1..<parts.chunks.count {
                    // Whatever it holds, as libpng is told not to look.
                    for length in [0, 1, 9, 300] {
                        var changed = parts
                        changed.chunks.insert(Chunk(type, [UInt8](repeating: 7, count: length)), at: place)
                        check(changed.bytes, isCommon: true, "\(type) of \(length) at \(place)")
                    }
                }
            }
        }
        check(PNGParts(Scene().png()).bytes + [1, 2, 3], isCommon: true)
    }

    @Test func dataInAnyNumberOfParts() {
        let png = Kind(color: .rgb, depth: 8, isInterlaced: false, hasTransparency: false).noise(width: 30, height: 30)
        let data = PNGParts(png).data
        for size in [1, 2, 3, 100, data.count] {
            for empties in [0, 1, 3] {
                var parts: [[UInt8]] = stride(from: 0, to: data.count, by: size).map {
                    Array(data[$0..<min($0 + size, data.count)])
                }
                for i in 0..<empties { parts.insert([], at: i * parts.count / 2) }
                check(PNGParts(png).with(data: parts).bytes, isCommon: true, "\(size) \(empties)")
            }
        }
        check(PNGParts(png).with(data: [data, [], []]).bytes, isCommon: true)
        // Another chunk between two parts.
        var parts = PNGParts(png).with(data: [Array(data[..<50]), Array(data[50...])])
        parts.chunks.insert(Chunk("tEXt", [1]), at: 2)
        check(parts.bytes, isCommon: false)
        check(PNGParts(png).with(data: []).bytes, isCommon: false)
        check(PNGParts(png).with(data: [[]]).bytes, isCommon: false)
    }

    /// Files that libpng refuses or mends.
    @Test func oddChunks() throws {
        for color in [PNGFile.Color.rgb, .palette, .gray, .rgba] {
            let png = Kind(color: color, depth: 8, isInterlaced: false, hasTransparency: color == .palette)
                .noise(width: 9, height: 9)
            let parts = PNGParts(png)
            let odd = [
                Chunk("IHDR", Array(png[16..<29])), Chunk("PLTE", [1, 2, 3]), Chunk("PLTE", []), Chunk("PLTE", [1, 2]),
                Chunk("PLTE", [UInt8](repeating: 3, count: 768)), Chunk("PLTE", [UInt8](repeating: 3, count: 771)),
                Chunk("tRNS", []), Chunk("tRNS", [1]), Chunk("tRNS", [0, 1]), Chunk("tRNS", [0, 1, 0, 1, 0, 1]),
                Chunk("tRNS", [UInt8](repeating: 9, count: 256)), Chunk("tRNS", [UInt8](repeating: 9, count: 257)),
                Chunk("IDAT", []), Chunk("IDAT", [1, 2, 3]), Chunk("IEND", []), Chunk("IEND", [1]), Chunk("ABCD", [1]),
                Chunk("aB D", []), Chunk("abcd", []), Chunk("\u{1}bCd", []), Chunk("JDAT", []),
                Chunk("CgBI", [1, 2, 3, 4]),
            ]
            for chunk in odd {
                for place in 0...parts.chunks.count {
                    var changed = parts
                    changed.chunks.insert(chunk, at: place)
                    check(changed.bytes, isCommon: nil, "\(color) \(chunk) at \(place)")
                }
            }
            for (a, b) in [(0, 1), (1, 2), (2, 3), (0, 3), (0, parts.chunks.count - 1), (1, parts.chunks.count - 1)]
            where b < parts.chunks.count {
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

    @Test func oddHeaders() {
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

    @Test func palettes() {
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

    // The deflate stream

    @Test func oddStreams() {
        let rows = (0..<20).map { y in [UInt8(y % 5)] + (0..<30).map { UInt8(truncatingIfNeeded: $0 * y) } }
        let png = RawPNG(width: 10, color: .rgb, rows: rows)
        let raw = rows.flatMap { $0 }
        let stream = RawPNG.stored(raw)
        func check(_ data: [UInt8], isCommon: Bool, _ comment: Comment) {
            for size in [data.count, 7] {
                let parts = stride(from: 0, to: data.count, by: size).map {
                    Array(data[$0..<min($0 + size, data.count)])
                }
                self.check(PNGParts(png.bytes).with(data: parts).bytes, isCommon: isCommon, comment)
            }
        }
        check(stream, isCommon: true, "sound")
        for missing in [1, 2, 30, 31, 32, raw.count - 1, raw.count] {
            check(RawPNG.stored(Array(raw.dropLast(missing))), isCommon: false, "\(missing) bytes too short")
        }
        for extra in [1, 31, 100_000] {
            check(RawPNG.stored(raw + [UInt8](repeating: 0, count: extra)), isCommon: false, "\(extra) bytes too long")
            check(stream + [UInt8](repeating: 0, count: extra), isCommon: false, "\(extra) bytes behind the stream")
        }
        for cut in 1...12 { check(Array(stream.dropLast(cut)), isCommon: false, "cut by \(cut)") }
        for i in 1...4 {
            var changed = stream
            changed[stream.count - i] ^= 0x40
            check(changed, isCommon: false, "wrong Adler-32")
        }
        // Every header of a stream: method, window, dictionary, its own check. A window of 256 bytes is less than the picture.
        for method in 0...255 {
            for flags in 0...255 {
                var changed = stream
                changed[0] = UInt8(method)
                changed[1] = UInt8(flags)
                let isSound =
                    method % 16 == 8 && method / 16 <= 7 && flags & 0x20 == 0 && (method * 256 + flags) % 31 == 0
                let isWide = method / 16 >= 2
                if isSound || flags % 16 == 3 {
                    check(changed, isCommon: isSound && isWide, "header \(method) \(flags)")
                }
            }
        }
        for y in [0, 7, 8, 19] {
            for filter: UInt8 in [5, 6, 128, 255] {
                var changed = rows
                changed[y][0] = filter
                self.check(RawPNG(width: 10, color: .rgb, rows: changed).bytes, isCommon: false, "filter \(filter)")
            }
        }
    }

    /// Matches that reach further back than the announced window: libpng refuses them, whatever libdeflate says.
    @Test func windows() {
        var random = SeededRandom(5)
        let row = [0] + (0..<300).map { _ in UInt8.random(in: 0...255, using: &random) }
        var file = PNGFile(width: 100, height: 60)
        file.filter = PNGFile.Filter.none
        file.compressionLevel = 9
        let png = file.encoded { _ in Array(row[1...]) }
        check(png, isCommon: nil)
        let parts = PNGParts(png)
        for window in 0...7 {
            var data = parts.data
            data[0] = UInt8(window << 4 | 8)
            data[1] = UInt8(31 - Int(data[0]) * 256 % 31)
            check(parts.with(data: [data]).bytes, isCommon: window == 7, "\(256 << window)")
        }
    }

    // Damage

    /// Small files of all common kinds, in one part and in several.
    private static let files: [[UInt8]] = [PNGFile.Color.rgb, .gray, .palette, .rgba, .grayAlpha].flatMap { color in
        let png = Kind(color: color, depth: 8, isInterlaced: false, hasTransparency: color == .palette)
            .noise(width: 11, height: 13)
        let data = PNGParts(png).data
        var parts = PNGParts(png).with(data: [Array(data[..<20]), [], Array(data[20...])])
        parts.chunks.insert(Chunk("tEXt", Array("Title\0Coat".utf8)), at: 1)
        parts.chunks.insert(Chunk("tIME", [7, 230, 1, 1, 0, 0, 0]), at: parts.chunks.count - 1)
        return [png, parts.bytes]
    }

    @Test(arguments: files) func cutAnywhere(png: [UInt8]) {
        check(png, isCommon: true)
        for length in 0..<png.count { check(Array(png.prefix(length)), isCommon: false) }
    }

    @Test(arguments: files) func anyByteChanged(png: [UInt8]) {
        for i in png.indices {
            for mask: UInt8 in [0x01, 0x20, 0x80] {
                var changed = png
                changed[i] ^= mask
                check(changed, isCommon: false, "byte \(i) ^ \(mask)")
            }
        }
    }

    /// Damage that has right checksums of its chunks: some of it libpng mends or does not see.
    @Test(arguments: files) func randomDamageWithRightChecksums(png: [UInt8]) {
        var random = SeededRandom(png.count)
        for _ in 0..<1_500 {
            var changed = png
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let i = Int.random(in: 8..<changed.count, using: &random)
                switch Int.random(in: 0...9, using: &random) {
                case 0: changed.remove(at: i)
                case 1: changed.insert(UInt8.random(in: 0...255, using: &random), at: i)
                default: changed[i] = UInt8.random(in: 0...255, using: &random)
                }
            }
            check(Chunk.repairChecksums(changed), isCommon: nil)
        }
    }

    /// Damage below the checksum of the stream too: rows of any bytes, as a faulty program writes them.
    @Test func randomRows() {
        var random = SeededRandom(77)
        for _ in 0..<3_000 {
            let color = PNGFile.Color.allCases.randomElement(using: &random) ?? .rgb
            let width = Int.random(in: 1...40, using: &random)
            let rows = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                [UInt8.random(in: 0...(Int.random(in: 0...50, using: &random) == 0 ? 9 : 4), using: &random)]
                    + (0..<width * color.channels).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            var png = RawPNG(width: width, color: color, rows: rows)
            if color == .palette {
                let colors = Int.random(in: 200...256, using: &random)
                png.palette = (0..<3 * colors).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            check(png.bytes, isCommon: nil)
        }
    }

    // Limits

    @Test func limitsAreTheSame() {
        let png = PNGFile(width: 40, height: 30).encoded { x, _, _ in x }
        for (pixels, edge) in [(1199, 40), (1200, 40), (1200, 39), (0, 0), (.max, .max)] {
            let limits = ImageLimits(maximumPixels: pixels, maximumEdge: edge)
            let answers = ThumbnailMaker.Decoder.allCases.map { decoder in
                Result { () throws(ImagingError) in try ThumbnailMaker(limits: limits, decoder: decoder).thumbnail(png)
                }
            }
            #expect(answers.allSatisfy { $0 == answers[0] })
        }
    }

    /// 16 MB inflated is common, a row more is not.
    @Test func sixteenMegabytes() {
        let height = (16 << 20) / 3001
        for (rows, expected) in [(height, true), (height + 1, false)] {
            var file = PNGFile(width: 1000, height: rows)
            file.filter = PNGFile.Filter.none
            check(file.encoded { [UInt8](repeating: UInt8($0.y % 256), count: 3000) }, isCommon: expected)
        }
    }
}
