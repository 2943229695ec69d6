import CatalogTestSupport
import Foundation
import GRDB
import Testing

@testable import Catalog

/// Learned models, their certificates, and the effect of these in `tagger_tags`.
@Suite struct LearnedModelsTests {
    private let test: TestCatalog
    private let catalog: Catalog
    private static let first = ModelReference(name: "shop-1", digest: Data([11]))
    private static let second = ModelReference(name: "shop-2", digest: Data([12]))

    init() throws {
        test = try TestCatalog(products: 4)
        catalog = try test.open(.run)
    }

    private func activate(
        _ model: ModelReference, certificate: StoredCertificate? = nil, trainedOn: [String] = []
    ) throws {
        try catalog.activate(
            model, file: Data(model.name.utf8), facts: "{}", trainedOn: trainedOn.map { ProductID($0.databaseValue) },
            certificate: certificate)
    }

    private func certificate(_ precision: Double, _ threshold: Double) -> StoredCertificate {
        StoredCertificate(precision: precision, threshold: threshold, certificate: "{}")
    }

    @Test func lastLearnedModelIsActiveAndRollbackGoesBackOneModel() throws {
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
        // Both models stay stored.
        #expect(try catalog.models().map(\.name) == ["shop-1", "shop-2"])
        #expect(try catalog.learnedModel(named: "shop-2") == Data("shop-2".utf8))
    }

    @Test func tagIsVerifiedWhereTheCertificateMeetsTheTarget() throws {
        try activate(Self.first, certificate: certificate(0.97, 0.7))
        try test.run(catalog, model: Self.first, confidence: 0.8)
        #expect(try test.tags(catalog).values.allSatisfy { $0.status == .tagged && $0.isVerified })
        #expect(try catalog.reviewBelow(model: Self.first.digest) == 0.7)
        #expect(try catalog.verifiedCount() == 4)
        // A certificate below the target is not valid: the strict threshold is in force.
        try catalog.setPrecision(0.98)
        #expect(try test.tags(catalog).values.allSatisfy { $0.status == .review && !$0.isVerified })
        try catalog.setPrecision(0.95)
        #expect(try test.tags(catalog).values.allSatisfy { $0.status == .tagged && $0.isVerified })
        // A chosen threshold takes the place of the target and verifies no further tags.
        try catalog.setReviewBelow(0.5)
        #expect(try catalog.verifiedCount() == 4)
        try catalog.setCertificate(certificate(0.97, 0.9), model: Self.first)
        #expect(try test.tags(catalog).values.allSatisfy { $0.status == .tagged && !$0.isVerified })
        try catalog.setCertificate(nil, model: Self.first)
        try catalog.setPrecision(0.95)
        #expect(try catalog.countsByStatus() == [.review: 4])
    }

    @Test func tagIsVerifiedByTheCertificateOfItsModel() throws {
        try activate(Self.first, certificate: certificate(0.97, 0.7))
        try test.run(catalog, model: Self.first, confidence: 0.8)
        try activate(Self.second)
        #expect(try catalog.verifiedCount() == 4)
        try test.run(catalog, model: Self.second, confidence: 0.8)
        #expect(try catalog.verifiedCount() == 0)
        #expect(try catalog.countsByStatus() == [.review: 4])
    }

    @Test func predictionOfNoneIsNeverTagged() throws {
        try activate(Self.first, certificate: certificate(0.97, 0.5))
        let counts = try test.run(catalog, model: Self.first, confidence: 0.99) { _ in "none" }
        #expect(counts.tagged == 0 && counts.review == 4)
        #expect(try catalog.countsByStatus() == [.review: 4] && catalog.verifiedCount() == 0)
    }

    @Test func trainingSetIsMarked() throws {
        try activate(Self.first, trainedOn: ["P1"])
        try test.run(catalog, model: Self.first)
        _ = try catalog.decide(["P1", "P2"].map { Decision(sku: $0, action: .none) })
        let products = try catalog.decidedProducts(model: Self.first.digest)
        #expect(
            Dictionary(uniqueKeysWithValues: products.map { ($0.sku, $0.wasTrainedOn) }) == ["P1": true, "P2": false])
        #expect(try catalog.decidedProducts(model: Data([1])).allSatisfy { !$0.wasTrainedOn })
    }

    @Test func certificateIsComputedAgainAfterDecisionsOrForAnotherTarget() throws {
        var count = 0
        func refresh() throws {
            try catalog.updateCertificateIfDecided(model: Self.first) {
                count += 1
                return certificate(0.97, 0.7)
            }
        }
        try test.run(catalog, model: Self.first)
        try refresh()
        try refresh()
        #expect(count == 1)
        _ = try catalog.decide([Decision(sku: "P0", action: .none)])
        try refresh()
        try catalog.setPrecision(0.9)
        try refresh()
        #expect(count == 3)
        #expect(try catalog.certificate(model: Self.first.digest) == certificate(0.97, 0.7))
    }

    /// The counts of a run equal those of the view for each combination of chosen, targeted and certified values.
    @Test(arguments: [nil, 0.6, 0.9] as [Double?], [nil, 0.95, 0.97] as [Double?])
    func runAndViewUseTheSameThreshold(chosen: Double?, certified: Double?) throws {
        try activate(Self.first, certificate: certified.map { certificate($0, 0.75) })
        for target in [0.95, 0.97] {
            try catalog.setPrecision(target)
            if let chosen { try catalog.setReviewBelow(chosen) }
            // Confidences below, at and above each threshold.
            let confidences = ["P0": 0.75.nextDown, "P1": 0.75, "P2": 0.9, "P3": 0.95]
            try test.shop("DELETE FROM tagger_outcomes")
            let counts = try test.predict(catalog, model: Self.first) {
                TestPrediction(confidence: confidences[$0] ?? 0)
            }
            let isCertified = certified.map { $0 >= target } ?? false
            let threshold = chosen ?? (isCertified ? 0.75 : 0.95)
            #expect(try catalog.reviewBelow(model: Self.first.digest) == threshold)
            let tags = try test.tags(catalog)
            for (sku, confidence) in confidences {
                #expect(tags[sku]?.status == (confidence >= threshold ? .tagged : .review), "\(sku)")
                // A chosen threshold alone verifies nothing.
                #expect(tags[sku]?.isVerified == (isCertified && confidence >= max(threshold, 0.75)), "\(sku)")
            }
            #expect(counts.tagged == tags.values.count { $0.status == .tagged })
        }
    }

    @Test func learningAndRollbackDoNotChangeDecisions() throws {
        try test.run(catalog)
        _ = try catalog.decide([
            Decision(sku: "P0", action: .set("Dress")), Decision(sku: "P1", action: .none),
            Decision(sku: "P2", action: .skip),
        ])
        let history = try test.shop("SELECT * FROM tagger_decisions")
        func check(model: ModelReference) throws {
            let counts = try test.run(catalog, model: model) { _ in "Sandal" }
            #expect(counts.considered == 2)
            let tags = try test.tags(catalog)
            #expect(tags["P0"]?.category == "Dress" && tags["P0"]?.status == .confirmed)
            #expect(tags["P1"]?.category == "none" && tags["P1"]?.status == .confirmed)
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
        // The training sets stay stored.
        #expect(try catalog.decidedProducts(model: Self.second.digest).map(\.wasTrainedOn).contains(true))
    }

    @Test func modelLearnedAfterARollbackGoesBackToTheActiveModel() throws {
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
