import Foundation
import GRDB
import Platform
import Testing

@testable import Catalog

@Suite struct WorkQueueTests {
    @Test func aRunLooksOnlyAtWhatIsNewOrChanged() throws {
        let test = try TestCatalog()
        let catalog = try test.open(.run)
        #expect(try test.work(catalog) == ["P0", "P1", "P2"])
        try test.run(catalog)
        #expect(try test.work(catalog) == [])
        try test.shop("INSERT INTO goods VALUES ('P3', 'New', x'09', NULL, 'a')")
        try test.shop("UPDATE goods SET photo = x'08', changed = 'b' WHERE key = 'P1'")
        #expect(try test.work(catalog) == ["P1", "P3"])
        try test.run(catalog)
        #expect(try test.work(catalog) == [])
    }

    @Test func anotherNetworkOrPreprocessingIsAReasonToLookAgain() throws {
        let test = try TestCatalog()
        let catalog = try test.open(.run)
        try test.run(catalog) { $0 == "P2" ? nil : "Bag" }
        // A failure has nothing to do with the network.
        #expect(try test.work(catalog, model: Data([2])) == ["P0", "P1"])
        #expect(try test.work(catalog, preprocessing: "2") == ["P0", "P1", "P2"])
    }

    @Test func aThumbnailIsReusedWhereThePictureIsTheSame() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.run)
        try test.run(catalog)
        let product = ProductID("P0".databaseValue)
        let (item, image) = try #require(try catalog.workItem(product, model: Data([2]), preprocessing: "1"))
        guard case .unchanged = image else { Issue.record("the picture was read"); return }
        #expect(item.thumbnail == TestCatalog.thumbnail)
        let (other, otherImage) = try #require(try catalog.workItem(product, model: Data([2]), preprocessing: "2"))
        guard case .data = otherImage else { Issue.record("the picture was not read"); return }
        #expect(other.thumbnail == nil)
    }

    @Test func theSameContentUnderAnotherStampIsUnchanged() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.run)
        try test.run(catalog)
        try test.shop("UPDATE goods SET changed = 'b'")
        #expect(try test.work(catalog) == ["P0"])
        #expect(try test.run(catalog) { _ in "Dress" }.considered == 0)
        #expect(try test.tags(catalog)["P0"]?.category == "Bag")
        #expect(try test.work(catalog) == [])
    }

    @Test func limitTakesTheFirst() throws {
        let test = try TestCatalog(products: 9)
        let catalog = try test.open(.run)
        #expect(try catalog.findWork(model: Data(), preprocessing: "1", limit: 4) == WorkFound(products: 9, work: 4))
        #expect(try catalog.findWork(model: Data(), preprocessing: "1", limit: 0).work == 0)
    }

    @Test func aFailedFileIsTriedAgainWhenItAppears() throws {
        let test = try TestCatalog(products: 1)
        try test.shop("UPDATE goods SET photo = NULL, file = 'photos/a.png'")
        let catalog = try test.open(.run)
        try test.run(catalog) { _ in nil }
        #expect(try test.work(catalog) == [])
        try test.folder.write([1, 2, 3], to: "photos/a.png")
        #expect(try test.work(catalog) == ["P0"])
    }

    @Test func aProductThatTheShopRemovedMeanwhileIsPassedOver() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.run)
        #expect(try test.work(catalog) == ["P0"])
        try test.shop("DELETE FROM goods")
        #expect(try catalog.workItem(ProductID("P0".databaseValue), model: Data(), preprocessing: "1") == nil)
    }

    @Test func noStatementStaysOpenOnTheShopsTables() throws {
        let test = try TestCatalog(products: 9)
        let catalog = try test.open(.run)
        _ = try catalog.findWork(model: Data(), preprocessing: "1")
        var position: Int64 = 0
        _ = try catalog.nextWork(after: &position, count: 2)
        _ = try catalog.workItem(ProductID("P0".databaseValue), model: Data(), preprocessing: "1")
        // An exclusive lock in rollback mode is had only when nobody reads.
        let shop = try DatabaseQueue(path: test.path)
        try shop.inDatabase { try $0.execute(sql: "BEGIN EXCLUSIVE; UPDATE goods SET label = 'x'; COMMIT") }
    }
}

@Suite struct LargeCatalogTests {
    private static let count = 9_001

    /// More products than a page of the walk holds, in each way that a shop may key them.
    private func catalog(_ columns: String, key: String) throws -> TestCatalog {
        let test = try TestCatalog(products: 0)
        try test.shop(
            """
            DROP VIEW tagger_source;
            CREATE TABLE wares (\(columns));
            CREATE VIEW tagger_source AS
            SELECT key AS product_id, key AS sku, 'x' AS title, CAST('a' AS BLOB) AS png, NULL AS path, changed AS stamp FROM wares;
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < \(Self.count))
            INSERT INTO wares SELECT \(key), 'a' FROM n;
            """)
        return test
    }

    @Test(arguments: [
        ("key INTEGER PRIMARY KEY, changed TEXT", "i"), ("key TEXT PRIMARY KEY, changed TEXT", "'P' || i"),
        ("key TEXT, changed TEXT", "'P' || i"),
        ("key TEXT PRIMARY KEY COLLATE NOCASE, changed TEXT", "CASE i % 2 WHEN 0 THEN 'p' ELSE 'P' END || i"),
        ("key PRIMARY KEY, changed TEXT", "CASE i % 3 WHEN 0 THEN i WHEN 1 THEN i + 0.5 ELSE CAST(i AS BLOB) END"),
    ]) func exactlyWhatChangedIsFound(columns: String, key: String) throws {
        let test = try catalog(columns, key: key)
        let catalog = try test.open(.run)
        let model = TestCatalog.model.digest
        func found() throws -> WorkFound {
            try catalog.findWork(model: model, preprocessing: TestCatalog.preprocessing)
        }
        #expect(try found() == WorkFound(products: Self.count, work: Self.count))
        #expect(try catalog.countsByStatus(after: found()) == ["pending": Self.count])
        let run = try catalog.startRun(model: TestCatalog.model, preprocessing: TestCatalog.preprocessing)
        // As a run leaves them, but quicker: two of three sure, and each tenth failed.
        try test.shop(
            """
            INSERT INTO tagger_outcomes (product_id, run_id, model_id, preprocessing, stamp, digest, category, confidence, probabilities, failure)
            SELECT key, \(run.id), \(run.modelID), '\(TestCatalog.preprocessing)', changed, x'00',
                   iif(rowid % 10 = 0, NULL, 'Bag'), iif(rowid % 10 = 0, NULL, iif(rowid % 3 = 0, 0.5, 0.99)),
                   iif(rowid % 10 = 0, NULL, '{"Bag":0.99,"Coat":0.01}'), iif(rowid % 10 = 0, 'broken', NULL) FROM wares;
            """)
        let idle = try found()
        #expect(idle.products == Self.count && idle.work == 0)
        #expect(try catalog.countsByStatus(after: idle) == catalog.countsByStatus())
        try test.shop("UPDATE wares SET changed = 'b' WHERE rowid % 1000 = 7")
        try test.shop("DELETE FROM wares WHERE rowid % 1000 = 8")
        try test.shop("DELETE FROM tagger_outcomes WHERE rowid = 4567")
        let changed = try found()
        #expect(changed.products == Self.count - 9 && changed.work == 10)
        #expect(try catalog.countsByStatus(after: changed) == catalog.countsByStatus())
        // Another network looks at all but the failures.
        let other = try catalog.findWork(model: Data([9]), preprocessing: TestCatalog.preprocessing)
        #expect(other.work > Self.count * 8 / 10 && other.work < Self.count)
        #expect(try catalog.countsByStatus(after: other) == catalog.countsByStatus())
    }

    @Test func whatIsDecidedIsCountedAsDecided() throws {
        let test = try TestCatalog(products: 30)
        let catalog = try test.open(.run)
        try test.run(catalog)
        try test.shop(
            "INSERT INTO tagger_decisions (product_id, action, category, stamp, decided_at) VALUES ('P4', 'set', 'Coat', 'a', 'now')"
        )
        let found = try catalog.findWork(model: TestCatalog.model.digest, preprocessing: TestCatalog.preprocessing)
        #expect(found.work == 0)
        #expect(try catalog.countsByStatus(after: found) == ["tagged": 29, "confirmed": 1])
    }

    @Test(arguments: [3_999, 4_000, 4_001]) func aKeyThatStandsTwiceIsFoundWhereverItStands(at place: Int) throws {
        let test = try catalog("key INTEGER, changed TEXT", key: "i")
        try test.shop("CREATE INDEX in_order ON wares (key)")
        try test.shop("INSERT INTO wares VALUES (\(place), 'a')")
        let catalog = try test.open(.run)
        // So that pages end where they are full.
        let run = try catalog.startRun(model: TestCatalog.model, preprocessing: TestCatalog.preprocessing)
        try test.shop(
            """
            INSERT INTO tagger_outcomes (product_id, run_id, model_id, preprocessing, stamp, digest, category, confidence, probabilities)
            SELECT DISTINCT key, \(run.id), \(run.modelID), '\(TestCatalog.preprocessing)', changed, x'00', 'Bag', 0.99, '{}' FROM wares
            """)
        let error = #expect(throws: TaggerError.self) {
            try catalog.findWork(model: TestCatalog.model.digest, preprocessing: TestCatalog.preprocessing)
        }
        #expect(error?.description.contains("\(place) stands for more than one product") == true)
    }
}
