import Foundation
import GRDB

/// A product with a decision, or an audit, as input of learning and measurement.
public struct DecidedProduct: Sendable {
    /// The shop's key.
    public let product: ProductID
    /// The shop's SKU and title of the product.
    public let sku: String, title: String
    /// A category or `none`; nil for an audit that was skipped or whose decision was undone.
    public let decidedCategory: String?
    /// The pixels.
    public let thumbnail: StoredThumbnail
    /// Whether the product belongs to the audit sample.
    public let isAudit: Bool
    /// Whether the given model was trained on the product.
    public let wasTrainedOn: Bool
}

extension Catalog {
    /// Extends the audit sample: products in the order of audit keys, as far as each has a decision or was skipped.
    ///
    /// The sample is a prefix of a random order. It does not depend on who makes a decision, or when. A new product with a position before
    /// others ends the prefix until it is decided, and removes nothing from the sample. Products that the shop has
    /// removed are passed over.
    static func enrolAudits(_ db: Database) throws {
        let rest = try Row.fetchCursor(
            db,
            sql: """
                SELECT outcomes.product_id,
                       EXISTS (SELECT 1 FROM tagger_standing_decisions AS decision
                               WHERE decision.product_id = outcomes.product_id) AS is_decided
                FROM tagger_outcomes AS outcomes
                WHERE audit_key IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM tagger_audits WHERE product_id = outcomes.product_id)
                  AND EXISTS (SELECT 1 FROM tagger_source WHERE product_id = outcomes.product_id)
                ORDER BY audit_key
                """)
        var decided: [ProductID] = []
        while let next = try rest.next(), next["is_decided"] { decided.append(next["product_id"]) }
        for product in decided {
            try db.cachedStatement(sql: "INSERT INTO tagger_audits (product_id) VALUES (?)")
                .execute(arguments: [product])
        }
    }

    /// Returns each product with a decision for its present image, and each audit without one, in the order of audit
    /// keys.
    ///
    /// Left out are audits whose image has changed since their decision, and products without pixels, such as failed
    /// ones.
    ///
    /// - Parameter model: The digest of the model for ``DecidedProduct/wasTrainedOn``.
    public func decidedProducts(model: Data) throws -> [DecidedProduct] {
        guard hasResults else { return [] }
        return try perform { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT outcomes.product_id, \(Self.displaySKU(sku: "source.sku", key: "source.product_id")) AS sku,
                           CAST(source.title AS TEXT) AS title, pixels, close_up, decisions.category AS decided_category,
                           audits.position IS NOT NULL AS is_audit,
                           EXISTS (SELECT 1 FROM tagger_training
                                   WHERE model_id = (SELECT id FROM tagger_models WHERE digest = :model)
                                     AND tagger_training.product_id = outcomes.product_id) AS was_trained_on
                    FROM (SELECT product_id FROM tagger_decisions UNION SELECT product_id FROM tagger_audits) AS asked
                    CROSS JOIN tagger_outcomes AS outcomes ON outcomes.product_id = asked.product_id
                    JOIN tagger_source AS source ON source.product_id = +outcomes.product_id
                    JOIN tagger_thumbnails AS thumbnails ON thumbnails.product_id = outcomes.product_id
                    LEFT JOIN tagger_current_decisions AS decisions ON decisions.product_id = outcomes.product_id
                    LEFT JOIN tagger_audits AS audits ON audits.product_id = outcomes.product_id
                    WHERE outcomes.failure IS NULL
                      AND (decisions.applies OR decisions.id IS NULL AND audits.position IS NOT NULL)
                    ORDER BY outcomes.audit_key, outcomes.product_id
                    """,
                arguments: ["model": model]
            ).map { row in
                DecidedProduct(
                    product: row["product_id"], sku: row["sku"], title: row["title"] ?? "",
                    decidedCategory: row["decided_category"],
                    thumbnail: StoredThumbnail(pixels: row["pixels"], closeUp: row["close_up"]),
                    isAudit: row["is_audit"], wasTrainedOn: row["was_trained_on"])
            }
        }
    }

    /// Returns the numbers of products that have a decision or were skipped: all of them, and those of the audit
    /// sample.
    public func reviewedCounts() throws -> (products: Int, audits: Int) {
        try perform { db in
            let reviewed = "SELECT product_id FROM tagger_standing_decisions"
            return (
                try Int.fetchOne(db, sql: "SELECT count(DISTINCT product_id) FROM (\(reviewed))") ?? 0,
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM tagger_audits WHERE product_id IN (\(reviewed))") ?? 0
            )
        }
    }

    /// Returns the number of products with a prediction and without a decision with a category.
    ///
    /// - Parameter limit: The count ends at this number.
    public func undecidedCount(upTo limit: Int) throws -> Int {
        try perform { db in
            try Int.fetchOne(
                db.cachedStatement(sql: "SELECT count(*) FROM (SELECT 1 \(Self.undecided) ORDER BY audit_key LIMIT ?)"),
                arguments: [limit]) ?? 0
        }
    }

    /// Returns an audit key of the products of ``undecidedCount(upTo:)``.
    ///
    /// - Parameter position: The position in the order of audit keys, from 0; nil is returned where there are not that
    ///   many.
    public func undecidedAuditKey(at position: Int) throws -> Int64? {
        try perform { db in
            try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT audit_key \(Self.undecided) ORDER BY audit_key LIMIT 1 OFFSET ?"),
                arguments: [position])
        }
    }

    private static let undecided = """
        FROM tagger_outcomes AS outcomes
        WHERE audit_key IS NOT NULL AND failure IS NULL
          AND NOT EXISTS (SELECT 1 FROM tagger_standing_decisions AS decision
                          WHERE decision.product_id = outcomes.product_id AND decision.category IS NOT NULL)
        """
}
