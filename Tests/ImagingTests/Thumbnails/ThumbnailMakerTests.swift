import TestSupport
import Testing

@testable import Imaging

@Suite("Thumbnails") struct ThumbnailMakerTests {
    private let maker = ThumbnailMaker()

    /// Expects every pixel to be the reference's, rounded, given the reduced image.
    private func checkRendering(of png: [UInt8]) throws {
        let reference = ReferenceImage(try PNGDecoder(limits: .default).reduced(png)).thumbnail()
        let thumbnail = try maker.thumbnail(png)
        #expect(zip(thumbnail.pixels, reference).allSatisfy { abs(Double($0) - $1) <= 0.5000001 })
    }

    @Test("Thumbnails of every kind of PNG equal the reference", arguments: PNGKind.all)
    func kinds(kind: PNGKind) throws {
        for (width, height) in [(1, 1), (1, 7), (9, 1), (3, 5), (13, 17), (64, 40), (1030, 9)] {
            try checkRendering(of: kind.noise(width: width, height: height))
        }
    }

    @Test(
        "Thumbnails of scenes are within one level of the reference, from the file on",
        arguments: [
            Scene(), Scene(background: [247, 246, 242], noise: 4),
            Scene(background: [12, 10, 14], product: [200, 30, 30]),
            Scene(background: [128, 128, 128], product: [250, 250, 250], noise: 5),
            Scene(specks: [(5, 5, 4), (280, 390, 3)], noise: 3),
            Scene(width: 901, height: 1203, box: (100, 200, 700, 300), specks: [(3, 1180, 15)], noise: 6),
        ])
    func scenes(scene: Scene) throws {
        let png = scene.png()
        let reference = try #require(ReferenceImage(png: png)).reduced().rounded().thumbnail()
        let thumbnail = try maker.thumbnail(png)
        #expect(zip(thumbnail.pixels, reference).allSatisfy { abs(Double($0) - $1) <= 1 })
        #expect(!thumbnail.isBlank)
    }

    @Test("The product is bright on black, on a background of any gray level") func polarity() throws {
        // Background, product, expected level: the largest possible difference from the background becomes 255.
        let cases = [
            (255, 0, 255), (255, 200, 55), (0, 255, 255), (0, 90, 90), (128, 255, 253), (128, 28, 199), (100, 255, 255),
        ]
        for (background, product, expected) in cases {
            let scene = Scene(background: [background, background, background], product: [product, product, product])
            let thumbnail = try maker.thumbnail(scene.png())
            #expect(Int(thumbnail[14, 14]) == expected)
            #expect(thumbnail[0, 0] == 0)
        }
    }

    @Test("A product of 28 × 28 pixels on white becomes its negative") func negative() throws {
        let png = PNGFile(width: 30, height: 30, color: .gray).encoded { x, y, _ in
            (1...28).contains(x) && (1...28).contains(y) ? (x * 8 + y) % 240 : 255
        }
        let thumbnail = try maker.thumbnail(png)
        let expected = (0..<784).map { i -> UInt8 in
            let (x, y) = (i % 28 + 1, i / 28 + 1)
            return UInt8(255 - (x * 8 + y) % 240)
        }
        #expect(thumbnail.pixels == expected)
    }

    @Test("The product fills the longest edge, keeps its aspect ratio and is centred") func aspect() throws {
        // The box, and the columns and rows that it has to fill: the longest edge 28, offsets rounded down.
        let cases = [
            ((10, 10, 280, 140), 0...27, 7...20), ((10, 10, 140, 280), 7...20, 0...27),
            ((50, 50, 200, 200), 0...27, 0...27),
            ((10, 50, 280, 10), 0...27, 13...13), ((10, 50, 280, 2), 0...27, 13...13),
            ((100, 100, 84, 45), 0...27, 6...20),
        ]
        for ((x, y, width, height), columns, rows) in cases {
            let extent = try maker.thumbnail(Scene(box: (x, y, width, height)).png()).extent
            #expect(extent?.columns == columns && extent?.rows == rows)
        }
    }

    @Test("A product smaller than the thumbnail is enlarged") func smallProduct() throws {
        let thumbnail = try maker.thumbnail(
            Scene(width: 60, height: 60, product: [0, 0, 0], box: (20, 20, 7, 14)).png())
        #expect(thumbnail.extent?.columns == 7...20 && thumbnail.extent?.rows == 0...27)
        #expect(thumbnail.pixels.allSatisfy { $0 == 0 || $0 == 255 })
    }

    @Test("The position of the product in the image does not change the thumbnail") func position() throws {
        let centred = try maker.thumbnail(Scene().png())
        for (x, y) in [(0, 0), (3, 100), (170, 120), (180, 119)] {
            try #expect(maker.thumbnail(Scene(box: (x, y, 120, 280)).png()).pixels == centred.pixels)
        }
    }

    @Test("Specks, regions below 0.4% of the image, are ignored beside a product") func specks() throws {
        let clean = try maker.thumbnail(Scene().png())
        // 0.4% of 300 × 400 pixels are 480: 21 × 21 pixels are a speck, 22 × 22 are not.
        try #expect(maker.thumbnail(Scene(specks: [(2, 2, 21), (270, 370, 20), (299, 0, 1)]).png()) == clean)
        try #expect(maker.thumbnail(Scene(specks: [(2, 2, 22)]).png()) != clean)
    }

    @Test("Specks without a larger region are the product") func onlySpecks() throws {
        let scene = Scene(box: (0, 0, 0, 0), specks: [(100, 100, 10), (100, 160, 10)])
        let extent = try maker.thumbnail(scene.png()).extent
        #expect(extent?.rows == 0...27 && extent?.columns == 12...15)
    }

    @Test("An image of background only gives a blank thumbnail") func blank() throws {
        for color in [[255, 255, 255], [0, 0, 0], [120, 10, 200]] {
            try #expect(maker.thumbnail(Scene(background: color, product: color, noise: 3).png()).isBlank)
        }
        try #expect(maker.thumbnail(PNGFile(width: 1, height: 1).encoded { _, _, _ in 0 }).isBlank)
        let transparent = PNGFile(width: 50, height: 50, color: .rgba).encoded { x, _, channel in channel == 3 ? 0 : x }
        try #expect(maker.thumbnail(transparent).isBlank)
    }

    @Test("A difference of 13 in one channel is background, a difference of 14 is product") func tolerance() throws {
        let faint = Scene(background: [200, 200, 200], product: [200, 200, 187])
        try #expect(maker.thumbnail(faint.png()).isBlank)
        let visible = Scene(background: [200, 200, 200], product: [200, 200, 186])
        try #expect(maker.thumbnail(visible.png()).extent?.rows == 0...27)
    }

    @Test("A transparent background is white, whatever its hidden color") func transparentBackground() throws {
        let file = PNGFile(width: 80, height: 80, color: .rgba)
        let png = file.encoded { x, y, channel in
            let isProduct = (20..<60).contains(x) && (20..<60).contains(y)
            return channel == 3 ? (isProduct ? 255 : 0) : isProduct ? 30 : (x * 37 + y * 11) % 256
        }
        let thumbnail = try maker.thumbnail(png)
        #expect(thumbnail.pixels.allSatisfy { $0 == 225 })
    }

    @Test("One maker gives the same thumbnails as a new maker for each image, also after errors") func reuse() throws {
        let pngs =
            PNGKind.all.map { $0.noise(width: 40, height: 30) } + [Scene().png(), Scene(width: 1300, height: 20).png()]
        for (i, png) in pngs.enumerated() {
            let cut = Array(pngs[(i + 7) % pngs.count].dropLast(30))
            #expect(throws: ImagingError.truncated) { try maker.thumbnail(cut) }
            try #expect(maker.thumbnail(png) == ThumbnailMaker().thumbnail(png))
        }
    }

    @Test("A thumbnail and its close-up have 784 pixels each") func pixelCount() {
        #expect(Thumbnail(pixels: [UInt8](repeating: 0, count: 783)) == nil)
        #expect(Thumbnail(pixels: [UInt8](repeating: 0, count: 784))?.isBlank == true)
        #expect(Thumbnail(pixels: [UInt8](repeating: 1, count: 784))?.isBlank == false)
        let pixels = [UInt8](repeating: 1, count: 784), other = [UInt8](repeating: 2, count: 784)
        #expect(Thumbnail(pixels: pixels, closeUp: other)?.closeUp == other)
        #expect(Thumbnail(pixels: pixels, closeUp: Array(other.dropLast())) == nil)
    }
}
