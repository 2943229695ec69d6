import Catalog
import Foundation
import Review
import TestSupport
import Testing

@testable import ReviewTerminal

@Suite struct ReviewSessionTests {
    @Test("Every product is asked once, then the skipped products, then none") func order() throws {
        let shop = try ReviewedShop(products: 5)
        let session = try ReviewSession(catalog: shop.catalog, filter: .init())
        var asked: [String] = []
        while let question = session.question {
            asked.append(question.details.sku)
            try session.decide(asked.count == 2 ? .skip : .set("Bag"))
        }
        #expect(Set(asked) == ["S0", "S1", "S2", "S3", "S4"] && asked.count == 5)
        #expect(session.pause == .onlySkipped)
        #expect(session.decided == 4 && session.waiting == 1)
        try session.goOn()
        #expect(session.question?.details.sku == asked[1])
        try session.decide(.none)
        #expect(session.question == nil && session.pause == .nothing && session.waiting == 0)
    }

    @Test("A filter by confidence excludes blind audits, and the pause names the filter")
    func filterExcludesBlindAudits() throws {
        let shop = try ReviewedShop(products: 8)
        let session = try shop.session()
        var count = 0
        while let question = session.question, count < 20 {
            #expect(!question.details.isBlind)
            count += 1
            try session.decide(.set("Bag"))
        }
        #expect((1..<8).contains(count))
        #expect(session.pause == .filtered && session.waiting == 8 - count)
    }

    @Test("Products that other users decided since the batch was read are skipped") func decidedByOthers() throws {
        let shop = try ReviewedShop(products: 4)
        let session = try shop.session()
        let shown = try #require(session.question?.details.sku)
        let others = ["S0", "S1", "S2", "S3"].filter { $0 != shown }
        _ = try shop.catalog.decide(others.map { Decision(sku: $0, action: .set("Coat")) })
        try session.decide(.set("Bag"))
        #expect(session.question == nil)
        #expect(try shop.catalog.history(limit: 10).count == 4)
    }

    @Test("A skip by another user is reported before a decision is recorded") func skippedByOthers() throws {
        let shop = try ReviewedShop(products: 2)
        let session = try shop.session()
        let sku = try #require(session.question?.details.sku)
        _ = try shop.catalog.decide([Decision(sku: sku, action: .skip)])
        try session.decide(.set("Bag"))
        #expect(session.notice == .changedMeanwhile(sku: sku))
        #expect(session.question?.details.sku == sku)
        try session.decide(.set("Bag"))
        #expect(session.decided == 1)
    }

    @Test("The question that an undo interrupts is asked again, and decisions of other users stay") func undo() throws {
        let shop = try ReviewedShop(products: 3)
        let session = try shop.session()
        let first = try #require(session.question?.details.sku)
        try session.decide(.set("Bag"))
        let second = try #require(session.question?.details.sku)
        try session.undo()
        #expect(session.question?.details.sku == first && session.decided == 0 && session.waiting == 3)
        try session.decide(.set("Coat"))
        #expect(session.question?.details.sku == second)
        // Decisions of other users during the session cannot be undone with the key U.
        let other = try #require(["S0", "S1", "S2"].first { ![first, second].contains($0) })
        _ = try shop.catalog.decide([Decision(sku: other, action: .set("Bag"))])
        try session.undo()
        try session.undo()
        #expect(session.notice == .nothingToUndo)
        #expect(try shop.catalog.history(limit: 10).filter { $0.undoneAt == nil }.map(\.decision.sku) == [other])
    }

    @Test("Similar products are decided products") func similarProducts() throws {
        let shop = try ReviewedShop(products: 4)
        let session = try shop.session()
        let sku = try #require(session.question?.details.sku)
        #expect(session.question?.similarProducts.isEmpty == true)
        try session.decide(.set("Bag"))
        #expect(session.question?.similarProducts.map(\.sku) == [sku])
        let product = try #require(session.question?.details.product)
        #expect(session.image(of: product)?.width == 60)
    }

    @Test("With an empty queue, audits are asked after a confirmation") func auditsAfterQueue() throws {
        let shop = try ReviewedShop(products: 8)
        try shop.catalog.setReviewBelow(0)
        let session = try ReviewSession(catalog: shop.catalog, filter: .init())
        #expect(session.question == nil && session.pause == .onlyAudits)
        try session.goOn()
        #expect(session.question?.reason == .audit)
    }
}
