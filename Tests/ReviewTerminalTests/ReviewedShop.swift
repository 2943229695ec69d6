import Catalog
import Foundation
import Imaging
import Review
import Tagging
import TestSupport

@testable import ReviewTerminal

/// A small shop that a network has looked at, and of which everything waits for a person.
struct ReviewedShop {
    let folder: TemporaryFolder
    let catalog: Catalog

    init(products: Int = 12, titles: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        let path = try SmallShop.write((0..<products).map { SmallShop.picture($0) }, to: folder)
        catalog = try Catalog.openForImport(path: folder.file("shop.sqlite"))
        let listed = try ProductsFile(folder: path).products.map {
            ImportedProduct(sku: $0.sku, title: titles[$0.sku] ?? $0.title, image: $0.image)
        }
        _ = try catalog.importProducts(listed, from: path, isLinked: false)
        try catalog.setReviewBelow(1)
        _ = try TaggingRun().perform(on: catalog, with: NamedModel(nameOrFile: "dense"))
    }

    /// A session that is not blind.
    func session() throws -> ReviewSession {
        var filter = ReviewFilter()
        filter.confidence = 0...1
        return try ReviewSession(catalog: catalog, filter: filter)
    }

    static func text(_ language: Language = .english) -> TerminalText {
        TerminalText(language: language, words: CategoryNames())
    }
}
