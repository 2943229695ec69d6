import Catalog
import Platform
import Reporting
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
        let outcomes = try catalog.answer(request.decisions.map(reviewed)).map(outcome)
        firstProducts.withLock { $0 = [] }
        return DecisionsResponse(outcomes: outcomes)
    }

    private func reviewed(_ entry: DecisionsRequest.Entry) throws -> Answer {
        guard let product = ProductID(identity: entry.id), let action = Decision.Answer(pageDecision: entry.decision)
        else {
            throw TaggerError(.usage, "“\(entry.decision.harmless)” is not a category or an action. Reload the page.")
        }
        // A hidden prediction cannot be accepted. It may have become hidden after the page showed it; an outdated revision makes the
        // page show the product again.
        let isHidden = try action == .accept && catalog.details(of: product).map { blindProducts.contains($0) } == true
        return Answer(
            product: product, answer: action, revision: Revision(text: isHidden ? "hidden" : entry.revision))
    }

    private func outcome(_ result: DecisionResult) throws -> DecisionsResponse.Outcome {
        var outcome = DecisionsResponse.Outcome()
        switch result {
        case .recorded(let decision):
            (outcome.decisionID, outcome.category) = (decision.id, decision.category)
            // A skipped audit stays in the queue, so that its prediction stays hidden.
            if decision.category != nil, let entry = try catalog.history(before: decision.id + 1, limit: 1).first {
                (outcome.predictedCategory, outcome.confidence) = (entry.guess, entry.confidence)
            }
        case .outdated(let details):
            outcome.current = details.map { summary($0) }
            outcome.isRemoved = details == nil
        }
        return outcome
    }

    /// Undoes decisions, the latest first. Decisions that do not exist or are undone already are left out of the response.
    func undo(_ request: UndoRequest) throws -> UndoResponse {
        var undone: [Int64] = [], products: [ProductSummary] = []
        for decision in request.decisionIDs.sorted(by: >).prefix(Self.maximumUndoCount) {
            guard let result = try catalog.undo(decision) else { continue }
            undone.append(decision)
            if let details = try catalog.details(of: result.decision.product) { products.append(summary(details)) }
        }
        firstProducts.withLock { $0 = [] }
        return UndoResponse(undoneIDs: undone, products: products)
    }

    /// A page of the history, the latest decision first.
    ///
    /// - Parameter end: The decision before which the page ends; nil for the latest decisions.
    func history(before end: Int64?) throws -> HistoryResponse {
        let history = try catalog.history(before: end, limit: Self.historyLength)
        return HistoryResponse(entries: try entries(history), isComplete: history.count < Self.historyLength)
    }

    /// History entries as the page may show them: without the prediction of a product whose decision was skipped or undone and
    /// whose prediction is hidden again.
    func entries(_ history: [HistoryEntry]) throws -> [HistoryResponse.Entry] {
        let undecided = history.filter { $0.undoneAt != nil || $0.decision.category == nil }.map(\.decision.product)
        let hidden = Set(
            try catalog.details(of: Array(Set(undecided))).filter { blindProducts.contains($0) }.map(\.product))
        return history.map { HistoryResponse.Entry($0, isBlind: hidden.contains($0.decision.product)) }
    }
}

extension Decision.Answer {
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
