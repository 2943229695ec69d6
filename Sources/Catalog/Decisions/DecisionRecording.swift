import Crypto
import Foundation
import GRDB
import Platform

extension Catalog {
    /// Adds decisions to the history: all of them, or none.
    ///
    /// Front ends that show a product before the decision use ``decide(reviewed:)``, which also notices decisions of
    /// others.
    ///
    /// - Throws: ``TaggerError`` of kind `invalidData` that names the product, if no product or several products have
    ///   the SKU, or if there is no category to accept.
    public func decide(_ decisions: [Decision]) throws -> [RecordedDecision] {
        // One scan of the shop's products, whatever the number of decisions, and outside of the write lock.
        let products = try products(withSKUs: decisions.map(\.sku))
        let digests = try digestsOfNewImages(products.values.joined())
        return try performInTransaction { db in
            let recorded = try decisions.map { decision in
                do {
                    let product = try only(products[decision.sku] ?? [], sku: decision.sku)
                    return try record(decision.action, of: product, sku: decision.sku, digest: digests[product], db)
                } catch let error as TaggerError {
                    let origin = decision.origin.map { $0 + ": " } ?? ""
                    throw TaggerError(error.kind, "\(origin)\(error) Nothing was changed.")
                }
            }
            try Self.enrolAudits(db)
            return recorded
        }
    }

    /// Adds decisions on products that were shown to the history. A decision is refused where another decision was made
    /// on the product, or its image changed, since it was shown.
    ///
    /// - Returns: The result of each decision, in the same order.
    /// - Throws: ``TaggerError``; then no decision was added.
    public func decide(reviewed decisions: [ReviewedDecision]) throws -> [DecisionResult] {
        let digests = try digestsOfNewImages(decisions.lazy.map(\.product))
        return try performInTransaction { db in
            let results = try decisions.map { decision -> DecisionResult in
                guard let now = try ProductDetails(decision.product, db) else { return .outdated(nil) }
                guard now.revision.allows(decision.action, shown: decision.revision) else { return .outdated(now) }
                if decision.action == .accept, now.category == nil { return .outdated(now) }
                return .recorded(
                    try record(
                        decision.action, of: decision.product, sku: now.sku, digest: digests[decision.product], db))
            }
            try Self.enrolAudits(db)
            return results
        }
    }

    /// Undoes the latest decision that is not undone, by a new row in the history.
    ///
    /// - Returns: The decision; nil where there is none.
    public func undoLastDecision() throws -> UndoneDecision? {
        try performInTransaction { db in
            let last = try Int64.fetchOne(
                db, sql: "SELECT id FROM tagger_standing_decisions ORDER BY id DESC LIMIT 1")
            return try last.flatMap { try undo($0, db) }
        }
    }

    /// Undoes a decision, by a new row in the history. The decision before it is in force again.
    ///
    /// - Parameter decision: The number of the decision in the history.
    /// - Returns: The decision; nil where there is none with that number, or it is undone already.
    public func undo(_ decision: Int64) throws -> UndoneDecision? {
        try performInTransaction { try undo(decision, $0) }
    }

    /// Undoes decisions, each by a new row in the history: all of them, or none.
    ///
    /// - Parameter decisions: The numbers of the decisions in the history.
    /// - Throws: ``TaggerError`` of kind `invalidData` that names the number of a decision that does not exist or is
    ///   undone.
    public func undo(all decisions: [Int64]) throws -> [UndoneDecision] {
        try performInTransaction { db in
            try decisions.map { id in
                guard let undone = try undo(id, db) else {
                    throw TaggerError(
                        .invalidData,
                        "Decision \(id) does not exist in \(path) or is undone already. Nothing was changed.")
                }
                return undone
            }
        }
    }

    private func undo(_ id: Int64, _ db: Database) throws -> UndoneDecision? {
        let found = try Row.fetchOne(
            db, sql: "SELECT product_id, action, category FROM tagger_standing_decisions WHERE id = ?",
            arguments: [id])
        guard let found else { return nil }
        let product: ProductID = found["product_id"]
        try db.execute(
            sql: "INSERT INTO tagger_decisions (product_id, action, undoes, decided_at) VALUES (?, ?, ?, ?)",
            arguments: [product, DecisionAction.undo, id, Date.now.iso8601])
        let tag = try Row.fetchOne(
            db, sql: "SELECT \(Self.displaySKU) AS sku, status, category FROM tagger_tags WHERE product_id = ?",
            arguments: [product])
        let decision = RecordedDecision(
            id: id, product: product, sku: tag?["sku"] ?? product.description, action: found["action"],
            category: found["category"])
        return UndoneDecision(decision: decision, status: tag?["status"], category: tag?["category"])
    }

    /// Returns the product with a SKU.
    ///
    /// - Throws: ``TaggerError`` of kind `invalidData`, if there is no such product or there are several.
    public func product(withSKU sku: String) throws -> ProductID {
        try only(products(withSKUs: [sku])[sku] ?? [], sku: sku)
    }

    private func only(_ products: [ProductID], sku: String) throws -> ProductID {
        guard let product = products.first else {
            throw TaggerError(.invalidData, "There is no product with the SKU “\(sku)” in \(path).")
        }
        guard products.count == 1 else {
            throw TaggerError(.invalidData, "More than one product has the SKU “\(sku)” in \(path).")
        }
        return product
    }

    private func record(
        _ action: Decision.Action, of product: ProductID, sku: String, digest: Data?, _ db: Database
    ) throws -> RecordedDecision {
        let kind: DecisionAction, category: String?
        switch action {
        case .accept:
            kind = .accept
            category = try String.fetchOne(
                db.cachedStatement(sql: "SELECT category FROM tagger_tags WHERE product_id = ?"), arguments: [product])
            guard category != nil else {
                throw TaggerError(
                    .invalidData,
                    "Product “\(sku)” has no predicted category to accept: no run has classified it. Use set or none.")
            }
        case .set(let name): (kind, category) = (.set, name)
        case .none: (kind, category) = (.none, "none")
        case .skip: (kind, category) = (.skip, nil)
        }
        // The decision is for the image of the outcome, or else for the present one.
        try db.cachedStatement(
            sql: """
                INSERT INTO tagger_decisions
                    (product_id, action, category, stamp, digest, predicted_category, confidence, model_id, decided_at)
                SELECT source.product_id, :action, :category,
                       CASE WHEN outcomes.product_id IS NULL THEN source.stamp ELSE outcomes.stamp END,
                       CASE WHEN outcomes.product_id IS NULL THEN :digest ELSE outcomes.digest END,
                       outcomes.category, outcomes.confidence,
                       CASE WHEN outcomes.category IS NOT NULL THEN outcomes.model_id END, :now
                FROM tagger_source AS source
                LEFT JOIN tagger_outcomes AS outcomes ON outcomes.product_id = +source.product_id
                WHERE source.product_id = :product
                """
        ).execute(arguments: [
            "action": kind, "category": category, "digest": digest, "now": Date.now.iso8601, "product": product,
        ])
        guard db.changesCount == 1 else {
            throw TaggerError(.invalidData, "There is no longer a product with the SKU “\(sku)” in \(path).")
        }
        return RecordedDecision(
            id: db.lastInsertedRowID, product: product, sku: sku, action: kind, category: category)
    }

    /// Returns the products with SKUs: none, one, or several for the same SKU.
    private func products(withSKUs skus: [String]) throws -> [String: [ProductID]] {
        try perform { db in
            try db.execute(
                sql: """
                    DROP TABLE IF EXISTS temp.tagger_wanted;
                    CREATE TEMP TABLE tagger_wanted (name TEXT PRIMARY KEY) WITHOUT ROWID;
                    """)
            for sku in skus {
                try db.cachedStatement(sql: "INSERT OR IGNORE INTO temp.tagger_wanted VALUES (?)")
                    .execute(arguments: [sku])
            }
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.displaySKU) AS name, product_id FROM tagger_source
                    WHERE \(Self.displaySKU) IN (SELECT name FROM temp.tagger_wanted)
                    """)
            return Dictionary(grouping: rows) { $0["name"] as String }.mapValues { $0.map { $0["product_id"] } }
        }
    }

    /// Returns the SHA-256 of the images of products without an outcome, so that a decision applies to the content and
    /// not only to the stamp. Images that a run would refuse as too large have no digest.
    private func digestsOfNewImages(_ products: some Sequence<ProductID>) throws -> [ProductID: Data] {
        let root = try imageRoot()
        var digests: [ProductID: Data] = [:]
        for product in products {
            let row = try perform { db in
                try Row.fetchOne(
                    db.cachedStatement(
                        sql: """
                            SELECT CASE WHEN length(png) <= ?2 THEN png END AS png,
                                   CASE WHEN png IS NULL THEN CAST(path AS TEXT) END AS path
                            FROM tagger_source
                            WHERE product_id = ?1 AND NOT EXISTS (SELECT 1 FROM tagger_outcomes WHERE product_id = ?1)
                            """), arguments: [product, Self.maximumImageBytes])
            }
            if let png: Data = row?["png"] {
                digests[product] = Data(SHA256.hash(data: png))
            } else if let path: String = row?["path"], let file = try? root.open(path) {
                digests[product] = try? file.closeAfter { try SHA256.digest(of: file) }
            }
        }
        return digests
    }
}
