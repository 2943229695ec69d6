import CatalogTestSupport
import Foundation
import GRDB
import Testing

@testable import Catalog

/// The audit sample, on which precision is measured.
@Suite struct AuditsTests {
    private let test: TestCatalog
    private let catalog: Catalog

    init() throws {
        test = try TestCatalog(products: 20)
        catalog = try test.open(.run)
        try test.shop("UPDATE tagger_settings SET value = 'seed' WHERE key = 'audit_seed'")
        try test.run(catalog)
    }

    private func decide(_ skus: [String], _ action: Decision.Action = .set("Bag")) throws {
        _ = try catalog.decide(skus.map { Decision(sku: $0, action: action) })
    }

    /// All products in the order of audit keys.
    private var order: [String] {
        get throws {
            try test.shop("SELECT product_id FROM tagger_outcomes ORDER BY audit_key").map { $0[0] }
        }
    }

    private func sample() throws -> [String] {
        try test.shop("SELECT product_id FROM tagger_audits ORDER BY position").map { $0[0] }
    }

    @Test func auditKeyIsAKeyedHash() throws {
        // Python: hmac.new(b"seed", b"text P0", hashlib.sha256).digest()[:8], without the highest bit.
        let key = try test.shop("SELECT audit_key FROM tagger_outcomes WHERE product_id = 'P0'").first?[0] as Int64?
        #expect(key == 8526792977835119500)
        let first = try order
        #expect(first != first.sorted())
        try test.shop("UPDATE tagger_settings SET value = 'other' WHERE key = 'audit_seed'")
        try test.run(catalog, model: ModelReference(name: "new", digest: Data([2])))
        #expect(try order != first)
    }

    @Test func sampleIsTheDecidedPrefixOfTheOrder() throws {
        let order = try order
        try decide([order[2]])
        #expect(try sample() == [])
        try decide([order[7], order[0]])
        #expect(try sample() == [order[0]])
        try decide([order[1]])
        #expect(try sample() == Array(order[0...2]))
        let audits = try catalog.decidedProducts(model: Data([1])).filter(\.isAudit).map(\.sku)
        #expect(audits == Array(order[0...2]))
        #expect(try catalog.decidedProducts(model: Data([1])).map(\.sku) == [order[0], order[1], order[2], order[7]])
    }

    @Test func skippedAndUndoneProductsStayInTheSampleWithoutADecision() throws {
        let order = try order
        try decide([order[0]], .skip)
        try decide([order[1]])
        #expect(try sample() == Array(order[0...1]))
        _ = try catalog.undoLastDecision()
        #expect(try sample() == Array(order[0...1]))
        let audits = try catalog.decidedProducts(model: Data([1]))
        #expect(audits.map(\.sku) == Array(order[0...1]))
        #expect(audits.allSatisfy { $0.isAudit && $0.decidedCategory == nil })
    }

    @Test func newProductDelaysTheSampleAndRemovesNothing() throws {
        let before = try order
        try decide(Array(before[0..<10]))
        for number in 100..<140 { try test.shop("INSERT INTO goods VALUES ('P\(number)', 'new', x'01', NULL, 'a')") }
        try test.run(catalog)
        let first = try order[0]
        #expect(!before.contains(first), "one of forty comes first")
        #expect(try sample() == Array(before[0..<10]))
        try decide([before[10]])
        #expect(try sample().count == 10)
        try decide([first])
        #expect(try sample().count > 10)
    }

    @Test func auditWithAChangedImageIsLeftOutUntilTheNextDecision() throws {
        let order = try order
        try decide(Array(order[0..<3]))
        try test.shop("UPDATE goods SET photo = x'AA', changed = 'b' WHERE key = '\(order[1])'")
        try test.run(catalog)
        #expect(try catalog.decidedProducts(model: Data([1])).map(\.sku) == [order[0], order[2]])
        try decide([order[1]])
        #expect(try catalog.decidedProducts(model: Data([1])).map(\.sku) == Array(order[0..<3]))
    }

    @Test func sampleDoesNotDependOnTheOrderOfDecisions() throws {
        let order = try order
        let decided = [order[4], order[9], order[1], order[0], order[6], order[3], order[2]]
        func sample(_ batches: [[String]]) throws -> [String] {
            let test = try TestCatalog(products: 20)
            let catalog = try test.open(.run)
            try test.shop("UPDATE tagger_settings SET value = 'seed' WHERE key = 'audit_seed'")
            try test.run(catalog)
            for skus in batches { _ = try catalog.decide(skus.map { Decision(sku: $0, action: .accept) }) }
            return try test.shop("SELECT product_id FROM tagger_audits ORDER BY position").map { $0[0] }
        }
        let expected = Array(order[0...4])
        #expect(try sample([decided]) == expected)
        #expect(try sample(decided.map { [$0] }) == expected)
        #expect(try sample([decided.reversed()]) == expected)
        #expect(try sample([Array(decided[0..<3]), Array(decided[3...])]) == expected)
    }

    @Test func decisionUndoneBeforeItsTurnDoesNotJoinTheSample() throws {
        let order = try order
        try decide([order[1]])
        _ = try catalog.undoLastDecision()
        try decide([order[0], order[2]])
        #expect(try sample() == [order[0]])
        try decide([order[1]])
        #expect(try sample() == Array(order[0..<3]))
    }

    /// Otherwise one product that cannot be decided would end all measurements.
    @Test func removedAndFailedProductsDoNotEndTheSample() throws {
        let order = try order
        try decide(Array(order[0..<3]))
        try test.shop("DELETE FROM goods WHERE key IN ('\(order[1])', '\(order[3])')")
        try test.shop("UPDATE goods SET photo = x'FF', changed = 'b' WHERE key = '\(order[4])'")
        try test.run(catalog) { $0 == order[4] ? nil : "Bag" }
        try decide([order[5], order[6]])
        #expect(try sample() == Array(order[0..<3]) + [order[5], order[6]])
        let audits = try catalog.decidedProducts(model: Data([1])).filter(\.isAudit)
        #expect(audits.map(\.sku) == [order[0], order[2], order[5], order[6]])
    }

    @Test func decisionWithoutAnImageDoesNotApplyToALaterImage() throws {
        let order = try order
        try test.shop("UPDATE goods SET photo = NULL, changed = 'b' WHERE key = '\(order[0])'")
        try test.run(catalog) { _ in nil }
        try decide(Array(order[0..<2]))
        try test.shop("UPDATE goods SET photo = x'AB', changed = 'c' WHERE key = '\(order[0])'")
        try test.run(catalog)
        #expect(try test.tags(catalog)[order[0]]?.status == .review)
        #expect(try catalog.decidedProducts(model: Data([1])).map(\.sku) == [order[1]])
    }

    @Test func numberAndTextWithTheSameDigitsAreTwoAudits() throws {
        let test = try TestCatalog(products: 0)
        try test.shop(
            """
            DROP VIEW tagger_source;
            CREATE TABLE numbers (key);
            INSERT INTO numbers VALUES (1), ('1');
            CREATE VIEW tagger_source AS
            SELECT key AS product_id, typeof(key) AS sku, '' AS title, x'00' AS png, NULL AS path, NULL AS stamp FROM numbers;
            """)
        let catalog = try test.open(.run)
        let queue = try catalog.findWork(model: Data([1]), preprocessing: "1")
        let run = try catalog.startRun(model: TestCatalog.model, preprocessing: "1")
        for product in try queue.allKeys() {
            try catalog.write([try test.outcome(queue, product)], in: run)
        }
        let order = try test.shop("SELECT typeof(product_id) FROM tagger_outcomes ORDER BY audit_key")
            .map { $0[0] as String }
        #expect(Set(order) == ["integer", "text"])
        #expect(try test.shop("SELECT DISTINCT audit_key FROM tagger_outcomes").count == 2)
        _ = try catalog.decide([Decision(sku: order[0], action: .accept)])
        #expect(try catalog.decidedProducts(model: Data([1])).map(\.sku) == [order[0]])
        _ = try catalog.decide([Decision(sku: order[1], action: .none)])
        #expect(try catalog.decidedProducts(model: Data([1])).map(\.decidedCategory) == ["Bag", "none"])
        #expect(try test.shop("SELECT typeof(product_id) FROM tagger_audits").map { $0[0] as String } == order)
    }

    /// The first run draws its sample before there are outcomes, and later runs have the same order.
    @Test func sampleOfProductsIsThePrefixOfTheOrderOfAudits() throws {
        let order = try order
        for count in [0, 1, 7, 20, 50] {
            #expect(try catalog.sample(count: count).map(\.description) == Array(order.prefix(count)), "\(count)")
        }
        try test.shop("DELETE FROM tagger_outcomes")
        #expect(try catalog.sample(count: 7).map(\.description) == Array(order.prefix(7)))
        try test.shop("DELETE FROM goods WHERE key = '\(order[0])'")
        #expect(try catalog.sample(count: 2).map(\.description) == Array(order[1...2]))
    }

    @Test func storedProbabilitiesAreThoseOfTheModel() throws {
        let products = try catalog.sample(count: 3)
        let stored = try catalog.storedProbabilities(of: products, model: Data([1]), classes: ["Coat", "Bag", "Hat"])
        #expect(stored.count == 3)
        let first = try #require(stored[products[0]])
        #expect(abs(first[0] - 0.05) < 1e-9 && first[1] == 0.95 && first[2] == 0)
        #expect(try catalog.storedProbabilities(of: products, model: Data([2]), classes: ["Bag"]).isEmpty)
    }
}
