import GRDB

/// A decision in the history, whichever way it was made.
public struct HistoryEntry: Sendable, Equatable {
    /// The decision.
    public let decision: RecordedDecision
    /// The shop's title of the product; empty where the shop has removed it.
    public let title: String
    /// What the network had guessed at that time, and how sure it was; nil where it had not seen the product.
    public let guess: String?, confidence: Double?
    /// When it was made, in UTC, ISO 8601.
    public let decidedAt: String
    /// When it was taken back; nil where it was not.
    public let undoneAt: String?
}

extension Catalog {
    /// Decisions, the latest first.
    ///
    /// - Parameters:
    ///   - before: Only such with a smaller number; for the next page.
    ///   - product: Only of this product.
    ///   - limit: At most so many.
    public func history(before: Int64? = nil, of product: ProductID? = nil, limit: Int) throws -> [HistoryEntry] {
        try perform { db in
            let isWanted: SQL = product.map { "decision.product_id = \($0)" } ?? "TRUE"
            return try SQLRequest<Row>(
                literal: """
                    SELECT decision.id, decision.product_id, action, category, guess, confidence, decided_at,
                           (SELECT decided_at FROM tagger_decisions WHERE undoes = decision.id) AS undone_at,
                           CAST(coalesce((SELECT sku FROM tagger_source WHERE product_id = +decision.product_id),
                                         decision.product_id, '') AS TEXT) AS sku,
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
                    title: row["title"] ?? "", guess: row["guess"], confidence: row["confidence"],
                    decidedAt: row["decided_at"], undoneAt: row["undone_at"])
            }
        }
    }

    /// How many products have an answer that stands.
    public func decidedCount() throws -> Int {
        try perform { try Int.fetchOne($0, sql: "SELECT count(*) FROM tagger_answers") ?? 0 }
    }
}

extension Catalog {
    /// A number that changes when something in the catalog does, by whoever's hand (SQLite's `data_version`, and what this
    /// connection has changed itself).
    public func changeCounter() throws -> Int {
        try perform { try (Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0) &+ $0.totalChangesCount }
    }
}
