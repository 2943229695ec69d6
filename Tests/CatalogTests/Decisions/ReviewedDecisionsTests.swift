import CatalogTestSupport
import Foundation
import GRDB
import Platform
import Testing

@testable import Catalog

/// Decisions on products that were shown, and their history.
@Suite struct ReviewedDecisionsTests {
    private let test: TestCatalog
    private let catalog: Catalog

    init() throws {
        test = try TestCatalog(products: 8)
        catalog = try test.open(.run)
        try test.shop("UPDATE tagger_settings SET value = 'seed' WHERE key = 'audit_seed'")
        try test.run(catalog, confidence: 0.6)
    }

    private func details(_ sku: String) throws -> ProductDetails {
        try #require(try catalog.details(of: test.product(sku)))
    }

    private func decide(_ details: ProductDetails, _ action: Decision.Action) throws -> DecisionResult {
        let decision = ReviewedDecision(product: details.product, action: action, revision: details.revision)
        return try catalog.decide(reviewed: [decision])[0]
    }

    @Test func secondDecisionOfTwoPersonsIsRefused() throws {
        let (first, second) = (try details("P1"), try details("P1"))
        guard case .recorded(let decision) = try decide(first, .set("Dress")) else {
            Issue.record("the first decision was refused")
            return
        }
        guard case .outdated(let now?) = try decide(second, .set("Coat")) else {
            Issue.record("the second decision was recorded")
            return
        }
        #expect(now.decidedCategory == "Dress" && now.status == .confirmed)
        #expect(try catalog.history(limit: 10).map(\.decision) == [decision])
        guard case .recorded = try decide(now, .set("Coat")) else {
            Issue.record("a decision on the present state was refused")
            return
        }
        #expect(try test.tags(catalog)["P1"]?.category == "Coat")
    }

    @Test func decisionOnAnImageThatHasChangedIsRefused() throws {
        let shown = try details("P1")
        try test.shop("UPDATE goods SET photo = x'CC', changed = 'b' WHERE key = 'P1'")
        try test.run(catalog, confidence: 0.6)
        guard case .outdated(let now?) = try decide(shown, .accept) else {
            Issue.record("a decision on another image was recorded")
            return
        }
        #expect(now.decidedCategory == nil)
        #expect(try catalog.history(limit: 10).isEmpty)
    }

    /// Another model may classify the product between the display and the decision.
    @Test func acceptAppliesToTheCategoryThatWasShown() throws {
        let shown = try details("P1"), other = try details("P2")
        try test.run(catalog, model: ModelReference(name: "new", digest: Data([2])), confidence: 0.6) { _ in "Sandal" }
        guard case .outdated(let now?) = try decide(shown, .accept) else {
            Issue.record("a category that was not shown was accepted")
            return
        }
        #expect(now.category == "Sandal")
        guard case .recorded(let accepted) = try decide(now, .accept) else {
            Issue.record("the category that was shown was refused")
            return
        }
        #expect(accepted.category == "Sandal")
        guard case .recorded(let set) = try decide(other, .set("T-shirt/top")) else {
            Issue.record("a category by name was refused because of another prediction")
            return
        }
        #expect(set.category == "T-shirt/top")
    }

    @Test func severalDecisionsAreUndoneTogetherOrNone() throws {
        let ids = try ["P1", "P2", "P3"].map { sku -> Int64 in
            guard case .recorded(let decision) = try decide(details(sku), .set("Coat")) else { return -1 }
            return decision.id
        }
        let error = #expect(throws: TaggerError.self) { try catalog.undo(all: [ids[0], 999, ids[1]]) }
        #expect(error?.kind == .invalidData && error?.description.contains("Decision 999") == true)
        #expect(try catalog.decidedCount() == 3)
        #expect(throws: TaggerError.self) { try catalog.undo(all: [ids[0], ids[0]]) }
        #expect(try catalog.undo(all: [ids[2], ids[0]]).map(\.decision.sku) == ["P3", "P1"])
        #expect(try catalog.decidedCount() == 1)
    }

    @Test func decisionOnARemovedProductIsRefused() throws {
        let shown = try details("P1")
        try test.shop("DELETE FROM goods WHERE key = 'P1'")
        guard case .outdated(nil) = try decide(shown, .accept) else {
            Issue.record("a decision on a removed product was recorded")
            return
        }
    }

    @Test func refusedDecisionDoesNotAffectTheOthers() throws {
        let shown = try ["P1", "P2", "P3"].map(details)
        _ = try decide(shown[1], .none)
        let results = try catalog.decide(
            reviewed: shown.map { ReviewedDecision(product: $0.product, action: .accept, revision: $0.revision) })
        #expect(results.map { if case .recorded = $0 { true } else { false } } == [true, false, true])
        #expect(try catalog.decidedCount() == 3)
    }

    @Test func undoOfAnyDecisionRestoresTheOneBefore() throws {
        var numbers: [Int64] = []
        for category in ["Dress", "Coat", "Shirt"] {
            guard case .recorded(let decision) = try decide(details("P1"), .set(category)) else { continue }
            numbers.append(decision.id)
        }
        #expect(try catalog.undo(numbers[1])?.category == "Shirt")
        #expect(try catalog.undo(numbers[1]) == nil)
        #expect(try catalog.undo(numbers[2])?.category == "Dress")
        #expect(try catalog.undo(9_999) == nil)
        let history = try catalog.history(of: test.product("P1"), limit: 10)
        #expect(history.map(\.decision.id) == numbers.reversed())
        #expect(history.map { $0.undoneAt != nil } == [true, true, false])
        let undo = try #require(
            try test.shop("SELECT id FROM tagger_decisions WHERE action = 'undo'").first?[0] as Int64?)
        #expect(try catalog.undo(undo) == nil, "an undo cannot be undone")
    }

    @Test func historyIsTheSameForBothWaysToDecide() throws {
        _ = try catalog.decide([Decision(sku: "P1", action: .set("Dress"))])
        _ = try decide(details("P2"), .set("Dress"))
        let entries = try catalog.history(limit: 10).map { entry in
            [
                entry.decision.action.rawValue, entry.decision.category, entry.predictedCategory,
                entry.confidence.map { "\($0)" },
            ]
        }
        #expect(entries[0] == entries[1])
        let rows = try test.shop(
            "SELECT action, category, predicted_category, confidence, model_id, stamp FROM tagger_decisions")
        #expect(rows[0] == rows[1])
    }

    @Test func historyIsReturnedInPages() throws {
        for sku in ["P1", "P2", "P3"] { _ = try decide(details(sku), .accept) }
        let first = try catalog.history(limit: 2)
        #expect(first.map(\.decision.sku) == ["P3", "P2"])
        #expect(try catalog.history(before: first.last?.decision.id, limit: 2).map(\.decision.sku) == ["P1"])
    }

    @Test(arguments: [
        Int64.min.databaseValue, 1.5.databaseValue, (0.1 + 0.2).databaseValue, "".databaseValue, "a b c".databaseValue,
        "integer 5".databaseValue, Data([0, 255]).databaseValue, Data().databaseValue,
    ])
    func identityOfAKeyGivesTheKey(value: DatabaseValue) {
        #expect(ProductID(identity: ProductID(value).identity) == ProductID(value))
    }

    @Test(arguments: ["", "integer", "integer x", "real ", "blob 0", "blob zz", "null", "other 1"])
    func textThatIsNotAnIdentityIsRefused(text: String) {
        #expect(ProductID(identity: text) == nil)
    }

    @Test func categoryNamesOfTheShopAreStored() throws {
        try catalog.setCategoryName("Calça jeans", of: "Trouser", language: "pt-BR")
        try catalog.setCategoryName("Pants", of: "Trouser", language: "en")
        try catalog.setCategoryName("Trousers", of: "Trouser", language: "en")
        #expect(
            try test.open(.read).categoryNames() == [
                "en": ["Trouser": "Trousers"], "pt-BR": ["Trouser": "Calça jeans"],
            ])
        try catalog.setCategoryName(nil, of: "Trouser", language: "en")
        #expect(try catalog.categoryNames() == ["pt-BR": ["Trouser": "Calça jeans"]])
    }
}
