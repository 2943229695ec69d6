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

    @Test func theQueueIsTheSameEachTimeAndPutsWhatWasSkippedLast() throws {
        let order = try order
        #expect(try catalog.reviewQueue(limit: 5).map(\.sku) == Array(order[0..<5]))
        #expect(try catalog.reviewQueue(limit: 5) == catalog.reviewQueue(limit: 5))
        // Tagged products are audited too.
        #expect(try catalog.countsByStatus() == ["tagged": 20])
        #expect(try catalog.reviewQueue(limit: 5).allSatisfy { $0.reason == .audit })
        try decide([order[0]], .skip)
        #expect(try catalog.reviewQueue(limit: 3).map(\.sku) == Array(order[1..<4]))
        #expect(try catalog.reviewQueue(limit: 30).map(\.sku).last == order[0])
        #expect(try catalog.reviewQueue(category: "Dress").isEmpty)
        #expect(try catalog.reviewQueue(limit: 1).first?.second == "Coat")
    }

    @Test func aShareOfTheDecisionsIsAlwaysAudits() {
        for first in stride(from: 0, through: 5000, by: 100) {
            let more = AuditShare.audits(among: first + 100) - AuditShare.audits(among: first)
            #expect((25...100).contains(more), "\(first)")
        }
        #expect(AuditShare.audits(among: 40) == 40)
        #expect(AuditShare.audits(among: 1000) > 450)
    }
}
