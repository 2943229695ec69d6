import Foundation
import GRDB
import Testing

@testable import Catalog

/// What a person is asked for, and in what order.
@Suite struct ReviewQueueTests {
    private static let second = ModelReference(name: "shop-1", digest: Data([2]))

    /// A shop in which all was seen once, and its SKUs in the order of audits.
    private func shop(products: Int) throws -> (test: TestCatalog, catalog: Catalog, order: [String]) {
        let test = try TestCatalog(products: products)
        let catalog = try test.open(.run)
        try test.shop("UPDATE tagger_settings SET value = 'seed' WHERE key = 'audit_seed'")
        try test.run(catalog)
        let order = try test.shop("SELECT product_id FROM tagger_outcomes ORDER BY audit_key").map { $0[0] as String }
        return (test, catalog, order)
    }

    /// A shop of 60 whose first 40 audits are answered: four Bags in five and the rest none, all black unless given.
    /// Of the others the last is the least sure, and each has a gray of its own.
    private func taughtShop(
        sure: [Int: Double] = [:], grays: [Int: UInt8] = [:]
    ) throws -> (test: TestCatalog, catalog: Catalog, order: [String]) {
        let shop = try shop(products: 60)
        try shop.test.see(shop.catalog, model: Self.second) { sku in
            let place = shop.order.firstIndex(of: sku) ?? 0
            return Seen(
                confidence: sure[place] ?? 0.59 - Double(place - 40) / 1000,
                gray: grays[place] ?? (place < 40 ? 0 : UInt8(10 * (place - 39))))
        }
        _ = try shop.catalog.decide(
            shop.order[0..<40].enumerated().map { Decision(sku: $1, answer: $0 % 5 == 4 ? .none : .set("Bag")) })
        return shop
    }

    private func decide(_ catalog: Catalog, _ skus: [String], _ answer: Decision.Answer = .set("Bag")) throws {
        _ = try catalog.decide(skus.map { Decision(sku: $0, answer: answer) })
    }

    @Test func theFirstAreAuditsHoweverSureTheNetworkIs() throws {
        let (test, catalog, order) = try shop(products: 100)
        try test.see(catalog, model: Self.second) { Seen(confidence: $0.hasSuffix("7") ? 0.6 : 0.99) }
        let queue = try catalog.reviewQueue(limit: 40)
        #expect(queue.map(\.sku) == Array(order[0..<40]))
        #expect(queue.allSatisfy { $0.reason == .audit && $0.second == "Coat" })
        // Also those that nobody would look at otherwise: a confident mistake is seen by nothing else.
        #expect(queue.contains { $0.confidence == 0.99 })
        #expect(try catalog.countsByStatus() == ["tagged": 90, "review": 10])
    }

    /// A person who answers what is listed, 50 at a time.
    @Test func theSampleGrowsWithTheDecisionsForAsLongAsThereAreAny() throws {
        let (test, catalog, _) = try shop(products: 700)
        try test.see(catalog, model: Self.second) { Seen(confidence: $0.hasSuffix("7") ? 0.97 : 0.6) }
        var decided = 0
        for _ in 0..<10 {
            let queue = try catalog.reviewQueue(limit: 50)
            #expect(queue.count == 50 && Set(queue.map(\.sku)).count == 50)
            #expect(queue.contains { $0.reason == .audit } && queue.contains { $0.reason == .uncertain })
            try decide(catalog, queue.map(\.sku))
            decided += 50
            let audits = try test.shop("SELECT count(*) FROM tagger_audits")[0][0] as Int
            #expect(audits >= AuditSchedule.audits(among: decided))
        }
    }

    @Test func aShareOfTheDecisionsIsAlwaysAudits() {
        for first in stride(from: 0, through: 5000, by: 100) {
            let more = AuditSchedule.audits(among: first + 100) - AuditSchedule.audits(among: first)
            #expect((25...100).contains(more), "\(first)")
        }
        #expect(AuditSchedule.audits(among: 40) == 40)
        #expect(AuditSchedule.audits(among: 1000) > 450)
    }

    @Test func thenTheLeastSureAndEveryFourthAnAudit() throws {
        let (test, catalog, order) = try taughtShop()
        defer { withExtendedLifetime(test) {} }
        let queue = try catalog.reviewQueue(limit: 8)
        #expect(queue.map(\.sku) == [59, 58, 57, 40, 56, 55, 54, 41].map { order[$0] })
        #expect(queue.map { $0.reason == .audit } == [false, false, false, true, false, false, false, true])
        // Everything that waits is listed once.
        #expect(try Set(catalog.reviewQueue().map(\.sku)) == Set(order[40...]))
        #expect(try catalog.reviewQueue().count == 20)
    }

    @Test func anAuditThatWasTakenBackIsMissedAtOnce() throws {
        let (test, catalog, order) = try taughtShop()
        _ = try catalog.undoLastDecision()
        #expect(try test.shop("SELECT count(*) FROM tagger_audits")[0][0] == 40)
        #expect(try catalog.reviewQueue(limit: 2).map(\.sku) == [39, 59].map { order[$0] })
    }

    @Test func whatLooksLikeAnEarlierOneFallsBehind() throws {
        // The next two are as good as the same; then one that differs just enough.
        let (test, catalog, order) = try taughtShop(grays: [59: 230, 58: 233, 57: 227, 56: 238])
        defer { withExtendedLifetime(test) {} }
        let queue = try catalog.reviewQueue()
        #expect(queue.prefix(3).map(\.sku) == [59, 56, 55].map { order[$0] })
        #expect(Set(queue.suffix(2).map(\.sku)) == Set([57, 58].map { order[$0] }))
    }

    @Test func whatLooksAlikeIsAskedForTogether() throws {
        // By margin they would alternate: 59 and 57 are of one kind, 58 and 56 of another, and so on.
        var grays: [Int: UInt8] = [:]
        for place in 54..<60 { grays[place] = place % 2 == 0 ? 100 : 200 }
        let (test, catalog, order) = try taughtShop(grays: grays)
        defer { withExtendedLifetime(test) {} }
        let places = try catalog.reviewQueue().map(\.sku).compactMap { order.firstIndex(of: $0) }
        let twins = places.filter { [54, 55, 56, 57].contains($0) && places.firstIndex(of: $0) ?? 0 > 2 }
        #expect(twins == [57, 55, 56, 54])
    }

    @Test func aConfidentGuessThatADecidedLookalikeContradictsComesUp() throws {
        // The decided with place 4 is none, and white; so are two others, which the network takes for Bags.
        let (test, catalog, order) = try taughtShop(sure: [45: 0.97, 47: 0.99], grays: [4: 250, 45: 247, 47: 251])
        #expect(try test.tags(catalog)[order[45]]?.status == "tagged")
        let queue = try catalog.reviewQueue(limit: 7)
        #expect(queue.map(\.sku) == [59, 58, 47, 40, 57, 56, 45].map { order[$0] })
        #expect(queue[2].reason == .uncertain && queue[2].confidence == 0.99)
        // An answer that was given for another picture contradicts nothing.
        try test.shop("UPDATE goods SET photo = x'AB', changed = 'b' WHERE key = '\(order[4])'")
        try test.see(catalog, model: Self.second) { _ in Seen(confidence: 0.99, gray: 250) }
        #expect(try !catalog.reviewQueue(limit: 3).map(\.sku).contains(order[47]))
    }

    @Test func whatWasSkippedComesLastAlsoWhereALookalikeContradictsIt() throws {
        let (test, catalog, order) = try taughtShop(sure: [45: 0.9], grays: [4: 250, 45: 247])
        defer { withExtendedLifetime(test) {} }
        #expect(try catalog.reviewQueue(limit: 3).map(\.sku).last == order[45])
        try decide(catalog, [order[45], order[59], order[40]], .skip)
        let queue = try catalog.reviewQueue().map(\.sku)
        #expect(queue.count == 20)
        #expect(queue.prefix(2) == [order[58], order[57]])
        // In the order in which they were skipped, but for the audit among them.
        #expect(Set(queue.suffix(3)) == [order[45], order[59], order[40]])
        try decide(catalog, [order[45]], .skip)
        #expect(try catalog.reviewQueue().map(\.sku).last == order[45])
        // An answer that was taken back is no skip any more.
        for _ in 0..<4 { _ = try catalog.undoLastDecision() }
        #expect(try catalog.reviewQueue(limit: 3).map(\.sku) == [59, 58, 45].map { order[$0] })
    }

    @Test func theSameCatalogGivesTheSameQueue() throws {
        let (test, catalog, order) = try taughtShop(sure: [45: 0.97], grays: [4: 250, 45: 247, 57: 200, 58: 200])
        try decide(catalog, [order[50]], .skip)
        let queue = try catalog.reviewQueue()
        #expect(try catalog.reviewQueue() == queue)
        let copy = test.folder.file("copy.sqlite")
        try FileManager.default.copyItem(atPath: test.path, toPath: copy)
        #expect(try Catalog(path: copy, access: .read).reviewQueue() == queue)
        for limit in [0, 1, 7, 13] {
            #expect(try catalog.reviewQueue(limit: limit) == Array(queue.prefix(limit)), "\(limit)")
        }
    }

    @Test func onlyOneCategoryIsListedWhereThatIsAskedFor() throws {
        let (test, catalog, order) = try shop(products: 80)
        try test.see(catalog, model: Self.second) {
            Seen(guess: $0.hasSuffix("3") ? "Dress" : $0.hasSuffix("4") ? "none" : "Bag", confidence: 0.6)
        }
        let dresses = order.filter { $0.hasSuffix("3") }
        #expect(try Set(catalog.reviewQueue(filter: ReviewFilter(category: "Dress")).map(\.sku)) == Set(dresses))
        #expect(
            try catalog.reviewQueue(limit: 3, filter: ReviewFilter(category: "Dress")).map(\.sku)
                == Array(dresses.prefix(3)))
        #expect(try catalog.reviewQueue(filter: ReviewFilter(category: "none")).count == 8)
        #expect(try catalog.reviewQueue(filter: ReviewFilter(category: "Coat")).isEmpty)
    }

    /// A good network leaves nothing to teach, and still has to show what it can.
    @Test func whereAllIsTaggedAuditsGoOn() throws {
        let (test, catalog, order) = try shop(products: 60)
        try test.see(catalog, model: Self.second) { _ in Seen(confidence: 0.99) }
        #expect(try catalog.reviewQueue().map(\.sku) == Array(order[0..<40]))
        try decide(catalog, Array(order[0..<40]))
        #expect(try catalog.reviewQueue().isEmpty)
        #expect(try catalog.reviewQueue(limit: 50).map(\.sku) == Array(order[40...]))
        #expect(try catalog.reviewQueue(limit: 50, filter: ReviewFilter(category: "Bag")).isEmpty)
        try decide(catalog, [order[40]], .skip)
        #expect(try catalog.reviewQueue(limit: 50).map(\.sku).last == order[40])
    }
}
