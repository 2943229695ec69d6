import Foundation
import GRDB

/// A product that people decided on, or were asked about, as learning and measuring see it.
public struct DecidedProduct: Sendable {
    /// The shop's key.
    public let product: ProductID
    /// The shop's words for it.
    public let sku: String, title: String
    /// A category's name or `none`; nil for an audit that was skipped or whose answer was taken back.
    public let answer: String?
    /// Its pixels.
    public let thumbnail: StoredThumbnail
    /// Whether it belongs to the audit sample.
    public let isAudit: Bool
    /// Whether the network that was asked for was trained on it.
    public let wasTrainedOn: Bool
}

extension Catalog {
    /// Lets the audit sample grow: products in the order of audits, as long as people have said something of them.
    ///
    /// The sample is a prefix of a random order, whoever decided when and where. A new product whose place is before others
    /// keeps the sample from growing until it is answered, and takes nothing from it. What is in the sample stays there. A
    /// product that the shop has removed can't be answered any more, and is passed over.
    static func enrolAudits(_ db: Database) throws {
        let rest = try Row.fetchCursor(
            db,
            sql: """
                SELECT outcomes.product_id,
                       EXISTS (SELECT 1 FROM tagger_decisions AS decision
                               WHERE decision.product_id = outcomes.product_id AND action <> 'undo'
                                 AND NOT EXISTS (SELECT 1 FROM tagger_decisions WHERE undoes = decision.id)) AS is_decided
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

    /// Every product with an answer that holds for its present picture, and every audit that has none, in the order of keys:
    /// the same catalog gives the same list.
    ///
    /// Audits whose picture changed since they were answered are left out until they are answered again. A product without
    /// pixels, such as one that could not be read, is left out too.
    ///
    /// - Parameter model: The digest of a network; says what it was trained on.
    public func decidedProducts(model: Data) throws -> [DecidedProduct] {
        guard hasResults else { return [] }
        return try perform { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT outcomes.product_id, CAST(coalesce(source.sku, source.product_id, '') AS TEXT) AS sku, CAST(source.title AS TEXT) AS title, pixels, close_up,
                           answers.category AS answer,
                           answers.id IS NOT NULL AND (answers.stamp IS outcomes.stamp
                                                       OR coalesce(answers.digest = outcomes.digest, FALSE)) AS holds,
                           audits.position IS NOT NULL AS is_audit,
                           EXISTS (SELECT 1 FROM tagger_training
                                   WHERE model_id = (SELECT id FROM tagger_models WHERE digest = :model)
                                     AND tagger_training.product_id = outcomes.product_id) AS was_trained_on
                    FROM (SELECT product_id FROM tagger_decisions UNION SELECT product_id FROM tagger_audits) AS asked
                    CROSS JOIN tagger_outcomes AS outcomes ON outcomes.product_id = asked.product_id
                    JOIN tagger_source AS source ON source.product_id = +outcomes.product_id
                    JOIN tagger_thumbnails AS thumbnails ON thumbnails.product_id = outcomes.product_id
                    LEFT JOIN tagger_answers AS answers ON answers.product_id = outcomes.product_id
                    LEFT JOIN tagger_audits AS audits ON audits.product_id = outcomes.product_id
                    WHERE outcomes.failure IS NULL AND (answers.id IS NOT NULL OR audits.position IS NOT NULL)
                    ORDER BY outcomes.audit_key, outcomes.product_id
                    """,
                arguments: ["model": model]
            ).compactMap { row in
                let holds: Bool = row["holds"]
                if !holds, row["answer"] != nil { return nil }
                return DecidedProduct(
                    product: row["product_id"], sku: row["sku"], title: row["title"] ?? "",
                    answer: holds ? row["answer"] : nil,
                    thumbnail: StoredThumbnail(pixels: row["pixels"], closeUp: row["close_up"]),
                    isAudit: row["is_audit"], wasTrainedOn: row["was_trained_on"])
            }
        }
    }

    /// How many products could be tagged: those with a prediction and no answer.
    public func undecidedCount() throws -> Int {
        guard hasResults else { return 0 }
        return try perform { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM tagger_tags WHERE status IN ('tagged', 'review')") ?? 0
        }
    }
}
