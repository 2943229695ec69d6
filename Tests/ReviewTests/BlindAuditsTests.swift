import Catalog
import CatalogTestSupport
import Foundation
import Testing

@testable import Review

/// What a reviewer sees of audits.
@Suite struct BlindAuditsTests {
    private let test: TestCatalog
    private let catalog: Catalog
    private let queue: ReviewQueue
    /// SKUs in the order of audits.
    private let order: [String]

    init() throws {
        test = try TestCatalog(products: 8)
        catalog = try test.open(.run)
        queue = ReviewQueue(catalog)
        try test.shop("UPDATE tagger_settings SET value = 'seed' WHERE key = 'audit_seed'")
        try test.run(catalog, confidence: 0.6)
        order = try test.shop("SELECT product_id FROM tagger_outcomes ORDER BY audit_key").map { $0[0] as String }
    }

    private func shown(_ sku: String) throws -> ReviewProduct { try #require(try queue.product(test.product(sku))) }

    private func decide(_ product: ReviewProduct, _ action: Decision.Action) throws -> ReviewResult {
        try queue.decide([
            ReviewedDecision(product: product.product, action: action, revision: product.revision)
        ])[0]
    }

    @Test func firstQuarterOfTheUndecidedProductsIsBlind() throws {
        func blind() throws -> [String] { try order.filter { try shown($0).isBlind } }
        #expect(try blind() == Array(order[0..<2]))
        _ = try decide(shown(order[0]), .set("Bag"))
        #expect(try blind() == Array(order[1..<3]))
        // Neither a list by category nor a filter reveals the prediction of a blind audit.
        #expect(try Set(queue.queuedProducts("Bag", limit: 10).map(\.sku)) == Set(order[3...]))
        #expect(try queue.queuedCounts() == ["Bag": 5])
        var filter = ReviewFilter(category: "Bag")
        filter.leavesOutBlind = true
        #expect(try Set(queue.items(filter: filter).map(\.sku)) == Set(order[3...]))
    }

    @Test func blindAuditIsShownWithoutItsPrediction() throws {
        try catalog.setReviewBelow(0)
        let blind = try shown(order[0]), other = try shown(order[5])
        #expect(blind.isBlind && blind.category == nil && blind.probabilities.isEmpty && blind.status == .review)
        #expect(!other.isBlind && other.category == "Bag" && other.probabilities.count == 2 && other.status == .tagged)
        #expect(try queue.similarProducts(to: blind, limit: 5).isEmpty)
        #expect(blind.details.status == .tagged && blind.details.category == "Bag")
    }

    /// In a small shop the list of audits is longer than the first quarter.
    @Test func shownAuditStaysBlind() throws {
        let items = try queue.items(limit: 5)
        #expect(items.map(\.sku) == Array(order[0..<5]) && items.allSatisfy { $0.reason == .audit })
        #expect(try !shown(order[4]).isBlind)
        #expect(try queue.show(items).allSatisfy { $0.isBlind && $0.category == nil })
        #expect(try shown(order[4]).isBlind && !shown(order[5]).isBlind)
        _ = try decide(shown(order[4]), .set("Coat"))
        #expect(try !shown(order[4]).isBlind && shown(order[4]).category == "Coat")
        #expect(try queue.show(items).map(\.sku) == Array(order[0..<4]), "decided products are left out")
    }

    @Test func blindAuditCannotBeAccepted() throws {
        let product = try shown(order[3])
        #expect(!product.isBlind)
        for sku in order[0..<2] { _ = try decide(shown(sku), .none) }
        // The product has become a blind audit since it was shown.
        guard case .outdated(let now?) = try decide(product, .accept) else {
            Issue.record("a blind audit was accepted")
            return
        }
        #expect(now.isBlind && now.category == nil)
        guard case .recorded = try decide(product, .set("Bag")) else {
            Issue.record("a category was refused")
            return
        }
    }

    @Test func historyHidesThePredictionOfAnUndecidedAudit() throws {
        for sku in order { _ = try decide(shown(sku), .skip) }
        let entries = try queue.history(limit: 10)
        #expect(entries.filter { $0.predictedCategory == nil }.map(\.decision.sku) == [order[1], order[0]])
        _ = try decide(shown(order[0]), .set("Coat"))
        #expect(try queue.history(limit: 1).first?.predictedCategory == "Bag")
        _ = try catalog.undoLastDecision()
        #expect(try queue.history(limit: 1).first?.predictedCategory == nil)
        #expect(try queue.history(of: test.product(order[7]), limit: 5).map(\.predictedCategory) == ["Bag"])
    }

    @Test func filtersAdmitTheProductsThatTheyDescribe() throws {
        try test.shop(
            "UPDATE goods SET label = CASE key WHEN 'P1' THEN 'Calça 100% _' WHEN 'P2' THEN 'CALCA' ELSE 'Hat' END")
        func skus(_ change: (inout ReviewFilter) -> Void) throws -> Set<String> {
            var filter = ReviewFilter()
            change(&filter)
            return try Set(queue.items(filter: filter).map(\.sku))
        }
        #expect(try skus { $0.text = "calça" } == ["P1", "P2"])
        #expect(try skus { $0.text = "0% _" } == ["P1"])
        #expect(try skus { $0.text = "p3" } == ["P3"])
        #expect(try skus { $0.text = "' OR 1" } == [])
        #expect(try skus { $0.confidence = 0.7...1 } == [])
        #expect(try skus { $0.confidence = 0.5...0.6 }.count == 8)
        var filter = ReviewFilter()
        filter.reason = .audit
        #expect(try queue.items(filter: filter).allSatisfy { $0.reason == .audit })
    }

    @Test func similarProductsAreDecidedOnesTheMostSimilarFirst() throws {
        try test.predict(catalog, model: ModelReference(name: "new", digest: Data([2]))) { sku in
            TestPrediction(confidence: 0.6, gray: ["P1": 100, "P2": 104, "P3": 101, "P4": 103, "P5": 200][sku] ?? 0)
        }
        for sku in ["P2", "P3", "P5"] { _ = try catalog.decide([Decision(sku: sku, action: .set("Dress"))]) }
        let similar = SimilarProducts(in: catalog), product = test.product("P1")
        #expect(try similar.decided(similarTo: product, limit: 5).map(\.description) == ["P3", "P2"])
        #expect(try similar.decided(similarTo: product, limit: 1).map(\.description) == ["P3"])
    }

    @Test func auditsThatCannotBeDecidedAreNotQueued() throws {
        for sku in order[0..<3] { _ = try catalog.decide([Decision(sku: sku, action: .accept)]) }
        try test.shop("DELETE FROM goods WHERE key IN ('\(order[1])', '\(order[3])')")
        try test.shop("UPDATE goods SET photo = x'FF', changed = 'b' WHERE key = '\(order[4])'")
        try test.run(catalog) { $0 == order[4] ? nil : "Bag" }
        #expect(try queue.items(limit: 2).map(\.sku) == [order[5], order[6]])
    }
}
