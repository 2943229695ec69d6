import Foundation
import GRDB
import Testing

@testable import Catalog

/// Networks that were learned, what they promise, and what comes of that in `tagger_tags`.
@Suite struct LearnedModelsTests {
    private let test: TestCatalog
    private let catalog: Catalog
    private static let first = ModelReference(name: "shop-1", digest: Data([11]))
    private static let second = ModelReference(name: "shop-2", digest: Data([12]))

    init() throws {
        test = try TestCatalog(products: 4)
        catalog = try test.open(.run)
    }

    private func activate(_ model: ModelReference, promise: StoredCertificate? = nil, trainedOn: [String] = []) throws {
        try catalog.activate(
            model, file: Data(model.name.utf8), facts: "{}", trainedOn: trainedOn.map { ProductID($0.databaseValue) },
            promise: promise)
    }

    private func promise(_ precision: Double, _ threshold: Double) -> StoredCertificate {
        StoredCertificate(precision: precision, threshold: threshold, certificate: "{}")
    }

    @Test func theLastLearnedTagsAndRollbackGoesBackStepByStep() throws {
        #expect(try catalog.activeModel() == nil)
        #expect(try catalog.rollBackModel() == nil)
        #expect(try catalog.nextModelName() == "shop-1")
        try activate(Self.first)
        try activate(Self.second)
        #expect(try catalog.nextModelName() == "shop-3")
        #expect(try catalog.activeModel()?.name == "shop-2")
        #expect(try catalog.activeModel()?.file == Data("shop-2".utf8))
        let back = try #require(try catalog.rollBackModel())
        #expect(back.from == "shop-2" && back.to == "shop-1")
        #expect(try catalog.activeModel()?.name == "shop-1")
        #expect(try catalog.rollBackModel()?.to == nil)
        #expect(try catalog.activeModel() == nil)
        // Nothing of them is lost.
        #expect(try catalog.models().map(\.name) == ["shop-1", "shop-2"])
        #expect(try catalog.learnedModel(named: "shop-2") == Data("shop-2".utf8))
    }

    @Test func aTagIsVerifiedWhereItsNetworkKeepsWhatIsAsked() throws {
        try activate(Self.first, promise: promise(0.97, 0.7))
        try test.run(catalog, model: Self.first, confidence: 0.8)
        #expect(try test.tags(catalog).values.allSatisfy { $0.status == "tagged" && $0.isVerified })
        #expect(try catalog.reviewBelow(model: Self.first.digest) == 0.7)
        #expect(try catalog.verifiedCount() == 4)
        // A promise of less is none for who asks for more; then the strict threshold holds.
        try catalog.setPrecision(0.98)
        #expect(try test.tags(catalog).values.allSatisfy { $0.status == "review" && !$0.isVerified })
        try catalog.setPrecision(0.95)
        #expect(try test.tags(catalog).values.allSatisfy { $0.status == "tagged" && $0.isVerified })
        // A chosen threshold stands in place of it, and verifies nothing that the promise does not.
        try catalog.setReviewBelow(0.5)
        #expect(try catalog.verifiedCount() == 4)
        try catalog.setCertificate(promise(0.97, 0.9), model: Self.first)
        #expect(try test.tags(catalog).values.allSatisfy { $0.status == "tagged" && !$0.isVerified })
        try catalog.setCertificate(nil, model: Self.first)
        try catalog.setPrecision(0.95)
        #expect(try catalog.countsByStatus() == ["review": 4])
    }

    @Test func eachTagIsJudgedByTheNetworkThatMadeIt() throws {
        try activate(Self.first, promise: promise(0.97, 0.7))
        try test.run(catalog, model: Self.first, confidence: 0.8)
        try activate(Self.second)
        #expect(try catalog.verifiedCount() == 4)
        try test.run(catalog, model: Self.second, confidence: 0.8)
        #expect(try catalog.verifiedCount() == 0)
        #expect(try catalog.countsByStatus() == ["review": 4])
    }

    @Test func aGuessOfNoneIsNeverTagged() throws {
        try activate(Self.first, promise: promise(0.97, 0.5))
        let counts = try test.run(catalog, model: Self.first, confidence: 0.99) { _ in "none" }
        #expect(counts.tagged == 0 && counts.review == 4)
        #expect(try catalog.countsByStatus() == ["review": 4] && catalog.verifiedCount() == 0)
    }

    @Test func whatItWasTrainedOnIsMarked() throws {
        try activate(Self.first, trainedOn: ["P1"])
        try test.run(catalog, model: Self.first)
        _ = try catalog.decide(["P1", "P2"].map { Decision(sku: $0, answer: .none) })
        let products = try catalog.decidedProducts(model: Self.first.digest)
        #expect(
            Dictionary(uniqueKeysWithValues: products.map { ($0.sku, $0.wasTrainedOn) }) == ["P1": true, "P2": false])
        #expect(try catalog.decidedProducts(model: Data([1])).allSatisfy { !$0.wasTrainedOn })
    }

    @Test func aPromiseIsWorkedOutAnewOnlyAfterDecisionsOrForAnotherPrecision() throws {
        var count = 0
        func refresh() throws {
            try catalog.updateCertificateIfDecided(model: Self.first) {
                count += 1
                return promise(0.97, 0.7)
            }
        }
        try test.run(catalog, model: Self.first)
        try refresh()
        try refresh()
        #expect(count == 1)
        _ = try catalog.decide([Decision(sku: "P0", answer: .none)])
        try refresh()
        try catalog.setPrecision(0.9)
        try refresh()
        #expect(count == 3)
        #expect(try catalog.promise(model: Self.first.digest) == promise(0.97, 0.7))
    }

    /// What a run counts as tagged is what the view shows, whatever was chosen, asked for and shown.
    @Test(arguments: [nil, 0.6, 0.9] as [Double?], [nil, 0.95, 0.97] as [Double?])
    func runsAndTheViewGoByTheSameThreshold(chosen: Double?, shown: Double?) throws {
        try activate(Self.first, promise: shown.map { promise($0, 0.75) })
        for asked in [0.95, 0.97] {
            try catalog.setPrecision(asked)
            if let chosen { try catalog.setReviewBelow(chosen) }
            // Below, at and above each threshold that may hold.
            let confidences = ["P0": 0.75.nextDown, "P1": 0.75, "P2": 0.9, "P3": 0.95]
            try test.shop("DELETE FROM tagger_outcomes")
            let counts = try test.see(catalog, model: Self.first) { Seen(confidence: confidences[$0] ?? 0) }
            let isShown = shown.map { $0 >= asked } ?? false
            let threshold = chosen ?? (isShown ? 0.75 : 0.95)
            #expect(try catalog.reviewBelow(model: Self.first.digest) == threshold)
            let tags = try test.tags(catalog)
            for (sku, confidence) in confidences {
                #expect(tags[sku]?.status == (confidence >= threshold ? "tagged" : "review"), "\(sku)")
                // Only where the precision asked for was shown: a chosen threshold shows nothing.
                #expect(tags[sku]?.isVerified == (isShown && confidence >= max(threshold, 0.75)), "\(sku)")
            }
            #expect(counts.tagged == tags.values.count { $0.status == "tagged" })
        }
    }

    @Test func noLearningAndNoRollbackTouchesWhatPeopleDecided() throws {
        try test.run(catalog)
        _ = try catalog.decide([
            Decision(sku: "P0", answer: .set("Dress")), Decision(sku: "P1", answer: .none),
            Decision(sku: "P2", answer: .skip),
        ])
        let history = try test.shop("SELECT * FROM tagger_decisions")
        func check(model: ModelReference) throws {
            let counts = try test.run(catalog, model: model) { _ in "Sandal" }
            #expect(counts.considered == 2)
            let tags = try test.tags(catalog)
            #expect(tags["P0"]?.category == "Dress" && tags["P0"]?.status == "confirmed")
            #expect(tags["P1"]?.category == "none" && tags["P1"]?.status == "confirmed")
            #expect(tags["P3"]?.model == model.name)
            #expect(try test.shop("SELECT * FROM tagger_decisions") == history)
        }
        try activate(Self.first, trainedOn: ["P0", "P1"])
        try check(model: Self.first)
        try activate(Self.second, trainedOn: ["P0", "P1"])
        try check(model: Self.second)
        #expect(try catalog.rollBackModel()?.to == "shop-1")
        try check(model: Self.first)
        #expect(try catalog.rollBackModel()?.from == "shop-1")
        try check(model: TestCatalog.model)
        // What each was trained on is known for good.
        #expect(try catalog.decidedProducts(model: Self.second.digest).map(\.wasTrainedOn).contains(true))
    }

    @Test func aNetworkLearnedAfterARollbackGoesBackToTheOneThatTaggedThen() throws {
        try activate(Self.first)
        try activate(Self.second)
        _ = try catalog.rollBackModel()
        let third = ModelReference(name: try catalog.nextModelName(), digest: Data([13]))
        #expect(third.name == "shop-3")
        try activate(third)
        #expect(try catalog.models().first { $0.name == "shop-3" }?.parent == "shop-1")
        #expect(try catalog.models().filter(\.isActive).map(\.name) == ["shop-3"])
        #expect(try catalog.rollBackModel()?.to == "shop-1")
        #expect(try catalog.rollBackModel()?.to == nil)
        #expect(try catalog.activeModel() == nil && catalog.rollBackModel() == nil)
    }
}
