import Catalog
import FashionMNIST
import Foundation
import NeuralNetwork
import Platform
import Testing
import TestSupport

@testable import Tagging

/// Decisions in, a better network out, if it is one.
@Suite struct LearningTests {
    /// What was taught to one shop, for another: the file of its network.
    private static let taught = Result<Data, any Error> {
        let shop = try TaughtShop(products: 160)
        try shop.decide(shop.order)
        let examples = try shop.catalog.decidedProducts(model: Data()).map { product in
            FineTuning.Example(
                inputs: [[UInt8](product.thumbnail.pixels)],
                label: UInt8((Category.names + [Category.none]).firstIndex(of: product.answer ?? "") ?? 0))
        }
        var tuning = FineTuning()
        tuning.steps = 300
        return try tuning.tune(
            shop.base.model, on: examples, replayImages: nil, classes: Category.names + [Category.none], name: "taught",
            provenance: [:]
        ).serialized()
    }

    /// The share of products that nobody decided, and whose guess is right.
    private func accuracy(_ shop: TaughtShop) throws -> Double {
        var rights: [Bool] = []
        try shop.catalog.forEachTag { tag in
            guard tag.status != "confirmed" else { return }
            let truth = TaughtShop.truth(tag.sku)
            rights.append(truth == .none ? tag.category == Category.none : truth == .set(tag.category ?? ""))
        }
        return Double(rights.count { $0 }) / Double(rights.count)
    }

    @Test func tooFewDecisionsAndSuchAsAreAllTheSameTeachNothing() throws {
        let shop = try TaughtShop(products: 60)
        func check(decisions: Int) throws {
            let before = try shop.catalog.models().count
            let result = try #require(try shop.learn())
            #expect(result.outcome == .tooFew && result.decisions == decisions && result.previous == "untaught")
            #expect(try shop.catalog.models().count == before && shop.catalog.activeModel() == nil)
        }
        try check(decisions: 0)
        let bags = shop.order.filter { TaughtShop.kind($0) == 0 }
        try shop.decide(bags.prefix(10))
        try shop.decide(shop.order.prefix(30)) { _ in .skip }
        try shop.decide(shop.order.filter { TaughtShop.kind($0) == 1 }.prefix(Learning.fewestDecisions - 11))
        try check(decisions: 19)
        let one = try TaughtShop(products: 60)
        try one.decide(one.order.prefix(30)) { _ in .none }
        #expect(try one.learn()?.outcome == .tooFew)
        #expect(try one.catalog.activeModel() == nil)
    }

    /// The dataset is of other pictures here: four images of each class.
    @Test(arguments: [false, true]) func whatWasTaughtIsKnownAfterwards(hasDataset: Bool) throws {
        let shop = try TaughtShop(products: 80)
        try SmallDataset.write(to: shop.folder)
        let known = hasDataset ? try Dataset(folder: shop.folder.path).images(.training) : nil
        try shop.decide(shop.order.prefix(40))
        #expect(try accuracy(shop) < 0.5)
        var shares: [Double] = []
        let learning = Learning(in: shop.catalog, from: shop.base, beside: known)
        let result = try #require(try learning.perform { shares.append($0) })
        #expect(shares == shares.sorted() && abs((shares.last ?? 0) - 1) < 1e-9 && shares.allSatisfy { 0...1 ~= $0 })
        #expect(result.outcome == .learned(name: "shop-1") && result.hasDataset == hasDataset)
        #expect(result.decisions == 40 && result.trainedOn == 40 && result.audits == 40 && result.held == 15)
        #expect(try #require(result.accuracy) > #require(result.previousAccuracy))
        #expect(try #require(result.loss) < #require(result.previousLoss))

        let model = try shop.active
        #expect(model.name == "shop-1" && model.model.classes == Category.names + [Category.none])
        let run = try TaggingRun().perform(on: shop.catalog, with: model)
        // What people decided is not looked at again, and the rest is right now.
        #expect(run.counts.considered == 40)
        #expect(try shop.catalog.countsByStatus()["confirmed"] == 40)
        #expect(try accuracy(shop) > 0.9)
        // What it learned from all audits says nothing about it.
        let decided = try shop.catalog.decidedProducts(model: model.digest)
        #expect(decided.count == 40 && decided.allSatisfy { $0.isAudit && $0.wasTrainedOn })
        #expect(try Promise(of: model, in: shop.catalog).audits == 0)
        #expect(try shop.catalog.promise(model: model.digest) == nil && shop.catalog.verifiedCount() == 0)

        let entry = try #require(try shop.catalog.models().last)
        let facts = try #require(LearningResult.Facts(json: entry.facts))
        #expect(facts.trainedOn == 40 && facts.held == 15 && facts.accuracy == result.accuracy)
        #expect(model.model.provenance["dataset"] == (hasDataset ? "Fashion-MNIST" : "none"))
        #expect(model.model.provenance["base_sha256"] == shop.base.digest.hexadecimal)
    }

    /// It begins with a network that knows everything here, and those decisions that are no audits are all wrong.
    @Test func whatIsWorseOnTheAuditsIsNotKept() throws {
        let shop = try TaughtShop(
            products: 120, base: NamedModel(name: "taught", data: Self.taught.get(), path: "taught"))
        #expect(try accuracy(shop) > 0.95)
        try shop.decide(shop.order[31..<111]) { TaughtShop.truth("S\(TaughtShop.kind($0) + 1)") }
        try shop.decide(shop.order[0..<30])
        let models = try shop.catalog.models().map(\.digest)
        let before = try tags(shop)
        let result = try #require(try shop.learn())
        #expect(result.outcome == .kept && result.previous == "taught")
        #expect(result.decisions == 110 && result.audits == 30 && result.held == 15 && result.trainedOn == 0)
        #expect(try #require(result.loss) > #require(result.previousLoss))
        #expect(try shop.catalog.activeModel() == nil && shop.catalog.models().map(\.digest) == models)
        #expect(try TaggingRun().perform(on: shop.catalog, with: shop.active).counts.considered == 0)
        #expect(try tags(shop) == before)
    }

    private func tags(_ shop: TaughtShop) throws -> [String: String] {
        var tags: [String: String] = [:]
        try shop.catalog.forEachTag { tags[$0.sku] = "\($0)" }
        return tags
    }

    @Test func theSameDecisionsGiveTheSameNetworkInWhateverOrder() throws {
        let shops = try (0..<3).map { _ in try TaughtShop(products: 60) }
        let skus = shops[0].order.prefix(30)
        #expect(shops[0].order == shops[1].order)
        try shops[0].decide(skus)
        for sku in skus.reversed() { try shops[1].decide([sku]) }
        try shops[2].decide(skus) { $0 == skus.last ? .set("Dress") : TaughtShop.truth($0) }
        let digests = try shops.map { shop in
            #expect(try shop.learn()?.outcome == .learned(name: "shop-1"))
            return try shop.active.digest
        }
        #expect(digests[0] == digests[1] && digests[0] != digests[2])
    }

    @Test(arguments: [0.1, 0.5, 0.9]) func stoppingKeepsEverythingAsItWas(share: Double) throws {
        let shop = try TaughtShop(products: 60)
        try shop.decide(shop.order.prefix(30))
        let before = (try tags(shop), try shop.catalog.models().map(\.name))
        let stop = StopRequest()
        let learning = Learning(in: shop.catalog, from: shop.base, beside: nil)
        let result = try learning.perform(stop: stop) { if $0 >= share { stop.stop(signal: SIGINT) } }
        #expect(result == nil)
        #expect(try shop.catalog.activeModel() == nil && tags(shop) == before.0)
        #expect(try shop.catalog.models().map(\.name) == before.1)
        // Nothing stands in the way of the next.
        if share == 0.5 { #expect(try shop.learn()?.outcome == .learned(name: "shop-1")) }
    }

    /// With enough of them, all audits measure and none teaches.
    @Test func enoughAuditsAreHeldBackAndShowAPrecision() throws {
        let shop = try TaughtShop(products: 420)
        try shop.decide(shop.order[301..<380])
        try shop.decide(shop.order[0..<300])
        let result = try #require(try shop.learn())
        #expect(result.outcome == .learned(name: "shop-1"))
        #expect(result.audits == 300 && result.held == 300 && result.trainedOn == 79)
        let certificate = try #require(result.promise?.certificate)
        let model = try shop.active
        let decided = try shop.catalog.decidedProducts(model: model.digest)
        #expect(decided.count { $0.wasTrainedOn } == 79 && decided.allSatisfy { $0.isAudit != $0.wasTrainedOn })
        #expect(try Promise(of: model, in: shop.catalog).certificate == certificate)
        #expect(try shop.catalog.reviewBelow(model: model.digest) == certificate.threshold)

        try Promise.refresh(for: model, in: shop.catalog)
        _ = try TaggingRun().perform(on: shop.catalog, with: model)
        var verified = 0
        try shop.catalog.forEachTag { tag in
            #expect(tag.isVerified == (tag.status == "tagged"))
            guard tag.isVerified else { return }
            verified += 1
            #expect(TaughtShop.truth(tag.sku) == .set(tag.category ?? ""), "\(tag.sku)")
        }
        #expect(verified > 10)
        // More decisions that teach nothing new do not cost the promise.
        try shop.decide(shop.order[380..<390])
        _ = try shop.learn()
        #expect(try Promise(of: shop.active, in: shop.catalog).certificate != nil)
    }
}
