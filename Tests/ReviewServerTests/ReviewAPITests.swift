import Catalog
import Platform
import Review
import Tagging
import Testing

@testable import ReviewServer

@Suite struct ReviewAPITests {
    private let shop: ReviewedCatalog
    private let api: ReviewAPI

    init() throws {
        shop = try ReviewedCatalog()
        api = try shop.api()
    }

    @Test("The start contains the catalog's name, the language, and names and keys of all categories")
    func start() throws {
        let start = try api.start(token: "abc", language: .brazilianPortuguese)
        #expect(start.token == "abc" && start.catalog == "shop.sqlite" && start.language == "pt-BR")
        #expect(start.categories.map(\.id) == CategoryNames.all)
        #expect(start.categories.compactMap(\.key) == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "n"])
        #expect(start.categories[1].names == ["en": "Trouser", "pt-BR": "Calça"])
    }

    @Test("Audits of the queue are blind: status review, without prediction, in every response")
    func blindAudits() throws {
        let queue = try api.queue(ReviewFilter())
        #expect(queue.count == 12)
        for audit in queue where audit.reason == .audit {
            #expect(audit.isBlind)
            let product = try #require(ProductID(identity: audit.id))
            let response = try #require(try api.product(product))
            #expect(response.similar.isEmpty)
            for summary in [audit, response.product] {
                #expect(summary.status == .review && !summary.isVerified)
                #expect(summary.category == nil && summary.probabilities.isEmpty)
            }
        }
        #expect(try api.queue(ReviewedCatalog.visible).allSatisfy { !$0.isBlind && $0.category != nil })
    }

    @Test("The grid and its counts contain products with visible predictions only")
    func grid() throws {
        let counts = try api.predictedCategoryCounts()
        #expect(counts.values.reduce(0, +) > 0)
        for (category, count) in counts {
            let products = try api.grid(predictedCategory: category, limit: 200)
            #expect(products.count == count)
            #expect(products.allSatisfy { !$0.isBlind && $0.category == category })
        }
    }

    @Test("A decision on an audit is saved; its outcome and the history contain the prediction")
    func decideAudit() throws {
        let audit = try #require(try api.queue(ReviewFilter()).first)
        let outcome = try api.decide(audit, "Bag")
        #expect(outcome.decisionID == 1 && outcome.category == "Bag")
        #expect(outcome.predictedCategory != nil && outcome.current == nil)
        let entry = try #require(try api.history(before: nil).entries.first)
        #expect(entry.decisionID == 1 && entry.id == audit.id && entry.action == .set && entry.category == "Bag")
        #expect(entry.predictedCategory == outcome.predictedCategory)
        #expect(try api.queue(ReviewFilter()).allSatisfy { $0.id != audit.id })
        #expect(try api.progress().decided == 1)
    }

    @Test("A skipped audit keeps its prediction hidden")
    func skipAudit() throws {
        let audit = try #require(try api.queue(ReviewFilter()).first)
        let outcome = try api.decide(audit, "skip")
        #expect(outcome.decisionID == 1 && outcome.predictedCategory == nil)
        #expect(try api.history(before: nil).entries.first?.predictedCategory == nil)
    }

    @Test("Accepting a hidden prediction is not saved")
    func acceptAudit() throws {
        let audit = try #require(try api.queue(ReviewFilter()).first)
        let outcome = try api.decide(audit, "accept")
        #expect(outcome.decisionID == nil && outcome.predictedCategory == nil)
        #expect(outcome.current?.id == audit.id && outcome.current?.category == nil)
        #expect(try api.history(before: nil).entries.isEmpty)
    }

    @Test("Accepting a visible prediction decides its category")
    func accept() throws {
        let product = try #require(try api.queue(ReviewedCatalog.visible).first)
        #expect(try api.decide(product, "accept").category == product.category)
    }

    @Test("A decision on a product that was decided in the meantime is not saved; the outcome contains that decision")
    func conflict() throws {
        let product = try #require(try api.queue(ReviewFilter()).first)
        _ = try api.decide(product, "Bag")
        let outcome = try api.decide(product, "Coat")
        #expect(outcome.decisionID == nil && !outcome.isRemoved)
        let current = try #require(outcome.current)
        #expect(current.decidedCategory == "Bag" && current.status == .confirmed)
        // A decision on the present state is saved.
        #expect(try api.decide(current, "Coat").category == "Coat")
    }

    @Test("A decision on a product that does not exist reports that it was removed")
    func removedProduct() throws {
        let entry = DecisionsRequest.Entry(id: "integer 999", decision: "Bag", revision: "0-")
        let outcome = try api.decide(DecisionsRequest(decisions: [entry])).outcomes[0]
        #expect(outcome.isRemoved && outcome.decisionID == nil && outcome.current == nil)
    }

    @Test("An unknown category or product key saves no decision of the request")
    func invalidDecision() throws {
        let product = try #require(try api.queue(ReviewFilter()).first)
        let valid = DecisionsRequest.Entry(id: product.id, decision: "Bag", revision: product.revision)
        for invalid in [
            DecisionsRequest.Entry(id: product.id, decision: "Handbag", revision: product.revision),
            DecisionsRequest.Entry(id: "blob 0g", decision: "Bag", revision: product.revision),
        ] {
            #expect(throws: TaggerError.self) { try api.decide(DecisionsRequest(decisions: [valid, invalid])) }
        }
        #expect(try api.history(before: nil).entries.isEmpty)
    }

    @Test("Undo returns the products, and ignores decisions that are undone or do not exist")
    func undo() throws {
        let products = try api.queue(ReviewFilter()).prefix(2)
        for product in products { _ = try api.decide(product, "none") }
        let response = try api.undo(UndoRequest(decisionIDs: [1, 2, 99]))
        #expect(response.undoneIDs == [2, 1])
        #expect(Set(response.products.map(\.id)) == Set(products.map(\.id)))
        #expect(response.products.allSatisfy { $0.decidedCategory == nil })
        #expect(try api.undo(UndoRequest(decisionIDs: [1])).undoneIDs.isEmpty)
        #expect(try api.history(before: nil).entries.allSatisfy { $0.undoneAt != nil })
    }

    @Test("The history is divided into pages of 50 decisions")
    func historyPages() throws {
        let product = try #require(try api.queue(ReviewFilter()).first)
        let id = try #require(ProductID(identity: product.id))
        for _ in 0..<60 { _ = try api.decide(try #require(try api.product(id)).product, "Bag") }
        let first = try api.history(before: nil)
        #expect(first.entries.map(\.decisionID) == (11...60).reversed() && !first.isComplete)
        let second = try api.history(before: first.entries.last?.decisionID)
        #expect(second.entries.map(\.decisionID) == (1...10).reversed() && second.isComplete)
    }

    @Test("Similar products are decided products")
    func similarProducts() throws {
        for product in try api.queue(ReviewFilter()).prefix(6) { _ = try api.decide(product, "Bag") }
        for product in try api.queue(ReviewedCatalog.visible) {
            let similar = try api.similarProducts(to: #require(ProductID(identity: product.id)))
            #expect(similar.count <= ReviewAPI.similarProductCount)
            #expect(similar.allSatisfy { $0.decidedCategory == "Bag" && $0.id != product.id })
        }
    }
}
