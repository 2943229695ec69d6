import Catalog
import Foundation
import NeuralNetwork
import Review
import Tagging
import TestSupport

@testable import ReviewServer

/// A catalog of small products that are classified and all in the review queue, with the API of the review page.
struct ReviewedCatalog {
    let folder: TemporaryFolder
    let path: String
    let catalog: Catalog

    init(productCount: Int = 12) throws {
        folder = try TemporaryFolder()
        path = folder.file("shop.sqlite")
        _ = try SmallShop.write((0..<productCount).map { SmallShop.image($0) }, to: folder)
        try Self.importProducts(from: folder.file("shop"), to: path)
        catalog = try Catalog(path: path, access: .write)
    }

    /// Imports and classifies products. The lock of the run ends with the function.
    private static func importProducts(from shop: String, to path: String) throws {
        let catalog = try Catalog.openForImport(path: path)
        let products = try ProductsFile(folder: shop).products.map {
            ImportedProduct(sku: $0.sku, title: $0.title, image: $0.image)
        }
        _ = try catalog.importProducts(products, from: shop, isLinked: false)
        try catalog.setReviewBelow(1)
        var run = NightlyRun()
        run.model = "dense"
        _ = try run.perform(on: catalog)
    }

    /// A learning job without Fashion-MNIST.
    func learningJob() throws -> LearningJob {
        LearningJob(catalogPath: path, startingModel: try NamedModel(nameOrFile: "dense"), replayImages: { nil })
    }

    /// The API of a server that has just started.
    func api() throws -> ReviewAPI {
        try ReviewAPI(catalog: Catalog(path: path, access: .write), learning: learningJob())
    }

    /// A filter for products whose prediction is visible.
    static var visible: ReviewFilter {
        var filter = ReviewFilter()
        filter.reason = .uncertain
        filter.leavesOutBlind = true
        return filter
    }
}

extension ReviewAPI {
    /// Saves one decision.
    func decide(_ product: ProductSummary, _ decision: String) throws -> DecisionsResponse.Outcome {
        try decide(
            DecisionsRequest(decisions: [.init(id: product.id, decision: decision, revision: product.revision)])
        ).outcomes[0]
    }
}

extension Encodable {
    /// The JSON of the value, with sorted keys.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
