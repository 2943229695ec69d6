import TestSupport
import Testing

@testable import Imaging

/// Formats and sizes: the fast decoder against libpng, bit for bit.
@Suite(
    "Fast PNG decoder: formats and sizes", .enabled(if: FastPNGComparison.isPossible, FastPNGComparison.missing))
struct FastPNGFormatTests {
    private func check(_ png: [UInt8], isCommon: Bool?, at location: SourceLocation = #_sourceLocation) {
        FastPNGComparison.check(png, isCommon: isCommon, at: location)
    }

    private static func isCommon(_ kind: PNGKind) -> Bool {
        kind.depth == 8 && !kind.isInterlaced && (!kind.hasTransparency || kind.color == .palette)
    }

    @Test("Every color type, depth and filter gives libpng's pixels", arguments: PNGKind.all, PNGFile.Filter.allCases)
    func kindsAndFilters(kind: PNGKind, filter: PNGFile.Filter) {
        // Sizes around the units of the code: sixteen rows, four pixels.
        for (width, height) in [
            (1, 1), (1, 30), (2, 9), (3, 8), (4, 7), (5, 17), (8, 16), (13, 3), (31, 33), (100, 41),
        ] {
            check(kind.noise(width: width, height: height, filter: filter), isCommon: Self.isCommon(kind))
        }
    }

    @Test("Every mixture of filters at every width up to 70 gives libpng's pixels", arguments: PNGFile.Color.direct)
    func mixturesOfFilters(color: PNGFile.Color) {
        var random = SeededRandom(Int(color.rawValue))
        // Some sets have no row, others only rows that depend on the pixel to the left.
        let filters: [[UInt8]] = [[0, 1, 2, 3, 4], [0, 2], [0, 1, 2], [2, 2, 2, 4], [3], [4], [1, 4, 4]]
        for width in 1...70 {
            let height = Int.random(in: 1...40, using: &random)
            let set = filters.randomElement(using: &random) ?? []
            let rows = (0..<height).map { _ in
                [set.randomElement(using: &random) ?? 0]
                    + (0..<width * color.channels).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            check(RawPNG(width: width, color: color, rows: rows).bytes, isCommon: true)
        }
    }

    @Test(
        "Every reduction factor up to 32, with incomplete blocks, gives libpng's pixels",
        arguments: [PNGFile.Color.gray, .rgb, .rgba, .palette])
    func factors(color: PNGFile.Color) {
        let kind = PNGKind(color: color)
        for edge in [511, 512, 513, 1024, 1025, 1535, 2000, 2049, 2561, 3073, 4000, 16_384] {
            check(kind.noise(width: edge, height: 9), isCommon: true)
            check(kind.noise(width: 7, height: edge + 5), isCommon: true)
        }
        check(kind.noise(width: 16_385, height: 2), isCommon: false)
        check(kind.noise(width: 2, height: 65_537), isCommon: false)
    }

    @Test("Images of extreme samples, and every alpha with every sample, give libpng's pixels")
    func extremes() {
        for value in [0, 127, 128, 255] {
            for color in [PNGFile.Color.gray, .rgb] {
                let file = PNGFile(width: 1100, height: 700, color: color)
                check(
                    file.encoded { [UInt8](repeating: UInt8(value), count: $0.count * color.channels) }, isCommon: true)
            }
        }
        let file = PNGFile(width: 256, height: 256, color: .rgba)
        check(file.encoded { x, y, channel in channel == 3 ? y : (x + 85 * channel) % 256 }, isCommon: true)
    }

    @Test("Images of the width of a photo give libpng's pixels")
    func photoWidth() {
        for filter in PNGFile.Filter.allCases {
            check(PNGKind(color: .rgb).noise(width: 900, height: 300, filter: filter), isCommon: true)
        }
    }

    @Test("16 MB of inflated rows are accepted, one row more is rejected")
    func inflatedSize() {
        let height = (16 << 20) / 3001
        for (rows, expected) in [(height, true), (height + 1, false)] {
            var file = PNGFile(width: 1000, height: rows)
            file.filter = PNGFile.Filter.none
            check(file.encoded { [UInt8](repeating: UInt8($0.y % 256), count: 3000) }, isCommon: expected)
        }
    }

    @Test("The limits of the caller apply in the same way to every decoder")
    func limits() {
        let png = PNGFile(width: 40, height: 30).encoded { x, _, _ in x }
        for (pixels, edge) in [(1199, 40), (1200, 40), (1200, 39), (0, 0), (.max, .max)] {
            let limits = ImageLimits(maximumPixels: pixels, maximumEdge: edge)
            let results = PNGDecoder.Implementation.allCases.map { implementation in
                Result { () throws(ImagingError) in
                    try PNGDecoder(limits: limits, implementation: implementation).reduced(png)
                }
            }
            #expect(results.allSatisfy { $0 == results[0] })
        }
    }
}

extension PNGFile.Color {
    /// The color types without a palette.
    fileprivate static let direct: [PNGFile.Color] = [.gray, .grayAlpha, .rgb, .rgba]
}
