import Foundation
import GRDB
import Imaging
import NeuralNetwork
import Platform
import TestSupport
import Testing

@testable import Catalog
@testable import Tagging

@Suite struct ClassPriorSampleTests {
    private static let minimum = ClassPriorEstimator.minimumProducts

    private func catalog(products: Int, in folder: TemporaryFolder) throws -> Catalog {
        let shop = try SmallShop.write((0..<products).map { SmallShop.image($0) }, to: folder)
        let catalog = try Catalog.openForImport(path: folder.file("shop.sqlite"))
        _ = try catalog.importProducts(ProductsFile(folder: shop).products, from: shop, isLinked: false)
        return catalog
    }

    /// The adjusted model is stored in the catalog. Later runs classify with it, so the first run's predictions must equal its
    /// predictions exactly.
    @Test func sampledLogitsWithTheAdjustedBiasEqualTheAdjustedModelsLogits() throws {
        let thumbnails = try (0..<20).map { number in
            try SmallShop.image(number).withUnsafeBytes { bytes in
                Result { () throws(ImagingError) in try ThumbnailMaker().thumbnail(png: bytes) }
            }.get()
        }
        // Every second thumbnail has a close-up.
        let inputs = try thumbnails.indices.map { index in
            try #require(
                Thumbnail(
                    pixels: thumbnails[index].pixels,
                    closeUp: index % 2 == 0 ? nil : thumbnails[(index + 7) % 20].pixels))
        }
        let shipped = try NamedModel(nameOrFile: "shop").model
        let adjusted = try shipped.adjustingPriors(
            by: shipped.classes.indices.map { 0.3 + 0.4 * Double($0) }, name: "shop-0", provenance: [:])
        let bias = try #require(adjusted.outputBias)
        let unbiased = try shipped.replacingOutputBias(bias.map { _ in 0 })
        let sampled = try Classifier(unbiased, name: "shop", capacity: 16).logits(for: inputs)
            .map { $0.map { zip($0, bias).map(+) } }
        let expected = try Classifier(adjusted, name: "shop-0", capacity: 16).logits(for: inputs)
            .map { $0.map { Array($0) } }
        #expect(sampled == expected)
    }

    @Test func firstRunClassifiesAndWritesEachProductOnce() throws {
        let folder = try TemporaryFolder()
        let catalog = try catalog(products: Self.minimum + 10, in: folder)
        let result = try NightlyRun().perform(on: catalog)
        #expect(result.model.name == "shop-0")
        #expect(result.summary?.counts.considered == Self.minimum + 10)
        // One run with one outcome per product; a second pass would be a second run.
        #expect(try catalog.recentRuns(limit: 5).map(\.model) == ["shop-0"])
        let second = try NightlyRun().perform(on: catalog)
        #expect(second.summary?.counts.considered == 0)
    }

    @Test func firstRunsPredictionsAreThoseOfTheStoredAdjustedModel() throws {
        let folder = try TemporaryFolder()
        let catalog = try catalog(products: Self.minimum, in: folder)
        let result = try NightlyRun().perform(on: catalog)
        let probabilities = "SELECT product_id, category, confidence, probabilities FROM tagger_outcomes ORDER BY 1"
        let first = try catalog.perform { try Row.fetchAll($0, sql: probabilities) }
        // Another preprocessing version makes every product need work again.
        try catalog.performInTransaction { try $0.execute(sql: "UPDATE tagger_outcomes SET preprocessing = '0'") }
        let again = try TaggingRun().perform(on: catalog, with: result.model)
        #expect(again.counts.considered == Self.minimum)
        #expect(try catalog.perform { try Row.fetchAll($0, sql: probabilities) } == first)
    }

    @Test func smallCatalogKeepsTheShippedModel() throws {
        let folder = try TemporaryFolder()
        let catalog = try catalog(products: Self.minimum - 1, in: folder)
        let result = try NightlyRun().perform(on: catalog)
        #expect(result.model.name == "shop")
        #expect(try !catalog.hasActivatedModels())
    }

    @Test func sampleHasAtMostTheMaximumAndIsTheSameForTheSameCatalog() throws {
        let folder = try TemporaryFolder()
        let catalog = try catalog(products: 30, in: folder)
        let all = try catalog.sample(count: 100)
        #expect(all.count == 30 && Set(all).count == 30)
        #expect(try catalog.sample(count: 7) == Array(all.prefix(7)))
    }

    @Test func stopRequestDuringTheSampleWritesNothing() throws {
        let folder = try TemporaryFolder()
        let catalog = try catalog(products: Self.minimum, in: folder)
        let stop = StopRequest()
        let result = try NightlyRun().perform(on: catalog, stop: stop) { progress in
            if case .estimatingPriors = progress { stop.stop(signal: 2) }
        }
        #expect(result.summary?.isInterrupted == true && result.summary?.counts.considered == 0)
        #expect(try NightlyRun().perform(on: catalog).summary?.counts.considered == Self.minimum)
    }
}
