import TestSupport
import Testing

@testable import Imaging

/// Reduced images against libpng's decoding of the whole image, averaged in floating point.
@Suite("Reduction") struct ReductionTests {
    private let decoder = PNGDecoder(limits: .default)

    /// Expects the reduced image to equal the reference that rounds samples to 8 bits, and to be within two levels of
    /// the reference that does not: samples of 16 bits are rounded up to three times (color, alpha, composition), and
    /// the mean once more.
    private func check(_ png: [UInt8]) throws {
        let image = try decoder.reduced(png)
        let reference = try #require(ReferenceImage(png: png, bits: 8)).reduced().rounded()
        #expect(image.width == reference.width && image.height == reference.height)
        let pixels = ReferenceImage(image).pixels
        #expect(pixels == reference.pixels)
        let exact = try #require(ReferenceImage(png: png)).reduced().pixels
        let distances = zip(pixels, exact).map { max(($0 - $1).max(), ($1 - $0).max()) }
        #expect(distances.max() ?? 0 <= 2)
    }

    @Test("Every kind of PNG equals the reference", arguments: PNGKind.all) func kinds(kind: PNGKind) throws {
        for (width, height) in [(1, 1), (1, 7), (9, 1), (2, 2), (3, 5), (4, 4), (5, 3), (8, 8), (13, 17), (33, 34)] {
            try check(kind.noise(width: width, height: height))
        }
    }

    @Test("Every kind of PNG, reduced by a factor of three, equals the reference", arguments: PNGKind.all)
    func reducedKinds(kind: PNGKind) throws {
        try check(kind.noise(width: 1100, height: 7))
        try check(kind.noise(width: 6, height: 1100))
    }

    @Test("Every filter equals the reference", arguments: PNGFile.Filter.allCases)
    func filters(filter: PNGFile.Filter) throws {
        for kind in PNGKind.all where !kind.hasTransparency {
            try check(kind.noise(width: 29, height: 31, filter: filter))
        }
    }

    @Test(
        "Sizes around multiples of 512 are reduced by the right factor", arguments: [511, 512, 513, 1024, 1025],
        [false, true])
    func sizes(edge: Int, isInterlaced: Bool) throws {
        let kind = PNGKind(color: .rgb, isInterlaced: isInterlaced)
        for (width, height) in [(edge, 5), (5, edge), (edge, 130)] {
            let png = kind.noise(width: width, height: height)
            try check(png)
            let image = try decoder.reduced(png)
            let factor = edge <= 512 ? 1 : edge <= 1024 ? 2 : 3
            #expect(max(image.width, image.height) == (edge + factor - 1) / factor)
        }
    }

    @Test("An image of 900 × 1200 pixels becomes 300 × 400") func photoSize() throws {
        for isInterlaced in [false, true] {
            let kind = PNGKind(color: .rgb, isInterlaced: isInterlaced)
            try check(kind.noise(width: 900, height: 1200))
        }
        let image = try decoder.reduced(PNGFile(width: 900, height: 1200).encoded { _, _, _ in 7 })
        #expect(image.width == 300 && image.height == 400)
    }

    /// White gives the largest sums: those of 274 rows do not fit in 16 bits.
    @Test("White images with a very long edge do not overflow sums", arguments: [false, true])
    func longEdges(isInterlaced: Bool) throws {
        for (width, height) in [(2, 140_000), (140_000, 2), (1, 300_000)] {
            var file = PNGFile(width: width, height: height, color: .gray)
            file.isInterlaced = isInterlaced
            let image = try decoder.reduced(file.encoded { [UInt8](repeating: 255, count: $0.count) })
            #expect(image.samples == [UInt8](repeating: 255, count: image.samples.count))
            #expect(max(image.width, image.height) <= 512)
        }
    }

    @Test("Means are rounded half up", arguments: [1, 2, 3, 9, 100, 257, 65_535, 1_000_003, 1954 * 1954])
    func means(count: Int) {
        let mean = Mean(count: count)
        for value in 0...255 {
            // The largest sum that still rounds down to the value, and the smallest that rounds up.
            let smallest = max(0, (2 * value - 1) * count + 1) / 2
            let largest = min(255 * count, ((2 * value + 1) * count - 1) / 2)
            for sum in [smallest, value * count, largest] {
                #expect(Int(mean(UInt32(sum))) == (2 * sum + count) / (2 * count))
            }
        }
    }

    @Test("Every gray level with every alpha is composited over white") func transparency() throws {
        var file = PNGFile(width: 256, height: 256, color: .grayAlpha)
        file.filter = .none
        let image = try decoder.reduced(file.encoded { x, y, channel in channel == 0 ? x : y })
        let expected = (0..<65_536).map { i in
            let (color, alpha) = (i % 256, i / 256)
            return UInt8((color * alpha + 255 * (255 - alpha) + 127) / 255)
        }
        #expect(image.samples == expected)
    }

    /// The foreground is found by color, also where the gray levels are the same.
    @Test("Color is kept, in planes") func color() throws {
        let image = try decoder.reduced(
            PNGFile(width: 2, height: 1).encoded { x, _, channel in [[10, 20, 30], [40, 50, 60]][x][channel] })
        #expect(image.samples == [10, 40, 20, 50, 30, 60])
    }
}
