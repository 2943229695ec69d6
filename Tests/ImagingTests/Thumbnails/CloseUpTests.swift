import TestSupport
import Testing

@testable import Imaging

/// A figure of rectangles, in pixels of the reduced image, for which close-ups can be calculated by hand.
struct Figure: Sendable {
    /// Of the reduced image, in pixels.
    var width = 300, height = 400
    var parts: [Foreground.Box]

    private static let background = [250, 248, 245]

    /// Returns a sample. Neighbouring pixels of the product differ, so that an offset of one pixel changes the
    /// thumbnail.
    private func level(_ x: Int, _ y: Int, _ channel: Int) -> Int {
        let isProduct = parts.contains { $0.columns ~= x && $0.rows ~= y }
        return isProduct ? 20 + (x * 7 + y * 13 + channel * 31) % 150 : Self.background[channel]
    }

    /// Returns an image that is reduced to the figure by this factor.
    func png(factor: Int = 1) -> [UInt8] {
        PNGFile(width: width * factor, height: height * factor).encoded { x, y, channel in
            level(x / factor, y / factor, channel)
        }
    }

    /// Returns an image of a part of the figure, surrounded by background.
    func png(of crop: Foreground.Box) -> [UInt8] {
        PNGFile(width: crop.width + 20, height: crop.height + 20).encoded { x, y, channel in
            let (x, y) = (x - 10 + crop.x, y - 10 + crop.y)
            return crop.columns ~= x && crop.rows ~= y ? level(x, y, channel) : Self.background[channel]
        }
    }
}

extension Foreground.Box {
    init(_ columns: Range<Int>, _ rows: Range<Int>) {
        self.init(x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
    }

    var columns: Range<Int> { x..<x + width }
    var rows: Range<Int> { y..<y + height }
}

@Suite("Close-ups") struct CloseUpTests {
    typealias Box = Foreground.Box

    private let maker = ThumbnailMaker()

    /// A person in a top, cut off by the bottom edge: 40 rows of background, 60 of head, 300 of body. The size is that
    /// of a photo of 300 × 400 pixels, or of 900 × 1200 reduced by three.
    static let person = Figure(parts: [Box(120..<170, 40..<100), Box(80..<220, 100..<400)])
    /// The same with the size of a photo of 450 × 600 pixels, reduced by two.
    static let smallPerson = Figure(
        width: 225, height: 300, parts: [Box(90..<130, 30..<75), Box(50..<170, 75..<300)])
    /// A person in trousers, cut off by the top edge: body, hips, legs, shoes.
    static let trousers = Figure(parts: [
        Box(60..<240, 0..<30), Box(100..<200, 30..<60), Box(100..<140, 60..<350), Box(160..<200, 60..<350),
        Box(90..<145, 340..<360), Box(155..<210, 340..<360),
    ])
    static let smallTrousers = Figure(
        width: 225, height: 300,
        parts: [
            Box(40..<180, 0..<25), Box(75..<150, 25..<50), Box(75..<105, 50..<262), Box(120..<150, 50..<262),
            Box(65..<110, 256..<270), Box(115..<160, 256..<270),
        ])

    /// - Parameter crop: The expected box of the close-up in the reduced image, calculated by hand.
    @Test(
        "The close-up equals the thumbnail of the garment alone",
        arguments: [
            // The box has 360 rows: shoulders at row 60, 360/50 = 7 rows above them are kept, 78% end before row 280.
            (person, 1, Box(80..<220, 93..<320)), (person, 3, Box(80..<220, 93..<320)),
            // 270 rows: shoulders at row 45, 5 rows above them are kept, 78% end before row 210.
            (smallPerson, 2, Box(50..<170, 70..<240)),
            // 360 rows: 12% are 43 rows, 94% are 338.
            (trousers, 1, Box(100..<200, 43..<338)), (trousers, 3, Box(100..<200, 43..<338)),
            (smallTrousers, 2, Box(75..<150, 32..<253)),
        ])
    func closeUp(figure: Figure, factor: Int, crop: Box) throws {
        let thumbnail = try maker.thumbnail(figure.png(factor: factor))
        let free = try maker.thumbnail(figure.png(of: crop))
        #expect(thumbnail.closeUp == free.pixels)
        #expect(thumbnail.closeUp != thumbnail.pixels)
        #expect(free.closeUp == nil)
    }

    /// The box has 350 rows: 78% are 273.
    @Test(
        "The head is the narrow part above the shoulders",
        arguments: [
            // A body without a head.
            ([Box(80..<220, 50..<400)], Box(80..<220, 50..<323)),
            // The narrow part has at least 40% of the rows: not a head.
            ([Box(140..<160, 50..<200), Box(80..<220, 200..<400)], Box(80..<220, 50..<323)),
            ([Box(140..<160, 50..<189), Box(80..<220, 189..<400)], Box(80..<220, 182..<323)),
            // Shoulders have at least 62% of the width.
            ([Box(119..<181, 50..<110), Box(100..<200, 110..<400)], Box(100..<200, 50..<323)),
            ([Box(119..<180, 50..<110), Box(100..<200, 110..<400)], Box(100..<200, 103..<323)),
            // A wider part in fewer than a twentieth of the rows, such as a scarf, does not count as the width.
            (
                [Box(130..<170, 50..<110), Box(110..<190, 110..<400), Box(20..<280, 300..<310)],
                Box(20..<280, 103..<323)
            ),
        ])
    func head(parts: [Box], crop: Box) throws {
        let figure = Figure(parts: parts)
        try #expect(maker.thumbnail(figure.png()).closeUp == maker.thumbnail(figure.png(of: crop)).pixels)
    }

    @Test("Only a product cut off by the top or the bottom edge, not by both, has a close-up") func cutEdges() throws {
        for scene in [
            // Surrounded by background, at the left edge, cut by both edges, and without a product.
            Scene(), Scene(box: (0, 60, 120, 280)), Scene(box: (90, 0, 120, 400)), Scene(box: (0, 0, 0, 0)),
            // Foreground in the outermost row only, as of a frame.
            Scene(box: (90, 120, 120, 280)).withFrame, Scene(box: (90, 2, 120, 280)),
        ] {
            #expect(try maker.thumbnail(scene.png()).closeUp == nil)
        }
        for (y, height) in [(60, 340), (0, 340), (60, 339), (1, 339)] {
            #expect(try maker.thumbnail(Scene(box: (90, y, 120, height)).png()).closeUp != nil)
        }
    }

    /// For example a small logo of the shop.
    @Test("A speck at the edge neither causes nor prevents a close-up") func specksAtEdge() throws {
        let mark = (x: 250, y: 384, edge: 16)
        let free = Scene(specks: [mark])
        #expect(try maker.thumbnail(free.png()) == maker.thumbnail(Scene().png()))
        let cut = Scene(box: (90, 0, 120, 340))
        var marked = cut
        marked.specks = [mark]
        #expect(try maker.thumbnail(cut.png()).closeUp != nil)
        #expect(try maker.thumbnail(marked.png()) == maker.thumbnail(cut.png()))
    }

    @Test("Small and random images give the same close-up with a used maker as with a new one") func reuse() throws {
        let kind = PNGKind(color: .rgb)
        for width in 1...7 {
            for height in 1...7 {
                let png = kind.noise(width: width, height: height)
                try #expect(maker.thumbnail(png) == ThumbnailMaker().thumbnail(png))
            }
        }
        var random = SeededRandom(5)
        for _ in 0..<300 {
            let (width, height) = (Int.random(in: 1...40, using: &random), Int.random(in: 1...60, using: &random))
            let parts = (0..<3).map { _ in
                let (x, y) = (Int.random(in: 0..<width, using: &random), Int.random(in: 0..<height, using: &random))
                return Box(
                    x..<Int.random(in: x...width, using: &random), y..<Int.random(in: y...height, using: &random))
            }
            let png = Figure(width: width, height: height, parts: parts).png()
            try #expect(maker.thumbnail(png) == ThumbnailMaker().thumbnail(png))
        }
    }
}

extension Scene {
    /// The scene with a line in the last row, separated from the product by a row of background.
    fileprivate var withFrame: Scene {
        var scene = self
        scene.box.height -= 2
        scene.specks = (0..<120).map { (x: scene.box.x + $0, y: height - 1, edge: 1) }
        return scene
    }
}
