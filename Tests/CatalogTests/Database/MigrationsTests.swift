import Foundation
import GRDB
import Platform
import Testing

@testable import Catalog

@Suite struct MigrationsTests {
    private func refusal(_ test: TestCatalog) -> TaggerError? {
        #expect(throws: TaggerError.self) { try test.open(.write) }
    }

    @Test func aCatalogOfANewerVersionIsRefusedUntouched() throws {
        let test = try TestCatalog()
        _ = try test.open(.write)
        try test.shop("INSERT INTO tagger_migrations VALUES ('v9999_future', 'x', 'now')")
        let before = try Data(contentsOf: URL(fileURLWithPath: test.path))
        let error = refusal(test)
        #expect(error?.kind == .invalidData)
        #expect(error?.description.contains("newer version") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: test.path)) == before)
    }

    @Test func aMigrationThatDiffersIsRefused() throws {
        let test = try TestCatalog()
        _ = try test.open(.write)
        try test.shop("UPDATE tagger_migrations SET checksum = 'edited' WHERE name = 'v0001_results'")
        let error = refusal(test)
        #expect(error?.kind == .invalidData)
        #expect(error?.description.contains("v0001_results") == true)
    }

    @Test func eachIsAppliedOnceInOrderAllOrNothing() throws {
        let test = try TestCatalog()
        let file = try CatalogFile(path: test.path, isReadOnly: false, busyTimeoutSeconds: 1)
        let good = Migration(name: "v0001_a", sql: "CREATE TABLE tagger_a (x); INSERT INTO tagger_a VALUES (1);")
        let bad = Migration(name: "v0002_b", sql: "CREATE TABLE tagger_b (x); INSERT INTO nowhere VALUES (1);")
        #expect(throws: TaggerError.self) { try file.applyMigrations([good, bad]) }
        #expect(try test.shop("SELECT x FROM tagger_a").count == 1)
        #expect(try test.shop("SELECT name FROM sqlite_master WHERE name = 'tagger_b'").isEmpty)
        let repaired = Migration(name: "v0002_b", sql: "CREATE TABLE tagger_b (x);")
        try file.applyMigrations([good, repaired])
        try file.applyMigrations([good, repaired])
        #expect(try test.shop("SELECT x FROM tagger_a").count == 1)
        #expect(try test.shop("SELECT name FROM tagger_migrations").map { $0[0] as String } == ["v0001_a", "v0002_b"])
    }

    /// A catalog as the version before left it, with the threshold that it began with or a chosen one: P0 decided otherwise
    /// than guessed, P1 guessed, P2 decided but taken back, P3 decided before any run, P4 broken.
    private func olderCatalog(reviewBelow: Double) throws -> TestCatalog {
        let test = try TestCatalog(products: 5)
        let file = try CatalogFile(path: test.path, isReadOnly: false, busyTimeoutSeconds: 1)
        try file.applyMigrations([Migration.all[0]])
        try test.shop(
            """
            UPDATE tagger_settings SET value = '\(reviewBelow)' WHERE key = 'review_below';
            INSERT INTO tagger_models VALUES (1, 'dense', x'01', 'now');
            INSERT INTO tagger_runs VALUES (1, 1, '1', \(reviewBelow), 'finished', 'now', 'now', 1, 1, 1);
            INSERT INTO tagger_outcomes (product_id, run_id, model_id, preprocessing, stamp, digest, category, confidence, probabilities)
            SELECT key, 1, 1, '1', changed, photo, 'Bag', 0.85, '{"Bag":0.85,"Coat":0.15}' FROM goods WHERE key < 'P3';
            INSERT INTO tagger_outcomes (product_id, run_id, model_id, preprocessing, stamp, digest, failure)
            VALUES ('P4', 1, 1, '1', 'a', x'04', 'It is broken.');
            INSERT INTO tagger_thumbnails SELECT key, zeroblob(784) FROM goods WHERE key < 'P3';
            INSERT INTO tagger_decisions (product_id, action, category, undoes, stamp, digest, decided_at)
            VALUES ('P0', 'set', 'Coat', NULL, 'a', x'00', 'then'), ('P2', 'none', 'none', NULL, 'a', x'02', 'then'),
                ('P2', 'undo', NULL, 2, NULL, NULL, 'then'), ('P3', 'set', 'Sandal', NULL, 'a', x'03', 'then');
            """)
        return test
    }

    @Test(arguments: [0.8, 0.9]) func anOlderCatalogKeepsWhatPeopleDecidedAndChose(threshold: Double) throws {
        let test = try olderCatalog(reviewBelow: threshold)
        let history = try test.shop("SELECT * FROM tagger_decisions ORDER BY id")
        let catalog = try test.open(.run)
        func checkDecisions() throws {
            #expect(try test.shop("SELECT * FROM tagger_decisions ORDER BY id") == history)
            let tags = try test.tags(catalog)
            #expect(tags["P0"]?.status == "confirmed" && tags["P0"]?.category == "Coat")
            #expect(tags["P3"]?.status == "confirmed" && tags["P3"]?.category == "Sandal")
        }
        try checkDecisions()
        // 0.9 was where every catalog began, and nobody's choice: now there is a precision.
        let isChosen = threshold != 0.9
        #expect(try catalog.chosenReviewBelow() == (isChosen ? threshold : nil))
        #expect(try catalog.reviewBelow(model: TestCatalog.model.digest) == (isChosen ? threshold : 0.95))
        #expect(try catalog.precision() == 0.97)
        #expect(
            try test.tags(catalog).mapValues(\.status) == [
                "P0": "confirmed", "P1": isChosen ? "tagged" : "review", "P2": isChosen ? "tagged" : "review",
                "P3": "confirmed", "P4": "failed",
            ])
        #expect(try catalog.verifiedCount() == 0)
        // People may go on deciding at once, and the queue has what there is.
        #expect(try catalog.reviewQueue().map(\.sku) == (isChosen ? [] : ["P1", "P2"]))

        // The way to the thumbnail is another one, and learning needs those of decided products too.
        #expect(try test.work(catalog, preprocessing: "2") == ["P0", "P1", "P2", "P3", "P4"])
        try test.see(catalog, preprocessing: "2") { Seen(guess: $0 == "P4" ? nil : "Bag", confidence: 0.85, gray: 9) }
        #expect(try test.work(catalog, preprocessing: "2") == [])
        try checkDecisions()
        let unfinished = """
            SELECT 1 FROM tagger_outcomes LEFT JOIN tagger_thumbnails USING (product_id)
            WHERE failure IS NULL AND (audit_key IS NULL OR margin IS NULL OR pixels IS NULL OR pixels = zeroblob(784))
            """
        #expect(try test.shop(unfinished).isEmpty)
        // Old decisions teach, and count as audits once all before them are answered.
        let taught = try catalog.decidedProducts(model: Data([1]))
        #expect(Set(taught.map { [$0.sku, $0.answer ?? ""] }) == [["P0", "Coat"], ["P3", "Sandal"]])
        _ = try catalog.decide(["P1", "P2"].map { Decision(sku: $0, answer: .accept) })
        #expect(try catalog.decidedProducts(model: Data([1])).map(\.isAudit) == [true, true, true, true])
    }

    @Test func eachCatalogHasAnOrderOfItsOwn() throws {
        let seeds = try (0..<2).map { _ in
            let test = try TestCatalog()
            _ = try test.open(.write)
            return try test.shop("SELECT value FROM tagger_settings WHERE key = 'audit_seed'")[0][0] as String
        }
        #expect(seeds[0] != seeds[1] && seeds.allSatisfy { $0.count == 32 })
    }
}
