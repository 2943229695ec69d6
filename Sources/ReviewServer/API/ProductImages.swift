import Catalog
import Foundation
import Imaging
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
        guard let data = try catalog.image(of: product, maximumBytes: Self.maximumBytes),
            let header = PNGHeader(firstBytes: data.prefix(PNGHeader.byteCount)),
            header.width > 0, header.height > 0, header.width <= Self.maximumPixels / header.height
        else { return nil }
        return data
    }
}
