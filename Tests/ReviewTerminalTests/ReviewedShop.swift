import Catalog
import Foundation
import GRDB
import Imaging
import Review
import Tagging
import TestSupport

@testable import ReviewTerminal

/// A small shop with classified products, all of them in the review queue.
struct ReviewedShop {
    let folder: TemporaryFolder
    let catalog: Catalog

    init(products: Int = 12, titles: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        let path = try SmallShop.write((0..<products).map { SmallShop.image($0) }, to: folder)
        catalog = try Catalog.openForImport(path: folder.file("shop.sqlite"))
        let listed = try ProductsFile(folder: path).products.map {
            ImportedProduct(sku: $0.sku, title: titles[$0.sku] ?? $0.title, image: $0.image)
        }
        _ = try catalog.importProducts(listed, from: path, isLinked: false)
        // The same products are audits in all runs of the tests.
        try DatabaseQueue(path: folder.file("shop.sqlite")).write {
            try $0.execute(sql: "UPDATE tagger_settings SET value = 'seed' WHERE key = 'audit_seed'")
        }
        try catalog.setReviewBelow(1)
        var run = NightlyRun()
        run.model = "dense"
        _ = try run.perform(on: catalog)
    }

    /// Returns a session without blind audits.
    func session() throws -> ReviewSession {
        var filter = ReviewFilter()
        filter.confidence = 0...1
        return try ReviewSession(catalog: catalog, filter: filter)
    }

    static func text(_ language: Language = .english) -> TerminalText {
        TerminalText(language: language, words: CategoryNames())
    }
}
