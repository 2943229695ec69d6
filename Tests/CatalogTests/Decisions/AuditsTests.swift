import Foundation
import GRDB
import Testing

@testable import Catalog

/// The sample that a precision is measured on.
@Suite struct AuditsTests {
    private let test: TestCatalog
    private let catalog: Catalog

    init() throws {
        test = try TestCatalog(products: 20)
        catalog = try test.open(.run)
        try test.shop("UPDATE tagger_settings SET value = 'seed' WHERE key = 'audit_seed'")
        try test.run(catalog)
    }

    private func decide(_ skus: [String], _ answer: Decision.Answer = .set("Bag")) throws {
        _ = try catalog.decide(skus.map { Decision(sku: $0, answer: answer) })
    }

    /// All products in the order of audits, by HMAC-SHA256 as RFC 2104 has it.
    private var order: [String] {
        get throws {
            try test.shop("SELECT product_id FROM tagger_outcomes ORDER BY audit_key").map { $0[0] }
        }
    }

    private func sample() throws -> [String] {
        try test.shop("SELECT product_id FROM tagger_audits ORDER BY position").map { $0[0] }
    }

    @Test func theOrderIsThatOfAKeyedHash() throws {
        // Python: hmac.new(b"seed", b"text P0", hashlib.sha256).digest()[:8], its highest bit cleared.
        let key = try test.shop("SELECT audit_key FROM tagger_outcomes WHERE product_id = 'P0'").first?[0] as Int64?
        #expect(key == 8526792977835119500)
        let first = try order
        #expect(first != first.sorted())
        try test.shop("UPDATE tagger_settings SET value = 'other' WHERE key = 'audit_seed'")
        try test.run(catalog, model: ModelReference(name: "new", digest: Data([2])))
        #expect(try order != first)
    }

    @Test func theSampleIsThePrefixThatWasAnsweredInWhateverOrder() throws {
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

    @Test func whatWasSkippedOrTakenBackStaysInTheSampleWithoutAnAnswer() throws {
        let order = try order
        try decide([order[0]], .skip)
        try decide([order[1]])
        #expect(try sample() == Array(order[0...1]))
        _ = try catalog.undoLastDecision()
        #expect(try sample() == Array(order[0...1]))
        let audits = try catalog.decidedProducts(model: Data([1]))
        #expect(audits.map(\.sku) == Array(order[0...1]) && audits.allSatisfy { $0.isAudit && $0.answer == nil })
    }

    @Test func aNewProductTakesNothingOutAndIsAskedForFirst() throws {
        let before = try order
        try decide(Array(before[0..<10]))
        for number in 100..<140 { try test.shop("INSERT INTO goods VALUES ('P\(number)', 'new', x'01', NULL, 'a')") }
        try test.run(catalog)
        let first = try order[0]
        #expect(!before.contains(first), "one of forty comes first")
        #expect(try sample() == Array(before[0..<10]))
        #expect(try catalog.reviewQueue(limit: 1).map(\.sku) == [first])
        try decide([before[10]])
        #expect(try sample().count == 10)
        try decide([first])
        #expect(try sample().count > 10)
    }

    @Test func anAuditWhosePictureChangedIsLeftOutUntilItIsAnsweredAgain() throws {
        let order = try order
        try decide(Array(order[0..<3]))
        try test.shop("UPDATE goods SET photo = x'AA', changed = 'b' WHERE key = '\(order[1])'")
        try test.run(catalog)
        #expect(try catalog.decidedProducts(model: Data([1])).map(\.sku) == [order[0], order[2]])
        try decide([order[1]])
        #expect(try catalog.decidedProducts(model: Data([1])).map(\.sku) == Array(order[0..<3]))
    }

    /// In one file, one by one, from behind, or in any order: what is answered counts, not when.
    @Test func theSampleIsTheSameInWhateverOrderAnswersCome() throws {
        let order = try order
        let answered = [order[4], order[9], order[1], order[0], order[6], order[3], order[2]]
        func sample(_ files: [[String]]) throws -> [String] {
            let test = try TestCatalog(products: 20)
            let catalog = try test.open(.run)
            try test.shop("UPDATE tagger_settings SET value = 'seed' WHERE key = 'audit_seed'")
            try test.run(catalog)
            for skus in files { _ = try catalog.decide(skus.map { Decision(sku: $0, answer: .accept) }) }
            return try test.shop("SELECT product_id FROM tagger_audits ORDER BY position").map { $0[0] }
        }
        let expected = Array(order[0...4])
        #expect(try sample([answered]) == expected)
        #expect(try sample(answered.map { [$0] }) == expected)
        #expect(try sample([answered.reversed()]) == expected)
        #expect(try sample([Array(answered[0..<3]), Array(answered[3...])]) == expected)
    }

    @Test func whatWasTakenBackBeforeItsTurnDoesNotJoinTheSample() throws {
        let order = try order
        try decide([order[1]])
        _ = try catalog.undoLastDecision()
        try decide([order[0], order[2]])
        #expect(try sample() == [order[0]])
        try decide([order[1]])
        #expect(try sample() == Array(order[0..<3]))
    }

    @Test func anAuditThatWasTakenBackIsAskedForAgainFirst() throws {
        let order = try order
        try decide(Array(order[0..<6]))
        _ = try catalog.undoLastDecision()
        #expect(try catalog.reviewQueue(limit: 2).map(\.sku) == [order[5], order[6]])
        try decide([order[5]], .none)
        #expect(try sample() == Array(order[0..<6]))
        #expect(try catalog.decidedProducts(model: Data([1])).last?.answer == "none")
    }

    /// Otherwise one product that nobody can answer any more would end all measuring.
    @Test func whatTheShopRemovedOrCannotShowKeepsNothingFromTheSample() throws {
        let order = try order
        try decide(Array(order[0..<3]))
        try test.shop("DELETE FROM goods WHERE key IN ('\(order[1])', '\(order[3])')")
        try test.shop("UPDATE goods SET photo = x'FF', changed = 'b' WHERE key = '\(order[4])'")
        try test.run(catalog) { $0 == order[4] ? nil : "Bag" }
        #expect(try catalog.reviewQueue(limit: 2).map(\.sku) == [order[5], order[6]])
        try decide([order[5], order[6]])
        #expect(try sample() == Array(order[0..<3]) + [order[5], order[6]])
        let audits = try catalog.decidedProducts(model: Data([1])).filter(\.isAudit)
        #expect(audits.map(\.sku) == [order[0], order[2], order[5], order[6]])
    }

    /// A person may say what it is before there is a picture.
    @Test func anAnswerWithoutAPictureHoldsForNoneThatComesLater() throws {
        let order = try order
        try test.shop("UPDATE goods SET photo = NULL, changed = 'b' WHERE key = '\(order[0])'")
        try test.run(catalog) { _ in nil }
        try decide(Array(order[0..<2]))
        try test.shop("UPDATE goods SET photo = x'AB', changed = 'c' WHERE key = '\(order[0])'")
        try test.run(catalog)
        #expect(try test.tags(catalog)[order[0]]?.status == "review")
        #expect(try catalog.decidedProducts(model: Data([1])).map(\.sku) == [order[1]])
        #expect(try catalog.reviewQueue(limit: 1).map(\.sku) == [order[0]])
    }

    @Test func aNumberAndATextThatLookAlikeAreTwoAudits() throws {
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
        _ = try catalog.findWork(model: Data([1]), preprocessing: "1")
        let run = try catalog.startRun(model: TestCatalog.model, preprocessing: "1")
        var position: Int64 = 0
        for product in try catalog.nextWork(after: &position, count: 10) {
            let (item, _) = try #require(try catalog.workItem(product, model: Data([1]), preprocessing: "1"))
            try catalog.write(
                [
                    Outcome(
                        item: item, digest: Data([0]),
                        result: .prediction(probabilities: [("Bag", 1)], thumbnail: TestCatalog.thumbnail))
                ], in: run)
        }
        #expect(try test.shop("SELECT DISTINCT audit_key FROM tagger_outcomes").count == 2)
        let order = try catalog.reviewQueue(limit: 5).map(\.sku)
        #expect(Set(order) == ["integer", "text"])
        _ = try catalog.decide([Decision(sku: order[0], answer: .accept)])
        #expect(try catalog.decidedProducts(model: Data([1])).map(\.sku) == [order[0]])
        _ = try catalog.decide([Decision(sku: order[1], answer: .none)])
        #expect(try catalog.decidedProducts(model: Data([1])).map(\.answer) == ["Bag", "none"])
        #expect(try test.shop("SELECT typeof(product_id) FROM tagger_audits").map { $0[0] as String } == order)
    }
}
