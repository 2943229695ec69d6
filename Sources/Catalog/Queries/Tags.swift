import GRDB

/// The result of one product: a row of `tagger_tags`.
public struct Tag: Sendable, Equatable {
    /// The shop's SKU and title of the product.
    public let sku: String, title: String
    /// The decided category, or else the predicted category; nil where there is neither.
    public let category: String?
    /// The model's probability of that category, 0 to 1; nil where the model has no such category.
    public let confidence: Double?
    /// The status.
    public let status: ProductStatus
    /// Whether the product was tagged under a valid certificate.
    public let isVerified: Bool
    /// The name of the model.
    public let model: String?
}

/// A product without a prediction.
public struct Failure: Sendable, Equatable, Codable {
    /// The shop's SKU of the product.
    public let sku: String
    /// The reason, as one sentence.
    public let reason: String

    /// Creates a failure of a product.
    public init(sku: String, reason: String) {
        self.sku = sku
        self.reason = reason
    }
}

/// Numbers of products.
public struct Tally: Sendable, Equatable {
    /// The number of products of each status that occurs.
    public var byStatus: [ProductStatus: Int] = [:]
    /// The number of tagged and confirmed products of each category that occurs.
    public var byCategory: [String: Int] = [:]
    /// The number of products that were tagged under a valid certificate.
    public var verified = 0
}

extension Catalog {
    /// Calls a closure with the result of each product, in the order of SKUs, all from one state of the catalog.
    ///
    /// The rows are copied to a temporary table first, so that a slow closure does not lock the catalog.
    public func forEachTag(_ body: (Tag) throws -> Void) throws {
        let table = TemporaryTableName.next("tagger_export")
        defer { dropLater(temporaryTables: [table]) }
        try perform { db in
            try db.execute(
                sql: """
                    CREATE TEMP TABLE \(table) AS
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
                        sql: "SELECT rowid, * FROM temp.\(table) WHERE rowid > ? ORDER BY rowid LIMIT 1000"),
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
    }

    /// Returns the number of products of each status that occurs. Reads the whole catalog.
    public func countsByStatus() throws -> [ProductStatus: Int] { try tally().byStatus }

    /// Returns the number of products that were tagged under a valid certificate. Reads the whole catalog.
    public func verifiedCount() throws -> Int { try tally().verified }

    /// Counts all products. Reads the whole catalog once.
    public func tally() throws -> Tally {
        try perform { db in
            // Counting rows as they come is faster than the sort of GROUP BY.
            var tally = Tally()
            let rows = try Row.fetchCursor(db, sql: "SELECT status, category, verified FROM tagger_tags")
            while let row = try rows.next() {
                guard let status = ProductStatus(rawValue: row[0]) else { continue }
                tally.byStatus[status, default: 0] += 1
                guard status == .tagged || status == .confirmed else { continue }
                if let category: String = row[1] { tally.byCategory[category, default: 0] += 1 }
                if row[2] { tally.verified += 1 }
            }
            return tally
        }
    }

    /// Returns the failed products, in the order of SKUs.
    ///
    /// - Parameter limit: The largest number of products; nil for all.
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
