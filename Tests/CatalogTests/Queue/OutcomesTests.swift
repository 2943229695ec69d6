import CatalogTestSupport
import Foundation
import GRDB
import Platform
import Testing

@testable import Catalog

@Suite struct OutcomesTests {
    @Test func allProbabilitiesAreStoredAndConfidenceIsTheLargest() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.run)
        let confidence = 0.123456789012345
        try test.run(catalog, confidence: confidence) { _ in "Bag" }
        let row = try #require(
            try test.shop(
                "SELECT category, confidence, json_extract(probabilities, '$.Bag') AS bag FROM tagger_outcomes"
            ).first)
        #expect(row["category"] == "Coat")
        #expect(row["confidence"] as Double == 1 - confidence)
        #expect(abs(row["bag"] - confidence) < 1e-14)
    }

    @Test func confidenceAtTheThresholdIsTagged() throws {
        let test = try TestCatalog(products: 2)
        let catalog = try test.open(.run)
        try catalog.setReviewBelow(0.75)
        let counts = try test.run(catalog, confidence: 0.75)
        #expect(counts.tagged == 2 && counts.review == 0)
        #expect(counts.taggedByCategory == ["Bag": 2])
        #expect(try catalog.countsByStatus() == [.tagged: 2])
        try catalog.setReviewBelow(0.75.nextUp)
        #expect(try catalog.countsByStatus() == [.review: 2])
    }

    @Test func failureReplacesAPredictionAndIsReplacedByOne() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.run)
        try test.run(catalog)
        try test.shop("UPDATE goods SET photo = x'AA', changed = 'b'")
        #expect(try test.run(catalog) { _ in nil }.failed == 1)
        #expect(try test.tags(catalog)["P0"]?.status == .failed)
        #expect(try test.tags(catalog)["P0"]?.category == nil)
        #expect(try catalog.failures() == [Failure(sku: "P0", reason: "It is broken.")])
        try test.shop("UPDATE goods SET photo = x'BB', changed = 'c'")
        #expect(try test.run(catalog).tagged == 1)
        #expect(try test.shop("SELECT count(*) FROM tagger_outcomes").first?[0] == 1)
        #expect(try catalog.failures() == [])
    }

    /// The method of SQLite's own tests: the Nth operation fails, for every N.
    @Test(arguments: 0..<5)
    func batchIsStoredCompletelyOrNotAtAll(failing: Int) throws {
        let test = try TestCatalog(products: 5)
        let catalog = try test.open(.run)
        let queue = try test.findWork(catalog)
        let outcomes = try queue.allKeys().map { try test.outcome(queue, $0) }
        let run = try catalog.startRun(model: TestCatalog.model, preprocessing: "1")
        try test.shop(
            """
            CREATE TRIGGER tagger_fault BEFORE INSERT ON tagger_outcomes WHEN new.product_id = 'P\(failing)'
            BEGIN SELECT RAISE(ABORT, 'fault'); END
            """)
        #expect(throws: TaggerError.self) { try catalog.write(outcomes, in: run) }
        #expect(try test.shop("SELECT count(*) FROM tagger_outcomes").first?[0] == 0)
        #expect(try test.shop("SELECT count(*) FROM tagger_thumbnails").first?[0] == 0)
        #expect(try test.shop("SELECT tagged FROM tagger_runs").first?[0] == 0)
        try test.shop("DROP TRIGGER tagger_fault")
        try catalog.write(outcomes, in: run)
        #expect(try catalog.countsByStatus() == [.tagged: 5])
        #expect(try catalog.recentRuns(limit: 1).first?.tagged == 5)
    }

    @Test func crashedRunIsMarkedByTheNextRun() throws {
        let test = try TestCatalog()
        let catalog = try test.open(.run)
        _ = try catalog.startRun(model: TestCatalog.model, preprocessing: "1")
        try test.run(catalog)
        #expect(try catalog.recentRuns(limit: 5).map(\.state) == [.finished, .interrupted])
    }
}
