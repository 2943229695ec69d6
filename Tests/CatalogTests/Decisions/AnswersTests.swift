import Foundation
import GRDB
import Platform
import Testing

@testable import Catalog

/// Answers of people who see what they decide on, their history, and what they are told.
@Suite struct AnswersTests {
    private let test: TestCatalog
    private let catalog: Catalog

    init() throws {
        test = try TestCatalog(products: 8)
        catalog = try test.open(.run)
        try test.shop("UPDATE tagger_settings SET value = 'seed' WHERE key = 'audit_seed'")
        try test.run(catalog, confidence: 0.6)
    }

    private func product(_ sku: String) throws -> ProductID {
        try #require(try test.shop("SELECT key FROM goods WHERE key = '\(sku)'").first?[0] as ProductID?)
    }

    private func details(_ sku: String) throws -> ProductDetails {
        try #require(try catalog.details(of: product(sku)))
    }

    private func answer(_ details: ProductDetails, _ answer: Decision.Answer) throws -> DecisionResult {
        try catalog.answer([Answer(product: details.product, answer: answer, revision: details.revision)])[0]
    }

    @Test func whoAnswersSecondIsToldAndNothingIsOverwritten() throws {
        let (first, second) = (try details("P1"), try details("P1"))
        guard case .recorded(let decision) = try answer(first, .set("Dress")) else {
            Issue.record("the first answer was not taken")
            return
        }
        guard case .outdated(let now?) = try answer(second, .set("Coat")) else {
            Issue.record("the second answer was taken")
            return
        }
        #expect(now.answer == "Dress" && now.status == "confirmed")
        #expect(try catalog.history(limit: 10).map(\.decision) == [decision])
        // Knowing that, the person may still decide.
        guard case .recorded = try answer(now, .set("Coat")) else {
            Issue.record("the answer to what is so now was not taken")
            return
        }
        #expect(try test.tags(catalog)["P1"]?.category == "Coat")
    }

    @Test func anAnswerToAPictureThatChangedMeanwhileIsNotTaken() throws {
        let seen = try details("P1")
        try test.shop("UPDATE goods SET photo = x'CC', changed = 'b' WHERE key = 'P1'")
        try test.run(catalog, confidence: 0.6)
        guard case .outdated(let now?) = try answer(seen, .accept) else {
            Issue.record("an answer to another picture was taken")
            return
        }
        #expect(now.answer == nil)
        #expect(try catalog.history(limit: 10).isEmpty)
    }

    /// A network may look again between the moment when a guess is shown and the key that accepts it.
    @Test func whoAcceptsMeansTheGuessThatWasShown() throws {
        let seen = try details("P1"), other = try details("P2")
        try test.run(catalog, model: ModelReference(name: "new", digest: Data([2])), confidence: 0.6) { _ in "Sandal" }
        guard case .outdated(let now?) = try answer(seen, .accept) else {
            Issue.record("a guess that was never shown was accepted")
            return
        }
        #expect(now.category == "Sandal")
        guard case .recorded(let accepted) = try answer(now, .accept) else {
            Issue.record("the guess that was shown was not accepted")
            return
        }
        #expect(accepted.category == "Sandal")
        // What a person says by name does not depend on what the network thinks.
        guard case .recorded(let set) = try answer(other, .set("T-shirt/top")) else {
            Issue.record("an answer was not taken because of another guess")
            return
        }
        #expect(set.category == "T-shirt/top")
    }

    @Test func severalAreTakenBackTogetherOrNoneOfThem() throws {
        let ids = try ["P1", "P2", "P3"].map { sku -> Int64 in
            guard case .recorded(let decision) = try answer(details(sku), .set("Coat")) else { return -1 }
            return decision.id
        }
        let error = #expect(throws: TaggerError.self) { try catalog.undo(all: [ids[0], 999, ids[1]]) }
        #expect(error?.kind == .invalidData && error?.description.contains("decision 999") == true)
        #expect(try catalog.decidedCount() == 3)
        #expect(throws: TaggerError.self) { try catalog.undo(all: [ids[0], ids[0]]) }
        #expect(try catalog.undo(all: [ids[2], ids[0]]).map(\.decision.sku) == ["P3", "P1"])
        #expect(try catalog.decidedCount() == 1)
    }

    @Test func aProductThatTheShopRemovedTakesNoAnswer() throws {
        let seen = try details("P1")
        try test.shop("DELETE FROM goods WHERE key = 'P1'")
        guard case .outdated(nil) = try answer(seen, .accept) else {
            Issue.record("a removed product took an answer")
            return
        }
    }

    @Test func oneThatIsTooLateDoesNotKeepTheOthersFromBeingTaken() throws {
        let seen = try ["P1", "P2", "P3"].map(details)
        _ = try answer(seen[1], .none)
        let outcomes = try catalog.answer(
            seen.map { Answer(product: $0.product, answer: .accept, revision: $0.revision) })
        let areRecorded = outcomes.map { if case .recorded = $0 { true } else { false } }
        #expect(areRecorded == [true, false, true])
        #expect(try catalog.decidedCount() == 3)
    }

    @Test func anyDecisionCanBeTakenBackAndWhatWasBeforeStandsAgain() throws {
        var numbers: [Int64] = []
        for category in ["Dress", "Coat", "Shirt"] {
            guard case .recorded(let decision) = try answer(details("P1"), .set(category)) else { continue }
            numbers.append(decision.id)
        }
        #expect(try catalog.undo(numbers[1])?.category == "Shirt")
        #expect(try catalog.undo(numbers[1]) == nil)
        #expect(try catalog.undo(numbers[2])?.category == "Dress")
        #expect(try catalog.undo(9_999) == nil)
        let history = try catalog.history(of: product("P1"), limit: 10)
        #expect(history.map(\.decision.id) == numbers.reversed())
        #expect(history.map { $0.undoneAt != nil } == [true, true, false])
        // Taking back is no decision, and can't be taken back.
        let undo = try #require(
            try test.shop("SELECT id FROM tagger_decisions WHERE action = 'undo'").first?[0] as Int64?)
        #expect(try catalog.undo(undo) == nil)
    }

    @Test func theHistorySaysTheSameHoweverADecisionWasMade() throws {
        _ = try catalog.decide([Decision(sku: "P1", answer: .set("Dress"))])
        _ = try answer(details("P2"), .set("Dress"))
        let entries = try catalog.history(limit: 10)
        let said = entries.map { entry in
            [entry.decision.action, entry.decision.category, entry.guess, entry.confidence.map { "\($0)" }]
        }
        #expect(said[0] == said[1])
        let rows = try test.shop(
            "SELECT action, category, guess, confidence, model_id, stamp FROM tagger_decisions")
        #expect(rows[0] == rows[1])
    }

    @Test func theHistoryComesInPages() throws {
        for sku in ["P1", "P2", "P3"] { _ = try answer(details(sku), .accept) }
        let first = try catalog.history(limit: 2)
        #expect(first.map(\.decision.sku) == ["P3", "P2"])
        #expect(try catalog.history(before: first.last?.decision.id, limit: 2).map(\.decision.sku) == ["P1"])
    }

    /// By the order of audits of the seed that `init` sets.
    @Test func theNextQuarterOfTheAuditsIsAskedBlind() throws {
        let order = try test.shop("SELECT product_id FROM tagger_outcomes ORDER BY audit_key").map { $0[0] as String }
        func blind() throws -> [String] { try order.filter { try details($0).isBlind } }
        #expect(try blind() == Array(order[0..<2]))
        // What is answered is no secret any more, and the next takes its place.
        _ = try answer(details(order[0]), .set("Bag"))
        #expect(try blind() == Array(order[1..<3]))
        // Neither a list of equal guesses nor a filter tells what is asked blind.
        #expect(try Set(catalog.waitingProducts("Bag", limit: 10).map(\.sku)) == Set(order[3...]))
        #expect(try catalog.waitingByPredictedCategory() == ["Bag": 5])
        var filter = ReviewFilter(category: "Bag")
        filter.leavesOutBlind = true
        #expect(try Set(catalog.reviewQueue(filter: filter).map(\.sku)) == Set(order[3...]))
    }

    @Test func filtersLetThroughWhatTheyName() throws {
        try test.shop(
            "UPDATE goods SET label = CASE key WHEN 'P1' THEN 'Calça 100% _' WHEN 'P2' THEN 'CALCA' ELSE 'Hat' END")
        func skus(_ change: (inout ReviewFilter) -> Void) throws -> Set<String> {
            var filter = ReviewFilter()
            change(&filter)
            return try Set(catalog.reviewQueue(filter: filter).map(\.sku))
        }
        #expect(try skus { $0.text = "calça" } == ["P1", "P2"])
        #expect(try skus { $0.text = "0% _" } == ["P1"])
        #expect(try skus { $0.text = "p3" } == ["P3"])
        #expect(try skus { $0.text = "' OR 1" } == [])
        #expect(try skus { $0.confidence = 0.7...1 } == [])
        #expect(try skus { $0.confidence = 0.5...0.6 }.count == 8)
        #expect(
            try catalog.reviewQueue(
                filter: {
                    var f = ReviewFilter(); f.reason = .audit; return f
                }()
            )
            .allSatisfy { $0.reason == .audit })
    }

    @Test func lookalikesAreDecidedOnesTheMostAlikeFirst() throws {
        try test.see(catalog, model: ModelReference(name: "new", digest: Data([2]))) { sku in
            Seen(confidence: 0.6, gray: ["P1": 100, "P2": 104, "P3": 101, "P4": 103, "P5": 200][sku] ?? 0)
        }
        for sku in ["P2", "P3", "P5"] { _ = try answer(details(sku), .set("Dress")) }
        #expect(try catalog.similarDecidedProducts(of: product("P1"), limit: 5).map(\.sku) == ["P3", "P2"])
        #expect(try catalog.similarDecidedProducts(of: product("P1"), limit: 1).map(\.sku) == ["P3"])
    }

    @Test(arguments: [
        Int64.min.databaseValue, 1.5.databaseValue, (0.1 + 0.2).databaseValue, "".databaseValue, "a b c".databaseValue,
        "integer 5".databaseValue, Data([0, 255]).databaseValue, Data().databaseValue,
    ])
    func everyKeySurvivesTheWayToThePageAndBack(value: DatabaseValue) {
        #expect(ProductID(identity: ProductID(value).identity) == ProductID(value))
    }

    @Test(arguments: ["", "integer", "integer x", "real ", "blob 0", "blob zz", "null", "other 1"])
    func whatIsNoKeyIsNone(text: String) {
        #expect(ProductID(identity: text) == nil)
    }

    @Test func theShopsWordsForCategoriesAreKept() throws {
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
