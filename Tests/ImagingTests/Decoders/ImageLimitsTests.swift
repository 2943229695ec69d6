import TestSupport
import Testing

@testable import Imaging

@Suite("Image limits") struct ImageLimitsTests {
    @Test("An image beyond the default limits is refused by its header, whatever follows") func defaultLimits() {
        let maker = ThumbnailMaker()
        for (width, height) in [(65_535, 65_535), (1, 2_000_000_000), (100_000_000, 1), (10_001, 10_000), (500_001, 1)]
        {
            let png = PNGChunk.signature + PNGChunk.header(width: width, height: height).bytes
            for rest in [[], PNGChunk("IDAT", [0x78, 0x01]).bytes] {
                #expect(throws: ImagingError.tooLarge(width: width, height: height, limits: .default)) {
                    try maker.thumbnail(png + rest)
                }
            }
        }
    }

    @Test("The limits of the caller apply to pixels and edges") func callersLimits() throws {
        let png = PNGFile(width: 40, height: 30).encoded { x, _, _ in x }
        let cases = [(1199, 40, false), (1200, 40, true), (1200, 39, false), (0, 0, false), (.max, .max, true)]
        for (maximumPixels, maximumEdge, isAccepted) in cases {
            let limits = ImageLimits(maximumPixels: maximumPixels, maximumEdge: maximumEdge)
            let maker = ThumbnailMaker(limits: limits)
            if isAccepted {
                #expect(throws: Never.self) { try maker.thumbnail(png) }
            } else {
                #expect(throws: ImagingError.tooLarge(width: 40, height: 30, limits: limits)) {
                    try maker.thumbnail(png)
                }
            }
        }
    }
}
