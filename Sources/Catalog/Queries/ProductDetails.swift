import Foundation
import GRDB

/// A product at the moment when a person looks at it: the last that was decided on it, its picture, and the guess. An answer
/// that was given for an older one is not taken.
public struct Revision: Sendable, Hashable {
    /// As a text that has no meaning outside the program.
    public let text: String

    /// The revision that was passed on as a text.
    public init(text: String) { self.text = text }

    init(lastDecision: Int64, digest: Data?, guess: String?) {
        let picture = (digest ?? Data()).prefix(8).hexadecimal
        text = "\(lastDecision)-\(picture)-\(guess ?? "")"
    }

    /// Whether what a person said of an older state holds for this one. Who accepts a guess means the one that was shown; what
    /// else is said does not depend on it.
    func allows(_ answer: Decision.Answer, givenFor shown: Revision) -> Bool {
        func withoutGuess(_ text: String) -> [Substring] {
            Array(text.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false).prefix(2))
        }
        return answer == .accept ? self == shown : withoutGuess(text) == withoutGuess(shown.text)
    }
}

/// All that a person is shown of one product.
public struct ProductDetails: Sendable {
    /// A category and how probable it is.
    public struct Guess: Sendable, Equatable {
        /// One of the categories, or `none`.
        public let category: String
        /// 0 to 1.
        public let probability: Double
    }

    /// The shop's key.
    public let product: ProductID
    /// The shop's words for it.
    public let sku: String, title: String
    /// `tagged`, `review`, `confirmed`, `failed` or `pending`.
    public let status: String
    /// The person's answer, or else the best guess; nil where there is neither.
    public let category: String?
    /// The person's answer; nil where there is none.
    public let answer: String?
    /// What the network thinks, the most probable first.
    public let guesses: [Guess]
    /// Whether the tag rests on a precision that was shown.
    public let isVerified: Bool
    /// The network's name.
    public let model: String?
    /// Why there is no prediction.
    public let failure: String?
    /// Whether a person is to be asked without being told what the network thinks.
    public let isBlind: Bool
    /// What an answer has to name.
    public let revision: Revision

    init?(_ product: ProductID, blind: BlindAudits, _ db: Database) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT \(Catalog.displaySKU) AS sku, CAST(title AS TEXT) AS title, status, category, verified, model,
                           failure, probabilities, audit_key,
                           (SELECT category FROM tagger_answers WHERE product_id = ?1) AS answer,
                           (SELECT max(id) FROM tagger_decisions WHERE product_id = ?1) AS last_decision,
                           (SELECT digest FROM tagger_outcomes WHERE product_id = ?1) AS digest
                    FROM tagger_tags
                    WHERE product_id = ?1
                    """), arguments: [product])
        guard let row else { return nil }
        self.product = product
        (sku, title, status) = (row["sku"], row["title"] ?? "", row["status"])
        (category, answer, model, failure) = (row["category"], row["answer"], row["model"], row["failure"])
        isVerified = row["verified"]
        let probabilities: String? = row["probabilities"]
        guesses =
            try probabilities.map { json in
                try JSONDecoder().decode([String: Double].self, from: Data(json.utf8))
                    .map { Guess(category: $0.key, probability: $0.value) }
                    .sorted { ($1.probability, $0.category) < ($0.probability, $1.category) }
            } ?? []
        let key: Int64? = row["audit_key"]
        let mayBeBlind = answer == nil && (status == "review" || status == "tagged")
        isBlind = mayBeBlind && blind.contain(key: key)
        let lastDecision: Int64 = row["last_decision"] ?? 0
        let digest: Data? = row["digest"]
        revision = Revision(lastDecision: lastDecision, digest: digest, guess: category)
    }
}

extension Catalog {
    /// What a person is shown of a product; nil where the shop has none with that key.
    public func details(of product: ProductID) throws -> ProductDetails? {
        try details(of: [product]).first
    }

    /// What a person is shown of products, without such as the shop has no more.
    public func details(of products: [ProductID]) throws -> [ProductDetails] {
        try perform { db in try Self.details(of: products, db) }
    }

    private static func details(of products: [ProductID], _ db: Database) throws -> [ProductDetails] {
        let blind = try BlindAudits(db)
        return try products.compactMap { try ProductDetails($0, blind: blind, db) }
    }

    /// Decided products that look most like another one, the most alike first.
    public func similarDecidedProducts(of product: ProductID, limit: Int) throws -> [ProductDetails] {
        try perform { db in
            try Self.details(of: SimilarProducts.decided(like: product, limit: limit, db), db)
        }
    }

    /// The product's 28×28 pixels, row by row, bright on black; nil where it has none.
    public func thumbnail(of product: ProductID) throws -> Data? {
        try perform { db in
            try Data.fetchOne(
                db.cachedStatement(sql: "SELECT pixels FROM tagger_thumbnails WHERE product_id = ?"),
                arguments: [product])
        }
    }

    /// The product's picture as the shop has it, or nil where there is none to be had.
    ///
    /// - Parameter maximumBytes: A larger one is taken for none.
    public func picture(of product: ProductID, maximumBytes: Int) throws -> Data? {
        let row = try perform { db in
            try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT CASE WHEN length(png) <= ?2 THEN png END AS png, CAST(path AS TEXT) AS path
                        FROM tagger_source WHERE product_id = ?1
                        """), arguments: [product, maximumBytes])
        }
        if let png: Data = row?["png"] { return png }
        guard let path: String = row?["path"], let file = try? imageRoot().open(path) else { return nil }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        guard let data = try handle.read(upToCount: maximumBytes + 1), data.count <= maximumBytes else { return nil }
        return data
    }

    /// Products with the same guess that wait, the surest first, without such as are to be asked blind.
    ///
    /// - Parameters:
    ///   - category: The guess.
    ///   - limit: At most so many.
    public func waitingProducts(_ category: String, limit: Int) throws -> [ProductDetails] {
        var filter = ReviewFilter(category: category)
        filter.leavesOutBlind = true
        return try perform { db in
            let condition = try filter.condition(db)
            let products = try SQLRequest<ProductID>(
                literal: """
                    SELECT tags.product_id FROM tagger_tags AS tags
                    WHERE status = 'review' AND \(condition) AND \(sql: Candidate.skippedSQL) IS NULL
                    ORDER BY confidence DESC, tags.product_id LIMIT \(limit)
                    """
            ).fetchAll(db)
            return try Self.details(of: products, db)
        }
    }

    /// How many products wait with each guess, without such as are to be asked blind.
    public func waitingByPredictedCategory() throws -> [String: Int] {
        var filter = ReviewFilter()
        filter.leavesOutBlind = true
        return try perform { db in
            let condition = try filter.condition(db)
            let rows = try SQLRequest<Row>(
                literal: """
                    SELECT category, count(*) FROM tagger_tags AS tags
                    WHERE status = 'review' AND \(condition) AND \(sql: Candidate.skippedSQL) IS NULL GROUP BY category
                    """
            ).fetchAll(db)
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }
}
