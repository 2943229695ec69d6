import Catalog
import Foundation
import Reporting

/// Images and thumbnails of products as PNG files. All methods may wait for the disk and may be called from any thread.
struct ProductImages: Sendable {
    let catalog: Catalog

    /// Larger files are not sent to the browser.
    private static let maximumBytes = 32 << 20
    /// Larger images are not sent to the browser, which would decode all pixels.
    private static let maximumPixels = 40_000_000
    private static let thumbnailColumns = 28

    /// The 28×28 thumbnail that the model classifies, in black on white; nil if the product has none.
    func thumbnail(of product: ProductID) throws -> Data? {
        try catalog.thumbnail(of: product).map { GrayPNG.data($0.map { 255 - $0 }, columns: Self.thumbnailColumns) }
    }

    /// The image of a product as the shop has it; nil if the product has none, or if the file is not a PNG or is too large.
    func image(of product: ProductID) throws -> Data? {
        guard let data = try catalog.picture(of: product, maximumBytes: Self.maximumBytes),
            let (width, height) = Self.pngSize(data), width > 0, height > 0, width <= Self.maximumPixels / height
        else { return nil }
        return data
    }

    /// The width and height in a PNG's signature and IHDR chunk (W3C PNG, third edition, 5.2 and 11.2.1); nil for other data.
    private static func pngSize(_ data: Data) -> (width: Int, height: Int)? {
        let head = [UInt8](data.prefix(24))
        guard head.count == 24, head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
            head[12..<16].elementsEqual("IHDR".utf8)
        else { return nil }
        func number(at index: Int) -> Int { head[index..<index + 4].reduce(0) { $0 << 8 | Int($1) } }
        return (number(at: 16), number(at: 20))
    }
}
