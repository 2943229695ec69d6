import CatalogTestSupport
import Foundation
import GRDB
import Platform
import Testing

@testable import Catalog

@Suite struct DecisionsTests {
    private func decide(_ catalog: Catalog, _ sku: String, _ action: Decision.Action) throws {
        _ = try catalog.decide([Decision(sku: sku, action: action)])
    }

    @Test func runDoesNotChangeDecisions() throws {
        let test = try TestCatalog()
        let catalog = try test.open(.run)
        try test.run(catalog, confidence: 0.6)
        try decide(catalog, "P0", .set("Dress"))
        try decide(catalog, "P1", .none)
        try decide(catalog, "P2", .accept)
        let before = try test.tags(catalog)
        #expect(before.mapValues(\.status) == ["P0": .confirmed, "P1": .confirmed, "P2": .confirmed])
        #expect(before.mapValues(\.category) == ["P0": "Dress", "P1": "none", "P2": "Bag"])
        let counts = try test.run(catalog, model: ModelReference(name: "new", digest: Data([2]))) { _ in "Sandal" }
        #expect(counts.considered == 0)
        #expect(try test.tags(catalog) == before)
    }

    @Test func changedImageReturnsToReviewWithTheDecidedCategory() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.run)
        try test.run(catalog)
        try decide(catalog, "P0", .set("Coat"))
        try test.shop("UPDATE goods SET photo = x'CC', changed = 'b'")
        #expect(try test.run(catalog, confidence: 0.99).review == 1)
        let tag = try #require(try test.tags(catalog)["P0"])
        #expect(tag.status == .review)
        #expect(tag.category == "Coat")
        #expect(abs(try #require(tag.confidence) - 0.01) < 1e-9)
        let entry = try #require(try catalog.reviewEntry(of: test.product("P0")))
        #expect(entry.category == "Coat" && entry.second == "Bag")
        try decide(catalog, "P0", .accept)
        #expect(try test.tags(catalog)["P0"]?.status == .confirmed)
    }

    @Test func decisionAppliesToTheSameContentUnderAnotherStamp() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.run)
        try test.run(catalog)
        try decide(catalog, "P0", .set("Coat"))
        try test.shop("UPDATE goods SET changed = 'b'")
        #expect(try test.run(catalog, model: ModelReference(name: "new", digest: Data([2]))).considered == 0)
        #expect(try test.tags(catalog)["P0"]?.status == .confirmed)
        #expect(try test.work(catalog) == [])
    }

    @Test func decisionBeforeTheFirstRunApplies() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.run)
        #expect(throws: TaggerError.self) { try decide(catalog, "P0", .accept) }
        try decide(catalog, "P0", .set("Coat"))
        #expect(try test.tags(catalog)["P0"]?.status == .confirmed)
        #expect(try test.run(catalog).considered == 0)
        #expect(try test.tags(catalog)["P0"]?.category == "Coat")
        #expect(try test.tags(catalog)["P0"]?.status == .confirmed)
    }

    /// A run refuses the image too, so that a digest would serve nothing.
    @Test func imageThatIsTooLargeForARunHasNoDigest() throws {
        let test = try TestCatalog(products: 2)
        try test.shop("UPDATE goods SET photo = zeroblob(\(Catalog.maximumImageBytes + 1)) WHERE key = 'P0'")
        let catalog = try test.open(.write)
        try decide(catalog, "P0", .set("Coat"))
        try decide(catalog, "P1", .set("Coat"))
        let rows = try test.shop("SELECT digest FROM tagger_decisions ORDER BY product_id")
        #expect(rows.map { $0["digest"] == nil as Data? } == [true, false])
        #expect(try test.tags(catalog).mapValues(\.status) == ["P0": .confirmed, "P1": .confirmed])
    }

    @Test func manyDecisionsScanTheShopsProductsOnce() throws {
        let test = try TestCatalog(products: 0)
        try test.shop(
            """
            DROP VIEW tagger_source;
            CREATE TABLE many (key, name);
            INSERT INTO many WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i, 'N' || i FROM n;
            CREATE INDEX many_key ON many (key);
            CREATE VIEW tagger_source AS
            SELECT key AS product_id, name AS sku, '' AS title, NULL AS png, NULL AS path, NULL AS stamp FROM many;
            """)
        let catalog = try test.open(.write)
        let decided = try catalog.decide((1...2000).map { Decision(sku: "N\($0)", action: .none) })
        #expect(decided.count == 2000)
        #expect(try catalog.countsByStatus() == [.confirmed: 2000, .pending: 18000])
    }

    @Test func undoGoesBackToTheFirstDecision() throws {
        let test = try TestCatalog(products: 2)
        let catalog = try test.open(.run)
        try test.run(catalog, confidence: 0.6)
        try decide(catalog, "P0", .set("Dress"))
        try decide(catalog, "P0", .none)
        try decide(catalog, "P1", .accept)
        let first = try #require(try catalog.undoLastDecision())
        #expect(first.decision.sku == "P1" && first.status == .review && first.category == "Bag")
        #expect(try catalog.undoLastDecision()?.decision.category == "none")
        #expect(try test.tags(catalog)["P0"]?.category == "Dress")
        #expect(try catalog.undoLastDecision()?.decision.category == "Dress")
        #expect(try test.tags(catalog)["P0"]?.status == .review)
        #expect(try test.tags(catalog)["P0"]?.category == "Bag")
        #expect(try catalog.undoLastDecision() == nil)
        try decide(catalog, "P0", .set("Shirt"))
        #expect(try test.tags(catalog)["P0"]?.category == "Shirt")
    }

    @Test func historyCannotBeChanged() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.write)
        try decide(catalog, "P0", .none)
        #expect(throws: DatabaseError.self) { try test.shop("UPDATE tagger_decisions SET category = 'Bag'") }
        #expect(throws: DatabaseError.self) { try test.shop("DELETE FROM tagger_decisions") }
        _ = try catalog.undoLastDecision()
        #expect(
            try test.shop("SELECT action FROM tagger_decisions ORDER BY id").map { $0[0] as String } == [
                "none", "undo",
            ])
    }

    @Test func oneInvalidDecisionOfManyChangesNothing() throws {
        let test = try TestCatalog()
        let catalog = try test.open(.run)
        try test.run(catalog)
        let error = #expect(throws: TaggerError.self) {
            try catalog.decide([
                Decision(sku: "P0", action: .none),
                Decision(sku: "unknown", action: .none, origin: "file.csv, line 3"),
            ])
        }
        #expect(error?.kind == .invalidData)
        #expect(error?.description.contains("file.csv, line 3") == true)
        #expect(error?.description.contains("unknown") == true)
        #expect(try test.shop("SELECT * FROM tagger_decisions").isEmpty)
    }

    @Test func numberAndTextWithTheSameDigitsAreAmbiguous() throws {
        let test = try TestCatalog(products: 0)
        try test.shop(
            """
            DROP VIEW tagger_source;
            CREATE TABLE numbers (key);
            INSERT INTO numbers VALUES (1), ('1'), (2);
            CREATE VIEW tagger_source AS
            SELECT key AS product_id, key AS sku, '' AS title, NULL AS png, NULL AS path, NULL AS stamp FROM numbers;
            """)
        let catalog = try test.open(.write)
        #expect(throws: TaggerError.self) { try decide(catalog, "1", .none) }
        try decide(catalog, "2", .none)
        #expect(try test.tags(catalog)["2"]?.status == .confirmed)
    }

    @Test func ambiguousSKUIsRefused() throws {
        let test = try TestCatalog()
        try test.shop(
            """
            DROP VIEW tagger_source;
            CREATE VIEW tagger_source AS
            SELECT key AS product_id, 'same' AS sku, label AS title, photo AS png, file AS path, changed AS stamp FROM goods;
            """)
        let error = #expect(throws: TaggerError.self) { try decide(try test.open(.write), "same", .none) }
        #expect(error?.description.contains("More than one") == true)
    }
}
