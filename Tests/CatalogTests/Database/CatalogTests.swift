import Foundation
import GRDB
import Platform
import Testing
import TestSupport

@testable import Catalog

@Suite struct CatalogTests {
    @Test func whatIsNotACatalogIsNamedAndLeftAlone() throws {
        let folder = try TemporaryFolder()
        func kind(_ path: String) -> TaggerError.Kind? {
            do {
                _ = try Catalog(path: path, access: .run)
                return nil
            } catch let error as TaggerError {
                #expect(error.description.contains(path))
                return error.kind
            } catch { return nil }
        }
        #expect(kind(folder.file("missing.sqlite")) == .notFound)
        #expect(kind(folder.path) == .notFound)
        let text = try folder.write(Data(String(repeating: "not a database ", count: 100).utf8), to: "text.sqlite")
        #expect(kind(text) == .invalidData)
        let other = folder.file("other.sqlite")
        try DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE things (id)") }
        let before = try Data(contentsOf: URL(fileURLWithPath: other))
        #expect(kind(other) == .invalidData)
        #expect(try Data(contentsOf: URL(fileURLWithPath: other)) == before)
    }

    @Test func theMessageForAMissingCatalogShowsTheCommandThatMakesOne() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("my shop.sqlite")
        let error = #expect(throws: TaggerError.self) { try Catalog(path: path, access: .run) }
        #expect(error?.description.contains("swift run tagger --db '\(path)' --import sample_catalog") == true)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func onlyTaggerTablesAreAddedToAShopsDatabase() throws {
        let test = try TestCatalog()
        try test.shop("CREATE TABLE products (id TEXT PRIMARY KEY, x); INSERT INTO products VALUES ('a', 1)")
        for pragma in ["user_version = 7", "application_id = 42"] {
            try test.shop("PRAGMA \(pragma)")
        }
        let shopSchema =
            "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'tagger!_%' ESCAPE '!' AND tbl_name NOT LIKE 'tagger!_%' ESCAPE '!'"
        let shopRows = "SELECT * FROM goods, products"
        let before = try (test.shop(shopSchema), test.shop(shopRows))
        do {
            let catalog = try test.open(.run)
            try test.run(catalog)
            _ = try catalog.decide([Decision(sku: "P0", answer: .set("Coat"))])
        }
        #expect(try test.shop(shopSchema) == before.0)
        #expect(try test.shop(shopRows) == before.1)
        #expect(try test.shop("PRAGMA user_version").first?[0] == 7)
        #expect(try test.shop("PRAGMA application_id").first?[0] == 42)
        #expect(try test.shop("PRAGMA journal_mode").first?[0] == "delete")
        #expect(try test.shop("PRAGMA integrity_check").first?[0] == "ok")
    }

    /// The view is the shop's, and so is what it holds.
    @Test func oddValuesInAShopsViewAreNoReasonToDie() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("shop.sqlite")
        try DatabaseQueue(path: path).write { db in
            try db.execute(
                sql: """
                    CREATE TABLE goods (key, sku, title, png, path, stamp);
                    INSERT INTO goods VALUES (1, NULL, NULL, NULL, 5, NULL), (2, 7.5, x'FF', 'text', x'FFFE', 1.5),
                        (x'AB', x'FE', 9, 12, NULL, x'01'), ('k', 'k', 'k', x'00', 'both', 'k');
                    CREATE VIEW tagger_source AS SELECT key AS product_id, sku, title, png, path, stamp FROM goods;
                    """)
        }
        let catalog = try Catalog(path: path, access: .run)
        #expect(try catalog.findWork(model: Data([1]), preprocessing: "1").work == 4)
        let run = try catalog.startRun(model: TestCatalog.model, preprocessing: "1")
        var position: Int64 = 0
        for product in try catalog.nextWork(after: &position, count: 10) {
            let (item, _) = try #require(try catalog.workItem(product, model: Data([1]), preprocessing: "1"))
            try catalog.write(
                [Outcome(item: item, digest: nil, result: .failure(reason: "broken", fileSignature: nil))], in: run)
        }
        #expect(try catalog.findWork(model: Data([1]), preprocessing: "1").work == 0)
        #expect(try catalog.failures().count == 4)
        var count = 0
        try catalog.forEachTag { _ in count += 1 }
        #expect(count == 4)
        _ = try catalog.decide([Decision(sku: "1", answer: .none), Decision(sku: "7.5", answer: .skip)])
        _ = try catalog.reviewQueue()
        // A key that is null is refused by a run, and survived by what only reads.
        try DatabaseQueue(path: path).write { try $0.execute(sql: "INSERT INTO goods (key) VALUES (NULL)") }
        try catalog.forEachTag { _ in }
        let error = #expect(throws: TaggerError.self) { try catalog.findWork(model: Data(), preprocessing: "1") }
        #expect(error?.kind == .invalidData)
    }

    @Test func withoutAThresholdNothingIsTagged() throws {
        let test = try TestCatalog()
        let catalog = try test.open(.run)
        try test.run(catalog)
        try test.shop("DELETE FROM tagger_settings")
        #expect(try catalog.countsByStatus() == ["review": 3])
        #expect(try catalog.reviewBelow(model: TestCatalog.model.digest) == 1)
    }

    @Test func walModeStaysAsTheShopHasSetIt() throws {
        let test = try TestCatalog()
        try test.shop("PRAGMA journal_mode = WAL")
        try test.run(try test.open(.run))
        #expect(try test.shop("PRAGMA journal_mode").first?[0] == "wal")
    }

    @Test func keysOfAnyTypeComeBackAsTheyAre() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("shop.sqlite")
        try DatabaseQueue(path: path).write { db in
            try db.execute(
                sql: """
                    CREATE TABLE goods (key);
                    INSERT INTO goods VALUES (1), ('1'), (2.5), ('ä"''');
                    CREATE VIEW tagger_source AS
                    SELECT key AS product_id, NULL AS sku, NULL AS title, x'00' AS png, NULL AS path, key AS stamp FROM goods;
                    """)
        }
        let catalog = try Catalog(path: path, access: .run)
        let found = try catalog.findWork(model: Data([1]), preprocessing: "1")
        #expect(found == WorkFound(products: 4, work: 4))
        let run = try catalog.startRun(model: TestCatalog.model, preprocessing: "1")
        var position: Int64 = 0
        for product in try catalog.nextWork(after: &position, count: 10) {
            let (item, _) = try #require(try catalog.workItem(product, model: Data([1]), preprocessing: "1"))
            let result = Outcome.Result.prediction(probabilities: [("Bag", 1)], thumbnail: TestCatalog.thumbnail)
            try catalog.write([Outcome(item: item, digest: Data(), result: result)], in: run)
        }
        #expect(try catalog.findWork(model: Data([1]), preprocessing: "1").work == 0)
        #expect(try catalog.countsByStatus() == ["tagged": 4])
    }

    @Test func keysThatAreNotUniqueAreRefused() throws {
        let test = try TestCatalog()
        try test.shop(
            """
            DROP VIEW tagger_source;
            CREATE VIEW tagger_source AS
            SELECT 'same' AS product_id, key AS sku, label AS title, photo AS png, file AS path, changed AS stamp FROM goods;
            """)
        let catalog = try test.open(.run)
        let error = #expect(throws: TaggerError.self) { try catalog.findWork(model: Data(), preprocessing: "1") }
        #expect(error?.kind == .invalidData)
        #expect(error?.description.contains("same") == true)
    }

    @Test func twoRunsNeverHoldACatalogAtOnce() throws {
        let test = try TestCatalog()
        var first: Catalog? = try test.open(.run)
        let error = #expect(throws: TaggerError.self) { try test.open(.run) }
        #expect(error?.kind == .busy)
        // A person decides meanwhile.
        _ = try test.open(.write).decide([Decision(sku: "P0", answer: .none)])
        withExtendedLifetime(first) {}
        first = nil
        _ = try test.open(.run)
    }

    @Test func aCatalogHasOneLockHoweverItIsCalled() throws {
        let test = try TestCatalog()
        let link = test.folder.file("link.sqlite")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "shop.sqlite")
        let first = try test.open(.run)
        #expect(throws: TaggerError.self) { try Catalog(path: link, access: .run) }
        withExtendedLifetime(first) {}
        #expect(!FileManager.default.fileExists(atPath: link + "-tagger.lock"))
    }

    /// What a program leaves that dies in the middle of a transaction: half of the pages written, and the journal.
    @Test func aCatalogWithAHotJournalCanBeRead() throws {
        let test = try TestCatalog()
        try test.run(try test.open(.run))
        try test.shop(
            "CREATE TABLE filler (x); INSERT INTO filler SELECT randomblob(1000) FROM goods, goods, goods, goods")
        let copy = test.folder.file("copy.sqlite")
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let shop = try DatabaseQueue(path: test.path, configuration: configuration)
        try shop.inDatabase { db in
            try db.execute(
                sql:
                    "PRAGMA cache_size = 1; BEGIN; UPDATE filler SET x = randomblob(900); UPDATE goods SET label = 'lost'"
            )
        }
        for suffix in ["", "-journal"] {
            try FileManager.default.copyItem(atPath: test.path + suffix, toPath: copy + suffix)
        }
        let catalog = try Catalog(path: copy, access: .read)
        #expect(try test.tags(catalog)["P0"]?.title == "Product 0")
        try shop.inDatabase { try $0.execute(sql: "ROLLBACK") }
    }

    @Test func aRunThatWasKilledIsNotCalledRunning() throws {
        let test = try TestCatalog()
        var catalog: Catalog? = try test.open(.run)
        _ = try catalog?.startRun(model: TestCatalog.model, preprocessing: "1")
        #expect(try test.open(.read).recentRuns(limit: 1).first?.state == "running")
        catalog = nil
        #expect(try test.open(.read).recentRuns(limit: 1).first?.state == "interrupted")
    }

    @Test func aViewWithoutAColumnIsNotCalledMissing() throws {
        let test = try TestCatalog()
        try test.shop("DROP VIEW tagger_source; CREATE VIEW tagger_source AS SELECT key AS product_id FROM goods")
        let error = #expect(throws: TaggerError.self) { try test.open(.run) }
        #expect(error?.description.contains("The view tagger_source") == true)
    }

    @Test func anImageRootThatIsNotThereIsRefusedAndNeverCostsATag() throws {
        let test = try TestCatalog(products: 1)
        try test.shop("UPDATE goods SET photo = NULL, file = 'a.png'")
        let catalog = try test.open(.run)
        #expect(throws: TaggerError.self) { try catalog.setImageRoot(test.folder.file("photos")) }
        try test.folder.write([1], to: "photos/a.png")
        try catalog.setImageRoot(test.folder.file("photos"))
        try FileManager.default.removeItem(atPath: test.folder.file("photos"))
        let error = #expect(throws: TaggerError.self) { try test.work(catalog) }
        #expect(error?.kind == .notFound)
    }

    @Test func aBusyShopIsWaitedForAndThenReported() throws {
        let test = try TestCatalog()
        _ = try test.open(.run)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let shop = try DatabaseQueue(path: test.path, configuration: configuration)
        try shop.inDatabase { try $0.execute(sql: "BEGIN EXCLUSIVE") }
        let start = ContinuousClock.now
        let error = #expect(throws: TaggerError.self) {
            try Catalog(path: test.path, access: .write, busyTimeoutSeconds: 0.3)
        }
        #expect(error?.kind == .busy)
        #expect(ContinuousClock.now - start >= .milliseconds(250))
        try shop.inDatabase { try $0.execute(sql: "ROLLBACK") }
    }

    @Test func aPreviewNeedsNoEarlierRunAndWritesNothing() throws {
        let test = try TestCatalog()
        let before = try Data(contentsOf: URL(fileURLWithPath: test.path))
        let error = #expect(throws: TaggerError.self) { try test.open(.read) }
        #expect(error?.kind == .invalidData)
        let catalog = try test.open(.preview)
        #expect(try test.work(catalog) == ["P0", "P1", "P2"])
        #expect(try catalog.workItem(ProductID("P1".databaseValue), model: Data(), preprocessing: "1") != nil)
        #expect(try Data(contentsOf: URL(fileURLWithPath: test.path)) == before)
    }
}
