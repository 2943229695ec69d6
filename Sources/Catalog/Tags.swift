import GRDB

/// One product's result, as `tagger_tags` shows it.
public struct Tag: Sendable, Equatable {
    /// The shop's words for the product.
    public let sku: String, title: String
    /// The person's answer, or else the best guess; nil where there is neither.
    public let category: String?
    /// The probability of that category, 0 to 1; nil where the network has none for it.
    public let confidence: Double?
    /// `tagged`, `review`, `confirmed`, `failed` or `pending`.
    public let status: String
    /// Whether the tag rests on a precision that was measured on this shop.
    public let isVerified: Bool
    /// The network's name.
    public let model: String?
}

/// A product that waits for a person.
public struct ReviewItem: Sendable, Equatable {
    /// The shop's words for the product.
    public let sku: String, title: String
    /// The best guess.
    public let category: String
    /// Its probability, 0 to 1; nil where the guess is an answer that the network doesn't know.
    public let confidence: Double?
    /// The second guess.
    public let second: String?
    /// Why it is asked for: `uncertain`.
    public let reason: String
}

/// A product without a prediction.
public struct Failure: Sendable, Equatable, Codable {
    /// The shop's word for the product.
    public let sku: String
    /// One sentence on what is wrong.
    public let reason: String

    /// A product and its reason.
    public init(sku: String, reason: String) {
        self.sku = sku
        self.reason = reason
    }
}

extension Catalog {
    /// Hands out every product in the order of SKUs, as it was at one moment.
    ///
    /// The rows are copied to a temporary table first, so that a slow reader at the other end never blocks the shop.
    public func forEachTag(_ body: (Tag) throws -> Void) throws {
        try perform { db in
            try db.execute(
                sql: """
                    DROP TABLE IF EXISTS temp.tagger_export;
                    CREATE TEMP TABLE tagger_export AS
                    SELECT \(Self.shownSKU) AS sku, CAST(title AS TEXT) AS title, category,
                           confidence, status, verified, model
                    FROM tagger_tags ORDER BY 1;
                    """)
        }
        var last: Int64 = 0
        while true {
            let rows = try perform { [last] db in
                try Row.fetchAll(
                    db.cachedStatement(
                        sql: "SELECT rowid, * FROM temp.tagger_export WHERE rowid > ? ORDER BY rowid LIMIT 1000"),
                    arguments: [last])
            }
            guard let end = rows.last else { break }
            last = end["rowid"]
            for row in rows {
                try body(
                    Tag(
                        sku: row["sku"], title: row["title"] ?? "", category: row["category"],
                        confidence: row["confidence"], status: row["status"], isVerified: row["verified"],
                        model: row["model"]))
            }
        }
        try perform { try $0.execute(sql: "DROP TABLE temp.tagger_export") }
    }

    /// What waits for a person: the least certain first, what was skipped last.
    ///
    /// - Parameters:
    ///   - limit: At most so many.
    ///   - category: Only products with this guess.
    public func reviewQueue(limit: Int? = nil, category: String? = nil) throws -> [ReviewItem] {
        try perform { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT sku, title, category, confidence,
                           (SELECT key FROM json_each(probabilities) WHERE key IS NOT category
                            ORDER BY value DESC, key LIMIT 1) AS second
                    FROM (
                        SELECT \(Self.shownSKU) AS sku, CAST(title AS TEXT) AS title, category,
                               confidence, probabilities,
                               (SELECT CASE action WHEN 'skip' THEN id END FROM tagger_decisions AS decision
                                WHERE decision.product_id = +tags.product_id AND action <> 'undo'
                                  AND NOT EXISTS (SELECT 1 FROM tagger_decisions WHERE undoes = decision.id)
                                ORDER BY id DESC LIMIT 1) AS skipped
                        FROM tagger_tags AS tags
                        WHERE status = 'review' AND (:category IS NULL OR category = :category)
                        ORDER BY skipped, confidence, sku LIMIT :limit
                    ) ORDER BY skipped, confidence, sku
                    """, arguments: ["category": category, "limit": limit ?? -1]
            ).map { row in
                ReviewItem(
                    sku: row["sku"], title: row["title"] ?? "", category: row["category"],
                    confidence: row["confidence"], second: row["second"], reason: "uncertain")
            }
        }
    }

    /// How many products have each status.
    public func countsByStatus() throws -> [String: Int] {
        try counts("SELECT status, count(*) FROM tagger_tags GROUP BY status")
    }

    /// How many products each category has that are tagged or confirmed.
    public func taggedByCategory() throws -> [String: Int] {
        try counts(
            "SELECT category, count(*) FROM tagger_tags WHERE status IN ('tagged', 'confirmed') GROUP BY category")
    }

    private func counts(_ sql: String) throws -> [String: Int] {
        try perform { db in
            let rows = try Row.fetchAll(db, sql: sql)
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    /// Products that have failed, in the order of SKUs.
    ///
    /// - Parameter limit: At most so many.
    public func failures(limit: Int? = nil) throws -> [Failure] {
        try perform { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.shownSKU) AS sku, failure FROM tagger_tags
                    WHERE status = 'failed' ORDER BY 1 LIMIT ?
                    """, arguments: [limit ?? -1]
            ).map { Failure(sku: $0["sku"], reason: $0["failure"]) }
        }
    }
}
