import Catalog
import Reporting

/// A page of the history, the latest decision first.
struct HistoryResponse: Encodable {
    /// A decision on a product.
    struct Entry: Encodable {
        let decisionID: Int64
        /// The product.
        let id: String, sku: String, title: String
        /// `accept`, `set`, `none` or `skip`.
        let action: DecisionAction
        /// The decided category or `none`; nil for `skip`.
        let category: String?
        /// The prediction at the time of the decision; nil if there was none or it is hidden.
        let predictedCategory: String?, confidence: Double?
        /// Times in UTC, ISO 8601.
        let decidedAt: String, undoneAt: String?

        init(_ entry: HistoryEntry) {
            decisionID = entry.decision.id
            id = entry.decision.product.identity
            (sku, title) = (entry.decision.sku.sanitizedForTerminal, entry.title.sanitizedForTerminal)
            action = entry.decision.action
            category = entry.decision.category
            (predictedCategory, confidence) = (entry.predictedCategory, entry.confidence)
            (decidedAt, undoneAt) = (entry.decidedAt, entry.undoneAt)
        }
    }

    let entries: [Entry]
    /// Whether there are no older decisions.
    let isComplete: Bool
}
