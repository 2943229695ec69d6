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

/// How many products there are of each kind.
public struct Tally: Sendable, Equatable {
    /// By status.
    public var byStatus: [String: Int] = [:]
    /// Those that are tagged or confirmed, by category.
    public var byCategory: [String: Int] = [:]
    /// Those whose tag rests on a precision that was shown.
    public var verified = 0
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
                    SELECT \(Self.displaySKU) AS sku, CAST(title AS TEXT) AS title, category,
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

    /// How many products have each status.
    public func countsByStatus() throws -> [String: Int] { try tally().byStatus }

    /// How many products are tagged with a precision that was shown.
    public func verifiedCount() throws -> Int { try tally().verified }

    /// Counts all products, in one walk through them.
    public func tally() throws -> Tally {
        try perform { db in
            // Counting rows as they come is quicker than a sort for GROUP BY.
            var tally = Tally()
            let rows = try Row.fetchCursor(db, sql: "SELECT status, category, verified FROM tagger_tags")
            while let row = try rows.next() {
                let status: String = row[0]
                tally.byStatus[status, default: 0] += 1
                guard status == "tagged" || status == "confirmed" else { continue }
                if let category: String = row[1] { tally.byCategory[category, default: 0] += 1 }
                if row[2] { tally.verified += 1 }
            }
            return tally
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
                    SELECT \(Self.displaySKU) AS sku, tags.failure
                    FROM (SELECT product_id AS failed_id FROM tagger_outcomes INDEXED BY tagger_outcomes_failed
                          WHERE failure IS NOT NULL)
                    CROSS JOIN tagger_tags AS tags ON tags.product_id = failed_id
                    WHERE status = 'failed' ORDER BY 1 LIMIT ?
                    """, arguments: [limit ?? -1]
            ).map { Failure(sku: $0["sku"], reason: $0["failure"]) }
        }
    }
}
