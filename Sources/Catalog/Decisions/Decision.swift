import Crypto
import Foundation
import GRDB
import Platform
import SystemPackage

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

/// What a person says of a product that was shown.
public struct Answer: Sendable, Equatable {
    /// Which product.
    public let product: ProductID
    /// What is said of it.
    public let answer: Decision.Answer
    /// The product as it was shown.
    public let revision: Revision

    /// An answer for a product.
    public init(product: ProductID, answer: Decision.Answer, revision: Revision) {
        self.product = product
        self.answer = answer
        self.revision = revision
    }
}

/// What came of an answer.
public enum DecisionResult: Sendable {
    /// It stands in the history.
    case recorded(RecordedDecision)
    /// It was not taken: the product is no longer what the person saw. With the product as it is now; nil where there is none.
    case outdated(ProductDetails?)
}

/// A decision as it stands in the history.
public struct RecordedDecision: Sendable, Equatable {
    /// Its number in the history.
    public let id: Int64
    /// Which product.
    public let product: ProductID, sku: String
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
    /// For people who see a product while they decide on it, ``answer(_:)`` also notices when somebody else was faster.
    ///
    /// - Throws: ``TaggerError`` of kind `invalidData` that names the product: there is none with that SKU, there are
    ///   several, or there is no guess to accept.
    public func decide(_ decisions: [Decision]) throws -> [RecordedDecision] {
        // Before the shop's writers are locked out: one walk over its products, however many are decided.
        let products = try products(withSKUs: decisions.map(\.sku))
        let digests = try digestsOfNewPictures(products.values.joined())
        return try performInTransaction { db in
            let recorded = try decisions.map { decision in
                do {
                    return try record(decision, products: products[decision.sku] ?? [], digests: digests, db)
                } catch let error as TaggerError {
                    let origin = decision.origin.map { $0 + ": " } ?? ""
                    throw TaggerError(error.kind, "\(origin)\(error) Nothing was changed.")
                }
            }
            try Self.enrolAudits(db)
            return recorded
        }
    }

    /// Answers for products as a person saw them: each is added to the history, unless somebody decided on the product, or its
    /// picture changed, since it was shown.
    ///
    /// - Returns: What came of each, in the same order.
    /// - Throws: ``TaggerError``; then nothing was added.
    public func answer(_ answers: [Answer]) throws -> [DecisionResult] {
        let digests = try digestsOfNewPictures(answers.lazy.map(\.product))
        return try performInTransaction { db in
            let blind = try BlindAudits(db)
            let outcomes = try answers.map { answer -> DecisionResult in
                guard let now = try ProductDetails(answer.product, blind: blind, db) else { return .outdated(nil) }
                guard now.revision.allows(answer.answer, givenFor: answer.revision) else { return .outdated(now) }
                if case .accept = answer.answer, now.category == nil { return .outdated(now) }
                return .recorded(
                    try record(answer.answer, of: answer.product, sku: now.sku, digest: digests[answer.product], db))
            }
            try Self.enrolAudits(db)
            return outcomes
        }
    }

    /// Takes the latest decision back that was not taken back yet, by a row of its own in the history.
    ///
    /// - Returns: The decision that no longer stands; nil when there is none.
    public func undoLastDecision() throws -> UndoneDecision? {
        try performInTransaction { db in
            let last = try Int64.fetchOne(
                db,
                sql: """
                    SELECT id FROM tagger_decisions AS decision
                    WHERE action <> 'undo' AND NOT EXISTS (SELECT 1 FROM tagger_decisions WHERE undoes = decision.id)
                    ORDER BY id DESC LIMIT 1
                    """)
            return try last.flatMap { try undo($0, db) }
        }
    }

    /// Takes a decision back, by a row of its own in the history; what was decided before it stands again.
    ///
    /// - Parameter decision: Its number in the history.
    /// - Returns: The decision that no longer stands; nil where there is none with that number, or it was taken back already.
    public func undo(_ decision: Int64) throws -> UndoneDecision? {
        try performInTransaction { try undo(decision, $0) }
    }

    /// Takes decisions back, each by a row of its own in the history: all of them, or none when one can't be.
    ///
    /// - Parameter decisions: Their numbers in the history.
    /// - Throws: ``TaggerError`` of kind `invalidData` that names the number: there is none, or it was taken back already.
    public func undo(all decisions: [Int64]) throws -> [UndoneDecision] {
        try performInTransaction { db in
            try decisions.map { id in
                guard let undone = try undo(id, db) else {
                    throw TaggerError(
                        .invalidData,
                        "There is no decision \(id) in \(path), or it was taken back already. Nothing was changed.")
                }
                return undone
            }
        }
    }

    private func undo(_ id: Int64, _ db: Database) throws -> UndoneDecision? {
        let found = try Row.fetchOne(
            db,
            sql: """
                SELECT product_id, action, category FROM tagger_decisions AS decision
                WHERE id = ? AND action <> 'undo'
                  AND NOT EXISTS (SELECT 1 FROM tagger_decisions WHERE undoes = decision.id)
                """, arguments: [id])
        guard let found else { return nil }
        let product: ProductID = found["product_id"]
        try db.execute(
            sql: "INSERT INTO tagger_decisions (product_id, action, undoes, decided_at) VALUES (?, 'undo', ?, ?)",
            arguments: [product, id, Date.now.iso8601])
        let tag = try Row.fetchOne(
            db,
            sql: """
                SELECT \(Self.displaySKU) AS sku, status, category FROM tagger_tags
                WHERE product_id = ?
                """, arguments: [product])
        let decision = RecordedDecision(
            id: id, product: product, sku: tag?["sku"] ?? product.description, action: found["action"],
            category: found["category"])
        return UndoneDecision(decision: decision, status: tag?["status"], category: tag?["category"])
    }

    /// The product with a SKU.
    ///
    /// - Throws: ``TaggerError`` of kind `invalidData`: there is none, or there are several.
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
        _ decision: Decision, products: [ProductID], digests: [ProductID: Data], _ db: Database
    ) throws -> RecordedDecision {
        let product = try only(products, sku: decision.sku)
        return try record(decision.answer, of: product, sku: decision.sku, digest: digests[product], db)
    }

    private func record(
        _ answer: Decision.Answer, of product: ProductID, sku: String, digest: Data?, _ db: Database
    ) throws -> RecordedDecision {
        let action: String, category: String?
        switch answer {
        case .accept:
            action = "accept"
            category = try String.fetchOne(
                db.cachedStatement(sql: "SELECT category FROM tagger_tags WHERE product_id = ?"), arguments: [product])
            guard category != nil else {
                throw TaggerError(
                    .invalidData,
                    "There is no guess to accept for “\(sku)”: it has not been tagged. Use set or none instead."
                )
            }
        case .set(let name): (action, category) = ("set", name)
        case .none: (action, category) = ("none", "none")
        case .skip: (action, category) = ("skip", nil)
        }
        // The answer is for the picture of the outcome, or else for the one that the shop has now.
        try db.cachedStatement(
            sql: """
                INSERT INTO tagger_decisions
                    (product_id, action, category, stamp, digest, guess, confidence, model_id, decided_at)
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
            "action": action, "category": category, "digest": digest, "now": Date.now.iso8601,
            "product": product,
        ])
        guard db.changesCount == 1 else {
            throw TaggerError(.invalidData, "There is no product with the SKU “\(sku)” in \(path) any more.")
        }
        return RecordedDecision(
            id: db.lastInsertedRowID, product: product, sku: sku, action: action, category: category)
    }

    /// The products that are shown with these SKUs: none, one, or several of the same.
    private func products(withSKUs skus: [String]) throws -> [String: [ProductID]] {
        try perform { db in
            try db.execute(
                sql: """
                    DROP TABLE IF EXISTS temp.tagger_wanted;
                    CREATE TEMP TABLE tagger_wanted (name TEXT PRIMARY KEY) WITHOUT ROWID;
                    """)
            for sku in skus {
                try db.cachedStatement(sql: "INSERT OR IGNORE INTO temp.tagger_wanted VALUES (?)").execute(arguments: [
                    sku
                ])
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

    /// SHA-256 of the pictures of products that no run has looked at yet, so that an answer holds for the content and not only
    /// for the stamp.
    private func digestsOfNewPictures(_ products: some Sequence<ProductID>) throws -> [ProductID: Data] {
        let root = try imageRoot()
        var digests: [ProductID: Data] = [:]
        for product in products {
            let row = try perform { db in
                try Row.fetchOne(
                    db.cachedStatement(
                        sql: """
                            SELECT png, CAST(path AS TEXT) AS path FROM tagger_source
                            WHERE product_id = ?1 AND NOT EXISTS (SELECT 1 FROM tagger_outcomes WHERE product_id = ?1)
                            """), arguments: [product])
            }
            if let png: Data = row?["png"] {
                digests[product] = Data(SHA256.hash(data: png))
            } else if let path: String = row?["path"], let file = try? root.open(path) {
                digests[product] = try? SHA256.digest(of: FileDescriptor(rawValue: file))
                close(file)
            }
        }
        return digests
    }
}
