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

    private func activate(_ model: ModelReference, promise: StoredPromise? = nil, trainedOn: [String] = []) throws {
        try catalog.activate(
            model, file: Data(model.name.utf8), facts: "{}", trainedOn: trainedOn.map { ProductID($0.databaseValue) },
            promise: promise)
    }

    private func promise(_ precision: Double, _ threshold: Double) -> StoredPromise {
        StoredPromise(precision: precision, threshold: threshold, certificate: "{}")
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
        try catalog.setPromise(promise(0.97, 0.9), model: Self.first)
        #expect(try test.tags(catalog).values.allSatisfy { $0.status == "tagged" && !$0.isVerified })
        try catalog.setPromise(nil, model: Self.first)
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
            try catalog.ifDecidedSince(model: Self.first) {
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

    /// A catalog of the version before keeps all that people decided and chose, and is looked at anew.
    @Test(arguments: [0.8, 0.9]) func anOlderCatalogIsBroughtUpToDate(threshold: Double) throws {
        let test = try TestCatalog(products: 3)
        let file = try CatalogFile(path: test.path, isReadOnly: false, busyTimeoutSeconds: 1)
        try file.applyMigrations([Migration.all[0]])
        try test.shop(
            """
            UPDATE tagger_settings SET value = '\(threshold)' WHERE key = 'review_below';
            INSERT INTO tagger_models VALUES (1, 'dense', x'01', 'now');
            INSERT INTO tagger_runs VALUES (1, 1, '1', 0.9, 'finished', 'now', 'now', 1, 1, 0);
            INSERT INTO tagger_outcomes (product_id, run_id, model_id, preprocessing, stamp, digest, category, confidence, probabilities)
            SELECT key, 1, 1, '1', changed, photo, 'Bag', 0.85, '{"Bag":0.85,"Coat":0.15}' FROM goods WHERE key < 'P2';
            INSERT INTO tagger_thumbnails SELECT key, zeroblob(784) FROM goods WHERE key < 'P2';
            INSERT INTO tagger_decisions (product_id, action, category, stamp, digest, decided_at)
            VALUES ('P0', 'set', 'Coat', 'a', x'00', 'now');
            """)
        let catalog = try test.open(.run)
        #expect(try catalog.chosenReviewBelow() == (threshold == 0.9 ? nil : threshold))
        #expect(try test.tags(catalog)["P0"]?.status == "confirmed" && test.tags(catalog)["P0"]?.category == "Coat")
        #expect(try test.tags(catalog)["P1"]?.status == (threshold == 0.9 ? "review" : "tagged"))
        // The thumbnail of what was decided is needed, too.
        #expect(try test.work(catalog, preprocessing: "2") == ["P0", "P1", "P2"])
        #expect(try test.work(catalog) == ["P2"])
    }
}
