import Catalog
import FashionMNIST
import Foundation
import NeuralNetwork
import Platform
import Testing
import TestSupport

@testable import Tagging

@Suite struct LearningTests {
    /// The file of a model that was fine-tuned on the true categories of such a shop.
    private static let trained = Result<Data, any Error> {
        let shop = try DrawnShop(products: 160)
        try shop.decide(shop.order)
        let examples = try shop.catalog.decidedProducts(model: Data()).map { product in
            FineTuning.Example(
                inputs: [[UInt8](product.thumbnail.pixels)],
                label: UInt8((Category.names + [Category.none]).firstIndex(of: product.decidedCategory ?? "") ?? 0))
        }
        var tuning = FineTuning()
        tuning.steps = 300
        return try tuning.tune(
            shop.base.model, on: examples, replayImages: nil, classes: Category.names + [Category.none],
            name: "trained",
            provenance: [:]
        ).serialized()
    }

    /// Returns the share of right predictions among undecided products.
    private func accuracy(_ shop: DrawnShop) throws -> Double {
        var rights: [Bool] = []
        try shop.catalog.forEachTag { tag in
            guard tag.status != .confirmed else { return }
            let truth = DrawnShop.truth(tag.sku)
            rights.append(truth == .none ? tag.category == Category.none : truth == .set(tag.category ?? ""))
        }
        return Double(rights.count { $0 }) / Double(rights.count)
    }

    @Test func tooFewDecisionsOrASingleCategoryActivateNoModel() throws {
        let shop = try DrawnShop(products: 60)
        func check(decisions: Int) throws {
            let before = try shop.catalog.models().count
            let result = try #require(try shop.learn())
            #expect(result.outcome == .tooFew && result.decisions == decisions && result.previous == "untrained")
            #expect(try shop.catalog.models().count == before && shop.catalog.activeModel() == nil)
        }
        try check(decisions: 0)
        let bags = shop.order.filter { DrawnShop.kind($0) == 0 }
        try shop.decide(bags.prefix(10))
        try shop.decide(shop.order.prefix(30)) { _ in .skip }
        try shop.decide(shop.order.filter { DrawnShop.kind($0) == 1 }.prefix(Learning.minimumDecisions - 11))
        try check(decisions: 19)
        let one = try DrawnShop(products: 60)
        try one.decide(one.order.prefix(30)) { _ in .none }
        #expect(try one.learn()?.outcome == .tooFew)
        #expect(try one.catalog.activeModel() == nil)
    }

    @Test(arguments: [false, true]) func modelLearnedFromDecisionsIsRightOnUndecidedProducts(hasReplayImages: Bool)
        throws
    {
        let shop = try DrawnShop(products: 80)
        try SmallDataset.write(to: shop.folder)
        let replayImages = hasReplayImages ? try Dataset(folder: shop.folder.path).images(.training) : nil
        try shop.decide(shop.order.prefix(40))
        #expect(try accuracy(shop) < 0.5)
        var shares: [Double] = []
        let learning = Learning(in: shop.catalog, from: shop.base, replayImages: replayImages)
        let result = try #require(try learning.perform { shares.append($0) })
        #expect(shares == shares.sorted() && abs((shares.last ?? 0) - 1) < 1e-9 && shares.allSatisfy { 0...1 ~= $0 })
        #expect(result.outcome == .learned(name: "shop-1") && result.hasReplayImages == hasReplayImages)
        #expect(result.decisions == 40 && result.trainedOn == 40 && result.audits == 40 && result.holdout == 15)
        #expect(try #require(result.accuracy) > #require(result.previousAccuracy))
        #expect(try #require(result.loss) < #require(result.previousLoss))

        let model = try shop.active
        #expect(model.name == "shop-1" && model.model.classes == Category.names + [Category.none])
        let run = try TaggingRun().perform(on: shop.catalog, with: model)
        // Decided products are not classified again.
        #expect(run.counts.considered == 40)
        #expect(try shop.catalog.countsByStatus()[.confirmed] == 40)
        #expect(try accuracy(shop) > 0.9)
        // The model was trained on all audits, so none measures it.
        let decided = try shop.catalog.decidedProducts(model: model.digest)
        #expect(decided.count == 40 && decided.allSatisfy { $0.isAudit && $0.wasTrainedOn })
        #expect(try Certification(of: model, in: shop.catalog).audits == 0)
        #expect(try shop.catalog.certificate(model: model.digest) == nil && shop.catalog.verifiedCount() == 0)

        let entry = try #require(try shop.catalog.models().last)
        let facts = try #require(LearningResult.Facts(json: entry.facts))
        #expect(facts.trainedOn == 40 && facts.holdout == 15 && facts.accuracy == result.accuracy)
        #expect(model.model.provenance["dataset"] == (hasReplayImages ? "Fashion-MNIST" : "none"))
        #expect(model.model.provenance["base_sha256"] == shop.base.digest.hexadecimal)
    }

    /// The active model is right on every product, and the decisions outside the audits are all wrong.
    @Test func candidateThatIsWorseOnTheAuditsIsNotActivated() throws {
        let shop = try DrawnShop(
            products: 120, base: NamedModel(name: "trained", data: Self.trained.get(), path: "trained"))
        #expect(try accuracy(shop) > 0.95)
        try shop.decide(shop.order[31..<111]) { DrawnShop.truth("S\(DrawnShop.kind($0) + 1)") }
        try shop.decide(shop.order[0..<30])
        let models = try shop.catalog.models().map(\.digest)
        let before = try tags(shop)
        let result = try #require(try shop.learn())
        #expect(result.outcome == .kept && result.previous == "trained")
        #expect(result.decisions == 110 && result.audits == 30 && result.holdout == 15 && result.trainedOn == 0)
        #expect(try #require(result.loss) > #require(result.previousLoss))
        #expect(try shop.catalog.activeModel() == nil && shop.catalog.models().map(\.digest) == models)
        #expect(try TaggingRun().perform(on: shop.catalog, with: shop.active).counts.considered == 0)
        #expect(try tags(shop) == before)
    }

    private func tags(_ shop: DrawnShop) throws -> [String: String] {
        var tags: [String: String] = [:]
        try shop.catalog.forEachTag { tags[$0.sku] = "\($0)" }
        return tags
    }

    @Test func sameDecisionsInAnyOrderGiveTheSameModel() throws {
        let shops = try (0..<3).map { _ in try DrawnShop(products: 60) }
        let skus = shops[0].order.prefix(30)
        #expect(shops[0].order == shops[1].order)
        try shops[0].decide(skus)
        for sku in skus.reversed() { try shops[1].decide([sku]) }
        try shops[2].decide(skus) { $0 == skus.last ? .set("Dress") : DrawnShop.truth($0) }
        let digests = try shops.map { shop in
            #expect(try shop.learn()?.outcome == .learned(name: "shop-1"))
            return try shop.active.digest
        }
        #expect(digests[0] == digests[1] && digests[0] != digests[2])
    }

    @Test(arguments: [0.1, 0.5, 0.9]) func stopRequestLeavesTheCatalogUnchanged(share: Double) throws {
        let shop = try DrawnShop(products: 60)
        try shop.decide(shop.order.prefix(30))
        let before = (try tags(shop), try shop.catalog.models().map(\.name))
        let stop = StopRequest()
        let learning = Learning(in: shop.catalog, from: shop.base, replayImages: nil)
        let result = try learning.perform(stop: stop) { if $0 >= share { stop.stop(signal: SIGINT) } }
        #expect(result == nil)
        #expect(try shop.catalog.activeModel() == nil && tags(shop) == before.0)
        #expect(try shop.catalog.models().map(\.name) == before.1)
        // The next learning succeeds.
        if share == 0.5 { #expect(try shop.learn()?.outcome == .learned(name: "shop-1")) }
    }

    @Test func enoughAuditsAreAllHeldOutAndCertifyTheCandidate() throws {
        let shop = try DrawnShop(products: 420)
        try shop.decide(shop.order[301..<380])
        try shop.decide(shop.order[0..<300])
        let result = try #require(try shop.learn())
        #expect(result.outcome == .learned(name: "shop-1"))
        #expect(result.audits == 300 && result.holdout == 300 && result.trainedOn == 79)
        let certificate = try #require(result.certification?.certificate)
        let model = try shop.active
        let decided = try shop.catalog.decidedProducts(model: model.digest)
        #expect(decided.count { $0.wasTrainedOn } == 79 && decided.allSatisfy { $0.isAudit != $0.wasTrainedOn })
        #expect(try Certification(of: model, in: shop.catalog).certificate == certificate)
        #expect(try shop.catalog.reviewBelow(model: model.digest) == certificate.threshold)

        try Certification.update(for: model, in: shop.catalog)
        _ = try TaggingRun().perform(on: shop.catalog, with: model)
        var verified = 0
        try shop.catalog.forEachTag { tag in
            #expect(tag.isVerified == (tag.status == .tagged))
            guard tag.isVerified else { return }
            verified += 1
            #expect(DrawnShop.truth(tag.sku) == .set(tag.category ?? ""), "\(tag.sku)")
        }
        #expect(verified > 10)
        // A later learning does not replace the certified model by an uncertified one.
        try shop.decide(shop.order[380..<390])
        _ = try shop.learn()
        #expect(try Certification(of: shop.active, in: shop.catalog).certificate != nil)
    }
}
