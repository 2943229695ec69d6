import TestSupport
import Testing

@testable import Imaging

/// Step 1 against libpng's decoding of the whole picture, averaged in floating point.
@Suite struct ReductionTests {
    /// Equal to the reference on samples of 8 bits. On samples as stored 16 bits may round up to half a level three times,
    /// as color, as alpha and as the two laid over white; the mean rounds once more.
    private func check(_ png: [UInt8]) throws {
        let picture = try ThumbnailMaker().reduced(png)
        let reference = try #require(Reference(png: png, bits: 8)).reduced().rounded()
        #expect(picture.width == reference.width && picture.height == reference.height)
        let pixels = Reference(picture).pixels
        #expect(pixels == reference.pixels)
        let exact = try #require(Reference(png: png)).reduced().pixels
        let distances = zip(pixels, exact).map { max(($0 - $1).max(), ($1 - $0).max()) }
        #expect(distances.max() ?? 0 <= 2)
    }

    @Test(arguments: Kind.all) func everyKindOfPNG(kind: Kind) throws {
        for (width, height) in [(1, 1), (1, 7), (9, 1), (2, 2), (3, 5), (4, 4), (5, 3), (8, 8), (13, 17), (33, 34)] {
            try check(kind.noise(width: width, height: height))
        }
    }

    @Test(arguments: Kind.all) func everyKindReducedByThree(kind: Kind) throws {
        try check(kind.noise(width: 1100, height: 7))
        try check(kind.noise(width: 6, height: 1100))
    }

    @Test(arguments: PNGFile.Filter.allCases) func everyFilter(filter: PNGFile.Filter) throws {
        for kind in Kind.all where !kind.hasTransparency {
            try check(kind.noise(width: 29, height: 31, filter: filter))
        }
    }

    @Test(arguments: [511, 512, 513, 1024, 1025], [false, true])
    func sizesAroundTheReducedEdge(edge: Int, isInterlaced: Bool) throws {
        let kind = Kind(color: .rgb, depth: 8, isInterlaced: isInterlaced, hasTransparency: false)
        for (width, height) in [(edge, 5), (5, edge), (edge, 130)] {
            let png = kind.noise(width: width, height: height)
            try check(png)
            let picture = try ThumbnailMaker().reduced(png)
            let factor = edge <= 512 ? 1 : edge <= 1024 ? 2 : 3
            #expect(max(picture.width, picture.height) == (edge + factor - 1) / factor)
        }
    }

    @Test func aPhotoSize() throws {
        for isInterlaced in [false, true] {
            let kind = Kind(color: .rgb, depth: 8, isInterlaced: isInterlaced, hasTransparency: false)
            try check(kind.noise(width: 900, height: 1200))
        }
        let picture = try ThumbnailMaker().reduced(PNGFile(width: 900, height: 1200).encoded { _, _, _ in 7 })
        #expect(picture.width == 300 && picture.height == 400)
    }

    /// White is where sums would overflow first: 274 rows of 255 don't fit into 16 bits.
    @Test(arguments: [false, true]) func extremeEdgesDoNotOverflow(isInterlaced: Bool) throws {
        for (width, height) in [(2, 140_000), (140_000, 2), (1, 300_000)] {
            var file = PNGFile(width: width, height: height, color: .gray)
            file.isInterlaced = isInterlaced
            let picture = try ThumbnailMaker().reduced(file.encoded { [UInt8](repeating: 255, count: $0.count) })
            #expect(picture.samples == [UInt8](repeating: 255, count: picture.samples.count))
            #expect(max(picture.width, picture.height) <= 512)
        }
    }

    @Test(arguments: [1, 2, 3, 9, 100, 257, 65_535, 1_000_003, 1954 * 1954])
    func meansAreRoundedHalfUp(count: Int) {
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

    @Test func transparencyLiesOnWhite() throws {
        // Every color with every alpha, one pixel each.
        var file = PNGFile(width: 256, height: 256, color: .grayAlpha)
        file.filter = .none
        let picture = try ThumbnailMaker().reduced(file.encoded { x, y, channel in channel == 0 ? x : y })
        let expected = (0..<65_536).map { i in
            let (color, alpha) = (i % 256, i / 256)
            return UInt8((color * alpha + 255 * (255 - alpha) + 127) / 255)
        }
        #expect(picture.samples == expected)
    }

    /// A mask of hue must survive, so color is kept even where gray is the same.
    @Test func colorIsKept() throws {
        let picture = try ThumbnailMaker().reduced(
            PNGFile(width: 2, height: 1).encoded { x, _, channel in [[10, 20, 30], [40, 50, 60]][x][channel] })
        #expect(picture.samples == [10, 40, 20, 50, 30, 60])
    }
}
