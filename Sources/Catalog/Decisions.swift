import Foundation
import GRDB

/// What a person says of one product.
public struct Decision: Sendable, Equatable {
    /// The answer itself.
    public enum Answer: Sendable, Equatable {
        /// The guess is right.
        case accept
        /// It is this category.
        case set(String)
        /// It belongs to none of the categories.
        case none
        /// Somebody else may decide; it goes to the end of the queue.
        case skip
    }

    /// Which product.
    public let sku: String
    /// What is said of it.
    public let answer: Answer
    /// Where it was read, such as a line of a file; it begins the message when the decision can't be taken.
    public let origin: String?

    /// An answer for a product.
    public init(sku: String, answer: Answer, origin: String? = nil) {
        self.sku = sku
        self.answer = answer
        self.origin = origin
    }
}

/// A decision as it stands in the history.
public struct RecordedDecision: Sendable, Equatable {
    /// Its number in the history.
    public let id: Int64
    /// Which product.
    public let sku: String
    /// `accept`, `set`, `none` or `skip`.
    public let action: String
    /// The answer: a category's name or `none`; nil where it was skipped.
    public let category: String?
}

/// A decision that was taken back.
public struct UndoneDecision: Sendable, Equatable {
    /// What no longer stands.
    public let decision: RecordedDecision
    /// What is so now: the product's status and category.
    public let status: String?, category: String?
}

extension Catalog {
    /// Adds decisions to the history: all of them, or none when one can't be taken.
    ///
    /// - Throws: ``CatalogError`` of kind `invalidData` that names the product: there is none with that SKU, there are
    ///   several, or there is no guess to accept.
    public func decide(_ decisions: [Decision]) throws -> [RecordedDecision] {
        try performInTransaction { db in
            try decisions.map { decision in
                do {
                    return try self.record(decision, db)
                } catch let error as CatalogError {
                    let origin = decision.origin.map { $0 + ": " } ?? ""
                    throw CatalogError(error.kind, "\(origin)\(error) Nothing was changed.")
                }
            }
        }
    }

    /// Takes the latest decision back that was not taken back yet, by a row of its own in the history.
    ///
    /// - Returns: The decision that no longer stands; nil when there is none.
    public func undoLastDecision() throws -> UndoneDecision? {
        try performInTransaction { db in
            let last = try Row.fetchOne(
                db,
                sql: """
                    SELECT id, product_id, action, category FROM tagger_decisions AS decision
                    WHERE action <> 'undo' AND NOT EXISTS (SELECT 1 FROM tagger_decisions WHERE undoes = decision.id)
                    ORDER BY id DESC LIMIT 1
                    """)
            guard let last else { return nil }
            let id: Int64 = last["id"], product: ProductID = last["product_id"]
            try db.execute(
                sql: "INSERT INTO tagger_decisions (product_id, action, undoes, decided_at) VALUES (?, 'undo', ?, ?)",
                arguments: [product, id, Date.now.iso8601])
            let tag = try Row.fetchOne(
                db,
                sql: """
                    SELECT CAST(coalesce(sku, product_id) AS TEXT) AS sku, status, category FROM tagger_tags
                    WHERE product_id = ?
                    """, arguments: [product])
            let decision = RecordedDecision(
                id: id, sku: tag?["sku"] ?? product.description, action: last["action"], category: last["category"])
            return UndoneDecision(decision: decision, status: tag?["status"], category: tag?["category"])
        }
    }

    private func record(_ decision: Decision, _ db: Database) throws -> RecordedDecision {
        let product = try product(withSKU: decision.sku, db)
        let action: String, category: String?
        switch decision.answer {
        case .accept:
            action = "accept"
            category = try String.fetchOne(
                db.cachedStatement(sql: "SELECT category FROM tagger_tags WHERE product_id = ?"), arguments: [product])
            guard category != nil else {
                throw CatalogError(
                    .invalidData,
                    "There is no guess to accept for \(decision.sku): it has not been tagged. Use set or none instead.")
            }
        case .set(let name): (action, category) = ("set", name)
        case .none: (action, category) = ("none", "none")
        case .skip: (action, category) = ("skip", nil)
        }
        // What the person saw: the picture of the outcome, or else the shop's own.
        try db.cachedStatement(
            sql: """
                INSERT INTO tagger_decisions
                    (product_id, action, category, stamp, digest, guess, confidence, model_id, decided_at)
                SELECT source.product_id, :action, :category,
                       CASE WHEN outcomes.product_id IS NULL THEN source.stamp ELSE outcomes.stamp END,
                       outcomes.digest, outcomes.category, outcomes.confidence,
                       CASE WHEN outcomes.category IS NOT NULL THEN outcomes.model_id END, :now
                FROM tagger_source AS source
                LEFT JOIN tagger_outcomes AS outcomes ON outcomes.product_id = +source.product_id
                WHERE source.product_id = :product
                """
        ).execute(arguments: ["action": action, "category": category, "now": Date.now.iso8601, "product": product])
        return RecordedDecision(id: db.lastInsertedRowID, sku: decision.sku, action: action, category: category)
    }

    private func product(withSKU sku: String, _ db: Database) throws -> ProductID {
        // First as the shop may store it, which its index serves: as text or as a number. Then as it is shown.
        let number = Int64(sku).map(\.databaseValue) ?? Double(sku)?.databaseValue ?? .null
        var found = try ProductID.fetchAll(
            db.cachedStatement(sql: "SELECT product_id FROM tagger_source WHERE sku = ? OR sku = ? LIMIT 2"),
            arguments: [sku, number])
        if found.isEmpty {
            found = try ProductID.fetchAll(
                db.cachedStatement(
                    sql:
                        "SELECT product_id FROM tagger_source WHERE CAST(coalesce(sku, product_id) AS TEXT) = ? LIMIT 2"
                ),
                arguments: [sku])
        }
        guard let product = found.first else {
            throw CatalogError(.invalidData, "There is no product with the SKU “\(sku)” in \(path).")
        }
        guard found.count == 1 else {
            throw CatalogError(.invalidData, "More than one product has the SKU “\(sku)” in \(path).")
        }
        return product
    }
}
