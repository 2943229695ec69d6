import Catalog
import CatalogTestSupport
import Foundation
import GRDB
import Testing

@testable import Review

/// The order of the review queue.
@Suite struct ReviewQueueTests {
    private static let second = ModelReference(name: "shop-1", digest: Data([2]))

    /// A shop after a first run, and its SKUs in the order of audits.
    private func shop(products: Int) throws -> (test: TestCatalog, catalog: Catalog, order: [String]) {
        let test = try TestCatalog(products: products)
        let catalog = try test.open(.run)
        try test.shop("UPDATE tagger_settings SET value = 'seed' WHERE key = 'audit_seed'")
        try test.run(catalog)
        let order = try test.shop("SELECT product_id FROM tagger_outcomes ORDER BY audit_key").map { $0[0] as String }
        return (test, catalog, order)
    }

    /// A shop of 60 products whose first 40 audits are decided: four of five are Bags, the others none, all with black
    /// thumbnails unless given. Of the other products, the last has the lowest confidence, and each has a gray value of
    /// its own.
    private func decidedShop(
        confidences: [Int: Double] = [:], grays: [Int: UInt8] = [:]
    ) throws -> (test: TestCatalog, catalog: Catalog, order: [String]) {
        let shop = try shop(products: 60)
        try shop.test.predict(shop.catalog, model: Self.second) { sku in
            let place = shop.order.firstIndex(of: sku) ?? 0
            return TestPrediction(
                confidence: confidences[place] ?? 0.59 - Double(place - 40) / 1000,
                gray: grays[place] ?? (place < 40 ? 0 : UInt8(10 * (place - 39))))
        }
        _ = try shop.catalog.decide(
            shop.order[0..<40].enumerated().map { Decision(sku: $1, action: $0 % 5 == 4 ? .none : .set("Bag")) })
        return shop
    }

    private func decide(_ catalog: Catalog, _ skus: [String], _ action: Decision.Action = .set("Bag")) throws {
        _ = try catalog.decide(skus.map { Decision(sku: $0, action: action) })
    }

    @Test func firstFortyProductsAreAudits() throws {
        let (test, catalog, order) = try shop(products: 100)
        try test.predict(catalog, model: Self.second) { TestPrediction(confidence: $0.hasSuffix("7") ? 0.6 : 0.99) }
        let queue = try ReviewQueue(catalog).items(limit: 40)
        #expect(queue.map(\.sku) == Array(order[0..<40]))
        #expect(queue.allSatisfy { $0.reason == .audit && $0.second == "Coat" })
        // Confident predictions are audited too: only audits find confident errors.
        #expect(queue.contains { $0.confidence == 0.99 })
        #expect(try catalog.countsByStatus() == [.tagged: 90, .review: 10])
    }

    /// A person decides the listed products, 50 at a time.
    @Test func auditSampleGrowsWithTheDecisions() throws {
        let (test, catalog, _) = try shop(products: 700)
        try test.predict(catalog, model: Self.second) { TestPrediction(confidence: $0.hasSuffix("7") ? 0.97 : 0.6) }
        var decided = 0
        for _ in 0..<10 {
            let queue = try ReviewQueue(catalog).items(limit: 50)
            #expect(queue.count == 50 && Set(queue.map(\.sku)).count == 50)
            #expect(queue.contains { $0.reason == .audit } && queue.contains { $0.reason == .uncertain })
            try decide(catalog, queue.map(\.sku))
            decided += 50
            let audits = try test.shop("SELECT count(*) FROM tagger_audits")[0][0] as Int
            #expect(audits >= AuditSchedule.audits(among: decided))
        }
    }

    @Test func laterEveryFourthProductIsAnAudit() throws {
        let (test, catalog, order) = try decidedShop()
        defer { withExtendedLifetime(test) {} }
        let queue = try ReviewQueue(catalog).items(limit: 8)
        #expect(queue.map(\.sku) == [59, 58, 57, 40, 56, 55, 54, 41].map { order[$0] })
        #expect(queue.map { $0.reason == .audit } == [false, false, false, true, false, false, false, true])
        // Each queued product is listed once.
        #expect(try Set(ReviewQueue(catalog).items().map(\.sku)) == Set(order[40...]))
        #expect(try ReviewQueue(catalog).items().count == 20)
    }

    @Test func undoneAuditIsNextInTheQueue() throws {
        let (test, catalog, order) = try decidedShop()
        _ = try catalog.undoLastDecision()
        #expect(try test.shop("SELECT count(*) FROM tagger_audits")[0][0] == 40)
        #expect(try ReviewQueue(catalog).items(limit: 2).map(\.sku) == [39, 59].map { order[$0] })
    }

    @Test func productThatLooksTheSameAsAnEarlierOneMovesBehind() throws {
        // The next two look the same; the fourth differs slightly more than the limit.
        let (test, catalog, order) = try decidedShop(grays: [59: 230, 58: 233, 57: 227, 56: 238])
        defer { withExtendedLifetime(test) {} }
        let queue = try ReviewQueue(catalog).items()
        #expect(queue.prefix(3).map(\.sku) == [59, 56, 55].map { order[$0] })
        #expect(Set(queue.suffix(2).map(\.sku)) == Set([57, 58].map { order[$0] }))
    }

    @Test func productsThatLookTheSameFollowEachOther() throws {
        // In the order of margins, two appearances would alternate.
        var grays: [Int: UInt8] = [:]
        for place in 54..<60 { grays[place] = place % 2 == 0 ? 100 : 200 }
        let (test, catalog, order) = try decidedShop(grays: grays)
        defer { withExtendedLifetime(test) {} }
        let places = try ReviewQueue(catalog).items().map(\.sku).compactMap { order.firstIndex(of: $0) }
        let duplicates = places.filter { [54, 55, 56, 57].contains($0) && places.firstIndex(of: $0) ?? 0 > 2 }
        #expect(duplicates == [57, 55, 56, 54])
    }

    @Test func confidentPredictionThatASimilarDecidedProductContradictsIsQueued() throws {
        // The decided product at position 4 is none and light; so are two others, which are predicted as Bags.
        let (test, catalog, order) = try decidedShop(
            confidences: [45: 0.97, 47: 0.99], grays: [4: 250, 45: 247, 47: 251])
        #expect(try test.tags(catalog)[order[45]]?.status == .tagged)
        let queue = try ReviewQueue(catalog).items(limit: 7)
        #expect(queue.map(\.sku) == [59, 58, 47, 40, 57, 56, 45].map { order[$0] })
        #expect(queue[2].reason == .uncertain && queue[2].confidence == 0.99)
        // A decision for another image contradicts nothing.
        try test.shop("UPDATE goods SET photo = x'AB', changed = 'b' WHERE key = '\(order[4])'")
        try test.predict(catalog, model: Self.second) { _ in TestPrediction(confidence: 0.99, gray: 250) }
        #expect(try !ReviewQueue(catalog).items(limit: 3).map(\.sku).contains(order[47]))
    }

    @Test func skippedProductsComeLast() throws {
        let (test, catalog, order) = try decidedShop(confidences: [45: 0.9], grays: [4: 250, 45: 247])
        defer { withExtendedLifetime(test) {} }
        #expect(try ReviewQueue(catalog).items(limit: 3).map(\.sku).last == order[45])
        try decide(catalog, [order[45], order[59], order[40]], .skip)
        let queue = try ReviewQueue(catalog).items().map(\.sku)
        #expect(queue.count == 20)
        #expect(queue.prefix(2) == [order[58], order[57]])
        // The audit among them is not in the order of skips.
        #expect(Set(queue.suffix(3)) == [order[45], order[59], order[40]])
        try decide(catalog, [order[45]], .skip)
        #expect(try ReviewQueue(catalog).items().map(\.sku).last == order[45])
        // An undone skip is no skip.
        for _ in 0..<4 { _ = try catalog.undoLastDecision() }
        #expect(try ReviewQueue(catalog).items(limit: 3).map(\.sku) == [59, 58, 45].map { order[$0] })
    }

    @Test func sameCatalogGivesTheSameQueue() throws {
        let (test, catalog, order) = try decidedShop(
            confidences: [45: 0.97], grays: [4: 250, 45: 247, 57: 200, 58: 200])
        try decide(catalog, [order[50]], .skip)
        let queue = try ReviewQueue(catalog).items()
        #expect(try ReviewQueue(catalog).items() == queue)
        let copy = test.folder.file("copy.sqlite")
        try FileManager.default.copyItem(atPath: test.path, toPath: copy)
        #expect(try ReviewQueue(Catalog(path: copy, access: .read)).items() == queue)
        for limit in [0, 1, 7, 13] {
            #expect(try ReviewQueue(catalog).items(limit: limit) == Array(queue.prefix(limit)), "\(limit)")
        }
    }

    @Test func categoryFilterAdmitsOneCategory() throws {
        let (test, catalog, order) = try shop(products: 80)
        try test.predict(catalog, model: Self.second) {
            TestPrediction($0.hasSuffix("3") ? "Dress" : $0.hasSuffix("4") ? "none" : "Bag", confidence: 0.6)
        }
        let dresses = order.filter { $0.hasSuffix("3") }
        #expect(try Set(ReviewQueue(catalog).items(filter: ReviewFilter(category: "Dress")).map(\.sku)) == Set(dresses))
        #expect(
            try ReviewQueue(catalog).items(limit: 3, filter: ReviewFilter(category: "Dress")).map(\.sku)
                == Array(dresses.prefix(3)))
        #expect(try ReviewQueue(catalog).items(filter: ReviewFilter(category: "none")).count == 8)
        #expect(try ReviewQueue(catalog).items(filter: ReviewFilter(category: "Coat")).isEmpty)
    }

    /// A good model leaves no uncertain products; a certificate still needs audits.
    @Test func auditsContinueWhereAllProductsAreTagged() throws {
        let (test, catalog, order) = try shop(products: 60)
        try test.predict(catalog, model: Self.second) { _ in TestPrediction(confidence: 0.99) }
        #expect(try ReviewQueue(catalog).items().map(\.sku) == Array(order[0..<40]))
        try decide(catalog, Array(order[0..<40]))
        #expect(try ReviewQueue(catalog).items().isEmpty)
        #expect(try ReviewQueue(catalog).items(limit: 50).map(\.sku) == Array(order[40...]))
        #expect(try ReviewQueue(catalog).items(limit: 50, filter: ReviewFilter(category: "Bag")).isEmpty)
        try decide(catalog, [order[40]], .skip)
        #expect(try ReviewQueue(catalog).items(limit: 50).map(\.sku).last == order[40])
    }
}
