import Foundation
import GRDB
import Platform
import SystemPackage

/// The state of a product that a person decides on: its latest decision, its image and its category. A decision on an
/// older revision is refused.
public struct Revision: Sendable, Hashable {
    /// The revision as an opaque text.
    public let text: String

    /// Creates a revision from its text.
    public init(text: String) { self.text = text }

    init(lastDecision: Int64, digest: Data?, category: String?) {
        text = "\(lastDecision)-\((digest ?? Data()).prefix(8).hexadecimal)-\(category ?? "")"
    }

    /// Returns whether a decision on the revision that was shown is valid for this one. Only `accept` depends on the
    /// category.
    func allows(_ action: Decision.Action, shown: Revision) -> Bool {
        func withoutCategory(_ text: String) -> [Substring] {
            Array(text.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false).prefix(2))
        }
        return action == .accept ? self == shown : withoutCategory(text) == withoutCategory(shown.text)
    }
}

/// A category and its probability.
public struct ClassProbability: Sendable, Equatable {
    /// A category or `none`.
    public let category: String
    /// The probability, 0 to 1.
    public let probability: Double
}

/// The state of one product.
public struct ProductDetails: Sendable {
    /// The shop's key.
    public let product: ProductID
    /// The shop's SKU and title of the product.
    public let sku: String, title: String
    /// The status.
    public let status: ProductStatus
    /// The decided category, or else the predicted category; nil where there is neither.
    public let category: String?
    /// The decided category; nil where no decision is in force.
    public let decidedCategory: String?
    /// The prediction, the most probable category first.
    public let probabilities: [ClassProbability]
    /// Whether the product was tagged under a valid certificate.
    public let isVerified: Bool
    /// The name of the model.
    public let model: String?
    /// The reason why there is no prediction.
    public let failure: String?
    /// The position in the order of audits; nil where there is no prediction.
    public let auditKey: Int64?
    /// The revision for a decision.
    public let revision: Revision

    init?(_ product: ProductID, _ db: Database) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT \(Catalog.displaySKU) AS sku, CAST(title AS TEXT) AS title, status, category, verified, model,
                           failure, probabilities, audit_key,
                           (SELECT category FROM tagger_current_decisions WHERE product_id = ?1) AS decided_category,
                           (SELECT max(id) FROM tagger_decisions WHERE product_id = ?1) AS last_decision,
                           (SELECT digest FROM tagger_outcomes WHERE product_id = ?1) AS digest
                    FROM tagger_tags
                    WHERE product_id = ?1
                    """), arguments: [product])
        guard let row else { return nil }
        self.product = product
        (sku, title, status) = (row["sku"], row["title"] ?? "", row["status"])
        (category, decidedCategory) = (row["category"], row["decided_category"])
        (model, failure, auditKey) = (row["model"], row["failure"], row["audit_key"])
        isVerified = row["verified"]
        let json: String? = row["probabilities"]
        probabilities =
            try json.map { json in
                try JSONDecoder().decode([String: Double].self, from: Data(json.utf8))
                    .map { ClassProbability(category: $0.key, probability: $0.value) }
                    .sorted { ($1.probability, $0.category) < ($0.probability, $1.category) }
            } ?? []
        revision = Revision(lastDecision: row["last_decision"] ?? 0, digest: row["digest"], category: category)
    }
}

extension Catalog {
    /// Returns the details of a product; nil where the shop has no product with that key.
    public func details(of product: ProductID) throws -> ProductDetails? {
        try perform { try ProductDetails(product, $0) }
    }

    /// Returns the details of products, without those that the shop has removed.
    public func details(of products: [ProductID]) throws -> [ProductDetails] {
        try perform { db in try products.compactMap { try ProductDetails($0, db) } }
    }

    /// Returns the thumbnail of a product, 28×28 gray pixels, row by row, light on black; nil where there is none.
    public func thumbnail(of product: ProductID) throws -> Data? {
        try perform { db in
            try Data.fetchOne(
                db.cachedStatement(sql: "SELECT pixels FROM tagger_thumbnails WHERE product_id = ?"),
                arguments: [product])
        }
    }

    /// Returns the file of a product's image; nil where there is none that can be read.
    ///
    /// - Parameter maximumBytes: The largest image that is returned.
    public func image(of product: ProductID, maximumBytes: Int) throws -> Data? {
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
        return try? file.closeAfter { try file.readAll(upToCount: maximumBytes) }
    }
}
