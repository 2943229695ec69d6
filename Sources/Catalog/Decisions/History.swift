import GRDB

/// A decision in the history with its circumstances.
public struct HistoryEntry: Sendable, Equatable {
    /// The decision.
    public let decision: RecordedDecision
    /// The shop's title of the product; empty where the shop has removed the product.
    public let title: String
    /// The predicted category and its probability at the time of the decision; nil where there was no prediction.
    public private(set) var predictedCategory: String?, confidence: Double?
    /// The time of the decision: UTC, ISO 8601.
    public let decidedAt: String
    /// The time of the undo; nil where the decision is not undone.
    public let undoneAt: String?

    /// The entry without the prediction.
    public var withoutPrediction: HistoryEntry {
        var entry = self
        (entry.predictedCategory, entry.confidence) = (nil, nil)
        return entry
    }
}

extension Catalog {
    /// Returns decisions, the latest first.
    ///
    /// - Parameters:
    ///   - before: Only decisions with a smaller number, for the next page.
    ///   - product: Only decisions on this product.
    ///   - limit: The largest number of decisions.
    public func history(before: Int64? = nil, of product: ProductID? = nil, limit: Int) throws -> [HistoryEntry] {
        try perform { db in
            let sku = "(SELECT sku FROM tagger_source WHERE product_id = +decision.product_id)"
            let displaySKU = Self.displaySKU(sku: sku, key: "decision.product_id")
            let isWanted: SQL = product.map { "decision.product_id = \($0)" } ?? "TRUE"
            return try SQLRequest<Row>(
                literal: """
                    SELECT decision.id, decision.product_id, action, category, predicted_category, confidence, decided_at,
                           (SELECT decided_at FROM tagger_decisions WHERE undoes = decision.id) AS undone_at,
                           \(sql: displaySKU) AS sku,
                           (SELECT CAST(title AS TEXT) FROM tagger_source WHERE product_id = +decision.product_id) AS title
                    FROM tagger_decisions AS decision
                    WHERE action <> 'undo' AND decision.id < \(before ?? .max) AND \(isWanted)
                    ORDER BY decision.id DESC LIMIT \(limit)
                    """
            ).fetchAll(db).map { row in
                HistoryEntry(
                    decision: RecordedDecision(
                        id: row["id"], product: row["product_id"], sku: row["sku"], action: row["action"],
                        category: row["category"]),
                    title: row["title"] ?? "", predictedCategory: row["predicted_category"],
                    confidence: row["confidence"], decidedAt: row["decided_at"], undoneAt: row["undone_at"])
            }
        }
    }

    /// Returns the number of products with a decision in force.
    public func decidedCount() throws -> Int {
        try perform { try Int.fetchOne($0, sql: "SELECT count(*) FROM tagger_current_decisions") ?? 0 }
    }

    /// Returns a number that changes with each change of the catalog, by this connection or another (SQLite's
    /// `data_version` and the changes of this connection).
    public func changeCounter() throws -> Int {
        try perform { try (Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0) &+ $0.totalChangesCount }
    }
}
