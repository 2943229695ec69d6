/// Decisions to save.
struct DecisionsRequest: Decodable {
    /// A decision on a product: `accept`, `skip`, `none` or a category.
    struct Entry: Decodable {
        let id: String, decision: String
        /// The revision of the product that the page showed.
        let revision: String
    }

    let decisions: [Entry]
}

/// The outcomes of a ``DecisionsRequest``, in its order.
struct DecisionsResponse: Encodable {
    /// The outcome of one decision: either saved, with an ID, or not saved, with the present product.
    struct Outcome: Encodable {
        /// The ID of the decision; nil if the decision was not saved.
        var decisionID: Int64?
        /// The decided category or `none`.
        var category: String?
        /// The prediction at the time of the decision.
        var predictedCategory: String?, confidence: Double?
        /// The product as it is now, if it changed before the decision was saved.
        var current: ProductSummary?
        /// Whether the shop has removed the product.
        var isRemoved = false
    }

    let outcomes: [Outcome]
}

/// Decisions to undo.
struct UndoRequest: Decodable {
    let decisionIDs: [Int64]
}

/// The decisions that were undone, and their products afterwards.
struct UndoResponse: Encodable {
    let undoneIDs: [Int64]
    let products: [ProductSummary]
}
