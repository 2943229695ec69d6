import Catalog
import Foundation
import TestSupport
import Testing

@testable import ReviewServer

@Suite struct ProductImagesTests {
    private let folder: TemporaryFolder
    private let images: ProductImages
    private let catalog: Catalog

    /// A PNG whose header announces a size.
    private static func png(width: UInt32, height: UInt32) -> [UInt8] {
        var bytes = SmallShop.image(1)
        for (start, number) in [(16, width), (20, height)] {
            for index in 0..<4 { bytes[start + index] = UInt8(truncatingIfNeeded: number >> (24 - 8 * UInt32(index))) }
        }
        return bytes
    }

    private static let files: [(bytes: [UInt8], isServed: Bool)] = [
        (SmallShop.image(1), true), (png(width: 8_000, height: 5_000), true),
        (png(width: 8_000, height: 5_001), false),
        (png(width: .max, height: 1), false), (png(width: 0, height: 10), false), (png(width: 10, height: 0), false),
        (Array("GIF89a".utf8), false), ([], false), (Array(SmallShop.image(1).prefix(23)), false),
    ]

    init() throws {
        folder = try TemporaryFolder()
        let shop = try SmallShop.write(Self.files.map(\.bytes), to: folder)
        catalog = try Catalog.openForImport(path: folder.file("shop.sqlite"))
        let products = Self.files.indices.map {
            ImportedProduct(sku: "S\($0)", title: "Product \($0)", image: "images/\($0).png")
        }
        _ = try catalog.importProducts(products, from: shop, isLinked: false)
        images = ProductImages(catalog: catalog)
    }

    @Test("An image is served if it is a PNG of at most 40 million pixels", arguments: 0..<9)
    func image(index: Int) throws {
        let product = try #require(ProductID(identity: "integer \(index + 1)"))
        let expected = Self.files[index].isServed ? Data(Self.files[index].bytes) : nil
        #expect(try images.image(of: product) == expected)
    }

    @Test("A product without an image or thumbnail has none")
    func missing() throws {
        let product = try #require(ProductID(identity: "integer 999"))
        #expect(try images.image(of: product) == nil)
        #expect(try images.thumbnail(of: product) == nil)
    }

    @Test("The thumbnail of a classified product is a PNG")
    func thumbnail() throws {
        let shop = try ReviewedCatalog(productCount: 2)
        let product = try #require(ProductID(identity: "integer 1"))
        let png = try #require(try ProductImages(catalog: shop.catalog).thumbnail(of: product))
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
}
