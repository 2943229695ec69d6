import Catalog
import Platform
import Reporting
import Review
import Tagging

/// Decisions, undo and history.
extension ReviewAPI {
    /// The most decisions that one request undoes.
    private static let maximumUndoCount = 1_000

    /// Saves decisions. A decision on a product that has changed since the page showed it is not saved; its outcome contains the
    /// present state of the product.
    ///
    /// - Throws: ``TaggerError`` of kind `usage` if the request names an unknown product key or category; nothing is saved then.
    func decide(_ request: DecisionsRequest) throws -> DecisionsResponse {
        let outcomes = try reviewQueue.decide(request.decisions.map(reviewed)).map(outcome)
        firstProducts.withLock { $0 = [] }
        return DecisionsResponse(outcomes: outcomes)
    }

    private func reviewed(_ entry: DecisionsRequest.Entry) throws -> ReviewedDecision {
        guard let product = ProductID(identity: entry.id), let action = Decision.Action(pageDecision: entry.decision)
        else {
            throw TaggerError(
                .usage, "“\(entry.decision.sanitizedForTerminal)” is not a category or an action. Reload the page.")
        }
        return ReviewedDecision(product: product, action: action, revision: Revision(text: entry.revision))
    }

    private func outcome(_ result: ReviewResult) throws -> DecisionsResponse.Outcome {
        var outcome = DecisionsResponse.Outcome()
        switch result {
        case .recorded(let decision):
            (outcome.decisionID, outcome.category) = (decision.id, decision.category)
            // A skipped audit stays in the queue, so that its prediction stays hidden.
            if decision.category != nil, let entry = try catalog.history(before: decision.id + 1, limit: 1).first {
                (outcome.predictedCategory, outcome.confidence) = (entry.predictedCategory, entry.confidence)
            }
        case .outdated(let product):
            outcome.current = product.map { ProductSummary($0) }
            outcome.isRemoved = product == nil
        }
        return outcome
    }

    /// Undoes decisions, the latest first. Decisions that do not exist or are undone already are left out of the response.
    func undo(_ request: UndoRequest) throws -> UndoResponse {
        var undone: [Int64] = [], products: [ProductSummary] = []
        for decision in request.decisionIDs.sorted(by: >).prefix(Self.maximumUndoCount) {
            guard let result = try catalog.undo(decision) else { continue }
            undone.append(decision)
            if let product = try reviewQueue.product(result.decision.product) {
                products.append(ProductSummary(product))
            }
        }
        firstProducts.withLock { $0 = [] }
        return UndoResponse(undoneIDs: undone, products: products)
    }

    /// A page of the history, the latest decision first.
    ///
    /// - Parameter end: The decision before which the page ends; nil for the latest decisions.
    func history(before end: Int64?) throws -> HistoryResponse {
        let history = try reviewQueue.history(before: end, limit: Self.historyLength)
        return HistoryResponse(
            entries: history.map(HistoryResponse.Entry.init), isComplete: history.count < Self.historyLength)
    }
}

extension Decision.Action {
    /// The decision that the page names `accept`, `skip`, `none` or by a category; nil for other names.
    init?(pageDecision name: String) {
        switch name {
        case "accept": self = .accept
        case "skip": self = .skip
        default:
            guard CategoryNames.all.contains(name) else { return nil }
            self.init(category: name)
        }
    }
}
