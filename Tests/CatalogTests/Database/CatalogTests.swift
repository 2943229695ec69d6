import CatalogTestSupport
import Foundation
import GRDB
import Platform
import TestSupport
import Testing

@testable import Catalog

@Suite struct CatalogTests {
    @Test func fileThatIsNotACatalogIsNamedAndNotChanged() throws {
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

    @Test func missingCatalogSuggestsTheCommandWithTheProgramsName() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("my shop.sqlite")
        let error = #expect(throws: TaggerError.self) { try Catalog(path: path, access: .run) }
        #expect(
            error?.description == """
                There is no catalog \(path). This command creates it from a folder with products.csv and its images:
                    \(programName) --db '\(path)' --import FOLDER
                """)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func shopsDatabaseGetsOnlyObjectsNamedTagger() throws {
        let test = try TestCatalog()
        try test.shop("CREATE TABLE products (id TEXT PRIMARY KEY, x); INSERT INTO products VALUES ('a', 1)")
        for pragma in ["user_version = 7", "application_id = 42"] {
            try test.shop("PRAGMA \(pragma)")
        }
        let shopSchema = """
            SELECT type, name, sql FROM sqlite_master
            WHERE name NOT LIKE 'tagger!_%' ESCAPE '!' AND tbl_name NOT LIKE 'tagger!_%' ESCAPE '!'
            """
        let shopRows = "SELECT * FROM goods, products"
        let before = try (test.shop(shopSchema), test.shop(shopRows))
        do {
            let catalog = try test.open(.run)
            try test.run(catalog)
            _ = try catalog.decide([Decision(sku: "P0", action: .set("Coat"))])
        }
        #expect(try test.shop(shopSchema) == before.0)
        #expect(try test.shop(shopRows) == before.1)
        #expect(try test.shop("PRAGMA user_version").first?[0] == 7)
        #expect(try test.shop("PRAGMA application_id").first?[0] == 42)
        #expect(try test.shop("PRAGMA journal_mode").first?[0] == "delete")
        #expect(try test.shop("PRAGMA integrity_check").first?[0] == "ok")
    }

    @Test func unusualValuesInTheShopsViewAreAccepted() throws {
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
        let queue = try catalog.findWork(model: Data([1]), preprocessing: "1")
        #expect(queue.count == 4)
        let run = try catalog.startRun(model: TestCatalog.model, preprocessing: "1")
        for product in try queue.allKeys() {
            let (item, _) = try #require(try queue.item(product))
            try catalog.write(
                [Outcome(item: item, digest: nil, result: .failure(reason: "broken", fileSignature: nil))], in: run)
        }
        #expect(try catalog.findWork(model: Data([1]), preprocessing: "1").count == 0)
        #expect(try catalog.failures().count == 4)
        var count = 0
        try catalog.forEachTag { _ in count += 1 }
        #expect(count == 4)
        _ = try catalog.decide([Decision(sku: "1", action: .none), Decision(sku: "7.5", action: .skip)])
        _ = try catalog.reviewCandidates(CandidateFilter()).audits(limit: nil)
        // A null key is refused by a run and ignored by queries.
        try DatabaseQueue(path: path).write { try $0.execute(sql: "INSERT INTO goods (key) VALUES (NULL)") }
        try catalog.forEachTag { _ in }
        let error = #expect(throws: TaggerError.self) { try catalog.findWork(model: Data(), preprocessing: "1") }
        #expect(error?.kind == .invalidData)
    }

    @Test func withoutAThresholdNoProductIsTagged() throws {
        let test = try TestCatalog()
        let catalog = try test.open(.run)
        try test.run(catalog)
        try test.shop("DELETE FROM tagger_settings")
        #expect(try catalog.countsByStatus() == [.review: 3])
        #expect(try catalog.reviewBelow(model: TestCatalog.model.digest) == 1)
    }

    @Test func journalModeWALStays() throws {
        let test = try TestCatalog()
        try test.shop("PRAGMA journal_mode = WAL")
        try test.run(try test.open(.run))
        #expect(try test.shop("PRAGMA journal_mode").first?[0] == "wal")
    }

    @Test func keysOfAllTypesKeepTheirType() throws {
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
        let queue = try catalog.findWork(model: Data([1]), preprocessing: "1")
        #expect(queue.productCount == 4 && queue.count == 4)
        let run = try catalog.startRun(model: TestCatalog.model, preprocessing: "1")
        for product in try queue.allKeys() {
            let (item, _) = try #require(try queue.item(product))
            let result = Outcome.Result.prediction(probabilities: [("Bag", 1)], thumbnail: TestCatalog.thumbnail)
            try catalog.write([Outcome(item: item, digest: Data(), result: result)], in: run)
        }
        #expect(try catalog.findWork(model: Data([1]), preprocessing: "1").count == 0)
        #expect(try catalog.countsByStatus() == [.tagged: 4])
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

    @Test func viewWithoutAColumnIsNotReportedAsMissing() throws {
        let test = try TestCatalog()
        try test.shop("DROP VIEW tagger_source; CREATE VIEW tagger_source AS SELECT key AS product_id FROM goods")
        let error = #expect(throws: TaggerError.self) { try test.open(.run) }
        #expect(error?.description.contains("The view tagger_source") == true)
    }

    @Test func missingImageFolderIsRefusedAndKeepsTheTags() throws {
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
}
