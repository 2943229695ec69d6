import CatalogTestSupport
import Foundation
import GRDB
import Platform
import Testing

@testable import Catalog

/// The scan of catalogs with more products than a page has.
@Suite struct SourceScanTests {
    private static let count = 9_001

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

    /// The ways in which a shop may key its products.
    @Test(arguments: [
        ("key INTEGER PRIMARY KEY, changed TEXT", "i"), ("key TEXT PRIMARY KEY, changed TEXT", "'P' || i"),
        ("key TEXT, changed TEXT", "'P' || i"),
        ("key TEXT PRIMARY KEY COLLATE NOCASE, changed TEXT", "CASE i % 2 WHEN 0 THEN 'p' ELSE 'P' END || i"),
        ("key PRIMARY KEY, changed TEXT", "CASE i % 3 WHEN 0 THEN i WHEN 1 THEN i + 0.5 ELSE CAST(i AS BLOB) END"),
    ])
    func scanFindsExactlyTheChangedProducts(columns: String, key: String) throws {
        let test = try catalog(columns, key: key)
        let catalog = try test.open(.run)
        let new = try test.findWork(catalog)
        #expect(new.productCount == Self.count && new.count == Self.count)
        #expect(try new.countsByStatus() == [.pending: Self.count])
        #expect(try catalog.sample(count: 100).count == 100)
        let run = try catalog.startRun(model: TestCatalog.model, preprocessing: TestCatalog.preprocessing)
        // The outcomes of a run, written faster: two of three are confident, and each tenth failed.
        try test.shop(
            """
            INSERT INTO tagger_outcomes (product_id, run_id, model_id, preprocessing, stamp, digest, category, confidence, probabilities, failure)
            SELECT key, \(run.id), \(run.modelID), '\(TestCatalog.preprocessing)', changed, x'00',
                   iif(rowid % 10 = 0, NULL, 'Bag'), iif(rowid % 10 = 0, NULL, iif(rowid % 3 = 0, 0.5, 0.99)),
                   iif(rowid % 10 = 0, NULL, '{"Bag":0.99,"Coat":0.01}'), iif(rowid % 10 = 0, 'broken', NULL) FROM wares;
            """)
        let idle = try test.findWork(catalog)
        #expect(idle.productCount == Self.count && idle.count == 0)
        #expect(try idle.countsByStatus() == catalog.countsByStatus())
        try test.shop("UPDATE wares SET changed = 'b' WHERE rowid % 1000 = 7")
        try test.shop("DELETE FROM wares WHERE rowid % 1000 = 8")
        try test.shop("DELETE FROM tagger_outcomes WHERE rowid = 4567")
        let changed = try test.findWork(catalog)
        #expect(changed.productCount == Self.count - 9 && changed.count == 10)
        #expect(try changed.countsByStatus() == catalog.countsByStatus())
        // Another model classifies all but the failures.
        let other = try test.findWork(catalog, model: Data([9]))
        #expect(other.count > Self.count * 8 / 10 && other.count < Self.count)
        #expect(try other.countsByStatus() == catalog.countsByStatus())
    }

    @Test func decidedProductIsCountedAsConfirmed() throws {
        let test = try TestCatalog(products: 30)
        let catalog = try test.open(.run)
        try test.run(catalog)
        try test.shop(
            "INSERT INTO tagger_decisions (product_id, action, category, stamp, decided_at) VALUES ('P4', 'set', 'Coat', 'a', 'now')"
        )
        let queue = try test.findWork(catalog)
        #expect(queue.count == 0)
        #expect(try queue.countsByStatus() == [.tagged: 29, .confirmed: 1])
    }

    @Test(arguments: [3_999, 4_000, 4_001])
    func repeatedKeyIsFoundAtTheBoundaryOfAPage(place: Int) throws {
        let test = try catalog("key INTEGER, changed TEXT", key: "i")
        try test.shop("CREATE INDEX in_order ON wares (key)")
        try test.shop("INSERT INTO wares VALUES (\(place), 'a')")
        let catalog = try test.open(.run)
        // With outcomes, pages end when they are full.
        let run = try catalog.startRun(model: TestCatalog.model, preprocessing: TestCatalog.preprocessing)
        try test.shop(
            """
            INSERT INTO tagger_outcomes (product_id, run_id, model_id, preprocessing, stamp, digest, category, confidence, probabilities)
            SELECT DISTINCT key, \(run.id), \(run.modelID), '\(TestCatalog.preprocessing)', changed, x'00', 'Bag', 0.99, '{}' FROM wares
            """)
        let error = #expect(throws: TaggerError.self) { try test.findWork(catalog) }
        #expect(error?.description.contains("\(place) stands for more than one product") == true)
    }
}
