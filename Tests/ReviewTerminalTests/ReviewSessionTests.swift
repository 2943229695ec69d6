import Catalog
import Foundation
import Review
import TestSupport
import Testing

@testable import ReviewTerminal

@Suite struct ReviewSessionTests {
    @Test func allIsAskedOnceThenWhatWasSkippedThenNothing() throws {
        let shop = try ReviewedShop(products: 5)
        let session = try ReviewSession(catalog: shop.catalog, filter: .init())
        var asked: [String] = []
        while let question = session.question {
            asked.append(question.details.sku)
            try session.answer(asked.count == 2 ? .skip : .set("Bag"))
        }
        #expect(Set(asked) == ["S0", "S1", "S2", "S3", "S4"] && asked.count == 5)
        #expect(session.pause == .onlySkipped)
        #expect(session.decided == 4 && session.waiting == 1)
        try session.goOn()
        #expect(session.question?.details.sku == asked[1])
        try session.answer(.none)
        #expect(session.question == nil && session.pause == .nothing && session.waiting == 0)
    }

    @Test func aFilterLeavesOutWhatIsAskedBlindAndSaysSo() throws {
        let shop = try ReviewedShop(products: 8)
        let session = try shop.session()
        var count = 0
        while let question = session.question, count < 20 {
            #expect(!question.details.isBlind)
            count += 1
            try session.answer(.set("Bag"))
        }
        #expect((1..<8).contains(count))
        #expect(session.pause == .filtered && session.waiting == 8 - count)
    }

    /// What was decided elsewhere since the batch was fetched needs nobody any more.
    @Test func whatOthersDecidedIsNotAsked() throws {
        let shop = try ReviewedShop(products: 4)
        let session = try shop.session()
        let shown = try #require(session.question?.details.sku)
        let others = ["S0", "S1", "S2", "S3"].filter { $0 != shown }
        _ = try shop.catalog.decide(others.map { Decision(sku: $0, action: .set("Coat")) })
        try session.answer(.set("Bag"))
        #expect(session.question == nil)
        #expect(try shop.catalog.history(limit: 10).count == 4)
    }

    @Test func aSkipOfSomebodyElseIsSaidToo() throws {
        let shop = try ReviewedShop(products: 2)
        let session = try shop.session()
        let sku = try #require(session.question?.details.sku)
        _ = try shop.catalog.decide([Decision(sku: sku, action: .skip)])
        try session.answer(.set("Bag"))
        #expect(session.notice == .changedMeanwhile(sku: sku))
        #expect(session.question?.details.sku == sku)
        try session.answer(.set("Bag"))
        #expect(session.decided == 1)
    }

    /// The question that an undo interrupts comes back.
    @Test func undoInterruptsAndNothingIsLost() throws {
        let shop = try ReviewedShop(products: 3)
        let session = try shop.session()
        let first = try #require(session.question?.details.sku)
        try session.answer(.set("Bag"))
        let second = try #require(session.question?.details.sku)
        try session.undo()
        #expect(session.question?.details.sku == first && session.decided == 0 && session.waiting == 3)
        try session.answer(.set("Coat"))
        #expect(session.question?.details.sku == second)
        // Decisions that others made during the session are theirs.
        let other = try #require(["S0", "S1", "S2"].first { ![first, second].contains($0) })
        _ = try shop.catalog.decide([Decision(sku: other, action: .set("Bag"))])
        try session.undo()
        try session.undo()
        #expect(session.notice == .nothingToUndo)
        #expect(try shop.catalog.history(limit: 10).filter { $0.undoneAt == nil }.map(\.decision.sku) == [other])
    }

    @Test func theLookalikesAreDecidedProducts() throws {
        let shop = try ReviewedShop(products: 4)
        let session = try shop.session()
        let sku = try #require(session.question?.details.sku)
        #expect(session.question?.lookalikes.isEmpty == true)
        try session.answer(.set("Bag"))
        #expect(session.question?.lookalikes.map(\.sku) == [sku])
        let product = try #require(session.question?.details.product)
        #expect(session.picture(of: product)?.width == 60)
    }

    @Test func afterAllIsDecidedAuditsGoOnWhenWanted() throws {
        let shop = try ReviewedShop(products: 8)
        try shop.catalog.setReviewBelow(0)
        let session = try ReviewSession(catalog: shop.catalog, filter: .init())
        #expect(session.question == nil && session.pause == .onlyAudits)
        try session.goOn()
        #expect(session.question?.reason == .audit)
    }
}
