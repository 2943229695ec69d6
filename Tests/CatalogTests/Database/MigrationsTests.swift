import CatalogTestSupport
import Foundation
import GRDB
import Platform
import Testing

@testable import Catalog

@Suite struct MigrationsTests {
    private func error(of test: TestCatalog) -> TaggerError? {
        #expect(throws: TaggerError.self) { try test.open(.write) }
    }

    @Test func catalogOfANewerVersionIsRefusedAndNotChanged() throws {
        let test = try TestCatalog()
        _ = try test.open(.write)
        try test.shop("INSERT INTO tagger_migrations VALUES ('v9999_future', 'x', 'now')")
        let before = try Data(contentsOf: URL(fileURLWithPath: test.path))
        let error = error(of: test)
        #expect(error?.kind == .invalidData)
        #expect(error?.description.contains("newer version") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: test.path)) == before)
    }

    @Test func migrationWithAnotherChecksumIsRefused() throws {
        let test = try TestCatalog()
        _ = try test.open(.write)
        try test.shop("UPDATE tagger_migrations SET checksum = 'edited' WHERE name = 'v0001_results'")
        let error = error(of: test)
        #expect(error?.kind == .invalidData)
        #expect(error?.description.contains("v0001_results") == true)
    }

    @Test func migrationsAreAppliedOnceAndInOrder() throws {
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

    /// The checksums that catalogs of released versions contain.
    @Test func releasedMigrationsAreNotEdited() {
        #expect(
            Migration.all.prefix(4).map { String($0.checksum.prefix(16)) } == [
                "e0d5e1bd1efa8532", "dd21b01ab1a4e380", "77a62fdbf4e6e1cb", "05564721a1f0c30e",
            ])
    }

    /// A catalog of the first version: P0 with another decision than the prediction, P1 with a prediction, P2 with a
    /// decision that was undone, P3 with a decision before any run, P4 failed.
    private func catalogOfTheFirstVersion(reviewBelow: Double) throws -> TestCatalog {
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
            INSERT INTO tagger_decisions (product_id, action, category, undoes, stamp, digest, guess, confidence, model_id, decided_at)
            VALUES ('P0', 'set', 'Coat', NULL, 'a', x'00', 'Bag', 0.85, 1, 'then'),
                ('P2', 'none', 'none', NULL, 'a', x'02', 'Bag', 0.85, 1, 'then'),
                ('P2', 'undo', NULL, 2, NULL, NULL, NULL, NULL, NULL, 'then'),
                ('P3', 'set', 'Sandal', NULL, 'a', x'03', NULL, NULL, NULL, 'then');
            """)
        return test
    }

    /// The history, with a name for the column that v0005 renames.
    private func history(_ test: TestCatalog, _ column: String) throws -> [Row] {
        try test.shop(
            """
            SELECT id, product_id, action, category, undoes, stamp, digest, \(column) AS predicted, confidence, model_id, decided_at
            FROM tagger_decisions ORDER BY id
            """)
    }

    @Test(arguments: [0.8, 0.9])
    func catalogOfTheFirstVersionKeepsDecisionsAndChoices(threshold: Double) throws {
        let test = try catalogOfTheFirstVersion(reviewBelow: threshold)
        let history = try history(test, "guess")
        let catalog = try test.open(.run)
        func checkDecisions() throws {
            #expect(try self.history(test, "predicted_category") == history)
            let tags = try test.tags(catalog)
            #expect(tags["P0"]?.status == .confirmed && tags["P0"]?.category == "Coat")
            #expect(tags["P3"]?.status == .confirmed && tags["P3"]?.category == "Sandal")
        }
        try checkDecisions()
        // 0.9 was the initial value: the catalog now has a precision target.
        let isChosen = threshold != 0.9
        #expect(try catalog.chosenReviewBelow() == (isChosen ? threshold : nil))
        #expect(try catalog.reviewBelow(model: TestCatalog.model.digest) == (isChosen ? threshold : 0.95))
        #expect(try catalog.precision() == 0.97)
        #expect(
            try test.tags(catalog).mapValues(\.status) == [
                "P0": .confirmed, "P1": isChosen ? .tagged : .review, "P2": isChosen ? .tagged : .review,
                "P3": .confirmed, "P4": .failed,
            ])
        #expect(try catalog.verifiedCount() == 0)
        let queued = try catalog.reviewCandidates(CandidateFilter()).uncertain(limit: nil)
        #expect(queued.map(\.product.description) == (isChosen ? [] : ["P1", "P2"]))

        // Another preprocessing: learning needs the thumbnails of decided products too.
        #expect(try test.work(catalog, preprocessing: "2") == ["P0", "P1", "P2", "P3", "P4"])
        try test.predict(catalog, preprocessing: "2") {
            TestPrediction($0 == "P4" ? nil : "Bag", confidence: 0.85, gray: 9)
        }
        #expect(try test.work(catalog, preprocessing: "2") == [])
        try checkDecisions()
        let unfinished = """
            SELECT 1 FROM tagger_outcomes LEFT JOIN tagger_thumbnails USING (product_id)
            WHERE failure IS NULL AND (audit_key IS NULL OR margin IS NULL OR pixels IS NULL OR pixels = zeroblob(784))
            """
        #expect(try test.shop("SELECT * FROM (\(unfinished))").isEmpty)
        // Earlier decisions belong to the audit sample as soon as all before them are decided.
        let decided = try catalog.decidedProducts(model: Data([1]))
        #expect(Set(decided.map { [$0.sku, $0.decidedCategory ?? ""] }) == [["P0", "Coat"], ["P3", "Sandal"]])
        _ = try catalog.decide(["P1", "P2"].map { Decision(sku: $0, action: .accept) })
        #expect(try catalog.decidedProducts(model: Data([1])).map(\.isAudit) == [true, true, true, true])
    }

    /// A catalog of the version before v0005, in the database of a shop with a view and a trigger that refer to missing
    /// objects.
    private func catalogBeforeTheNames() throws -> TestCatalog {
        let test = try catalogOfTheFirstVersion(reviewBelow: 0.9)
        let file = try CatalogFile(path: test.path, isReadOnly: false, busyTimeoutSeconds: 1)
        try file.applyMigrations(Array(Migration.all.prefix(4)))
        try test.shop(
            """
            UPDATE tagger_models SET promised = 0.97, threshold = 0.8, certificate = '{}';
            INSERT INTO tagger_settings VALUES ('promise_basis', 'basis'), ('pictures', 'linked');
            UPDATE tagger_settings SET value = '0.96' WHERE key = 'precision';
            UPDATE goods SET changed = 'b' WHERE key = 'P3';
            CREATE VIEW broken AS SELECT missing_function(x) FROM missing_table;
            CREATE TRIGGER broken_too AFTER INSERT ON goods BEGIN INSERT INTO missing_table VALUES (1); END;
            """)
        return test
    }

    private static let schema = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"

    @Test func renamingKeepsDecisionsResultsAndTheShopsObjects() throws {
        let test = try catalogBeforeTheNames()
        let (history, outcomes) = try (history(test, "guess"), test.shop("SELECT * FROM tagger_outcomes"))
        let tags =
            "SELECT product_id, sku, title, category, confidence, status, verified, model, failure, probabilities"
        let before = try test.shop("\(tags), guess AS predicted, margin, audit_key FROM tagger_tags ORDER BY 1")
        #expect(before.map { $0["status"] as String } == ["confirmed", "tagged", "tagged", "pending", "failed"])
        #expect(before.map { $0["verified"] as Bool } == [false, true, true, false, false])
        let own = "SELECT type, name, sql FROM sqlite_master WHERE name LIKE 'broken%' ORDER BY name"
        let ownBefore = try test.shop(own)
        let catalog = try test.open(.write)
        #expect(try self.history(test, "predicted_category") == history)
        #expect(try test.shop("SELECT * FROM tagger_outcomes") == outcomes)
        let after = try test.shop(
            "\(tags), predicted_category AS predicted, margin, audit_key FROM tagger_tags ORDER BY 1")
        #expect(after == before)
        #expect(try test.shop(own) == ownBefore)
        #expect(
            try catalog.certificate(model: Data([1]))
                == StoredCertificate(precision: 0.97, threshold: 0.8, certificate: "{}"))
        #expect(try catalog.precision() == 0.96)
        #expect(
            try test.shop("SELECT key FROM tagger_settings ORDER BY key").map { $0[0] as String } == [
                "audit_seed", "certificate_basis", "images", "precision_target", "strict_threshold",
            ])
        #expect(throws: DatabaseError.self) { try test.shop("UPDATE tagger_decisions SET predicted_category = 'Bag'") }
        #expect(try test.shop("PRAGMA integrity_check").first?[0] == "ok")
        #expect(try test.shop("PRAGMA foreign_key_check").isEmpty)
    }

    /// The method of SQLite's own tests: the Nth statement fails, for every N.
    @Test func renamingIsAllOrNothing() throws {
        let names = try #require(Migration.all.first { $0.name == "v0005_names" })
        let statements = names.sql.split(separator: ";\n").map { $0 + ";\n" }
        #expect(statements.count > 10)
        let test = try catalogBeforeTheNames()
        let before = try (test.shop(Self.schema), history(test, "guess"), test.shop("SELECT * FROM tagger_settings"))
        for count in 1...statements.count {
            let sql = statements.prefix(count).joined() + "INSERT INTO nowhere VALUES (1);"
            let file = try CatalogFile(path: test.path, isReadOnly: false, busyTimeoutSeconds: 1)
            #expect(throws: TaggerError.self) {
                try file.applyMigrations(Migration.all.prefix(4) + [Migration(name: names.name, sql: sql)])
            }
            #expect(try test.shop(Self.schema) == before.0, "\(count)")
        }
        #expect(try history(test, "guess") == before.1)
        #expect(try test.shop("SELECT * FROM tagger_settings") == before.2)
        _ = try test.open(.write)
    }

    @Test func eachCatalogHasItsOwnAuditSeed() throws {
        let seeds = try (0..<2).map { _ in
            let test = try TestCatalog()
            _ = try test.open(.write)
            return try test.shop("SELECT value FROM tagger_settings WHERE key = 'audit_seed'")[0][0] as String
        }
        #expect(seeds[0] != seeds[1] && seeds.allSatisfy { $0.count == 32 })
    }
}
