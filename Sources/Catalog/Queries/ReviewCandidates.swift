import Foundation
import GRDB

/// Conditions on the products of the review queue.
public struct CandidateFilter: Sendable, Equatable {
    /// Only products with this category.
    public var category: String?
    /// Only products with a confidence in this range, 0 to 1.
    public var confidence: ClosedRange<Double>?
    /// Only products with this text in the SKU or title, regardless of case and accents.
    public var text: String?
    /// Only products without an audit key, or with a larger one.
    public var afterAuditKey: Int64?

    /// Creates a filter that admits all products.
    public init() {}

    /// SQL for the conditions on rows of `tagger_tags AS tags`, apart from the text.
    fileprivate var condition: SQL {
        var condition: SQL = "TRUE"
        if let category { condition += " AND tags.category = \(category)" }
        if let confidence {
            condition += " AND tags.confidence BETWEEN \(confidence.lowerBound) AND \(confidence.upperBound)"
        }
        if let afterAuditKey { condition += " AND (tags.audit_key IS NULL OR tags.audit_key > \(afterAuditKey))" }
        return condition
    }
}

/// A product that may be shown in the review queue.
public struct ReviewCandidate: Sendable {
    /// The shop's key.
    public let product: ProductID
    /// Whether the product is a candidate as an audit.
    public let isAudit: Bool
    /// Whether the status is `review`; the status of an audit may be `tagged`.
    public let isQueued: Bool
    /// Whether the latest decision on the product is a skip.
    public let isSkipped: Bool
}

/// The candidates of the review queue that a filter admits.
///
/// Where the filter has a text, the products with the text are found once and stored in a temporary table, which is
/// dropped with the object.
public final class ReviewCandidates: Sendable {
    private let catalog: Catalog
    private let condition: SQL
    /// The temporary table of the products with the text; nil where the filter has no text.
    private let foundTable: String?

    fileprivate init(_ catalog: Catalog, _ filter: CandidateFilter) throws {
        self.catalog = catalog
        condition = filter.condition
        guard let text = filter.text, !text.isEmpty else {
            foundTable = nil
            return
        }
        let name = TemporaryTableName.next("tagger_found")
        foundTable = name
        try catalog.perform { db in
            db.add(function: Self.folded)
            try db.execute(
                sql: """
                    CREATE TEMP TABLE \(name) AS SELECT product_id FROM tagger_source
                    WHERE instr(tagger_folded(CAST(coalesce(sku, '') || char(10) || coalesce(title, '') AS TEXT)), ?) > 0
                    """, arguments: [text.foldedForSearch])
        }
    }

    deinit { catalog.dropLater(temporaryTables: [foundTable].compactMap { $0 }) }

    /// Returns products with the status `review` or `tagged`, in the order of audits.
    ///
    /// Skipped products come last, the earliest skip first. The query follows an index and ends at the limit, so that
    /// its time does not depend on the number of products.
    ///
    /// - Parameter limit: The largest number of candidates; nil for all.
    public func audits(limit: Int?) throws -> [ReviewCandidate] { try candidates(areAudits: true, limit: limit) }

    /// Returns products with the status `review`, those with the smallest margin between the two most probable
    /// categories first.
    ///
    /// Skipped products come last, the earliest skip first. The query follows an index and ends at the limit.
    ///
    /// - Parameter limit: The largest number of candidates; nil for all.
    public func uncertain(limit: Int?) throws -> [ReviewCandidate] { try candidates(areAudits: false, limit: limit) }

    private func candidates(areAudits: Bool, limit: Int?) throws -> [ReviewCandidate] {
        let status: SQL = areAudits ? "status IN ('review', 'tagged')" : "status = 'review'"
        let isAudit: SQL = areAudits ? "tags.audit_key IS NOT NULL" : "TRUE"
        let order: SQL = areAudits ? "outcomes.audit_key" : "coalesce(outcomes.margin, 1)"
        let outcomes = outcomes(index: areAudits ? "tagger_outcomes_by_audit_key" : "tagger_outcomes_by_margin")
        func candidates(_ rows: [Row], isSkipped: Bool) -> [ReviewCandidate] {
            rows.map {
                ReviewCandidate(
                    product: $0["product_id"], isAudit: areAudits, isQueued: $0["status"] == ProductStatus.review,
                    isSkipped: isSkipped)
            }
        }
        return try catalog.perform { db in
            let unskipped = try SQLRequest<Row>(
                literal: """
                    SELECT tags.product_id, status FROM \(outcomes)
                    CROSS JOIN tagger_tags AS tags ON tags.product_id = +outcomes.product_id
                    WHERE outcomes.failure IS NULL AND \(areAudits ? "outcomes.audit_key IS NOT NULL" : "TRUE" as SQL)
                      AND \(status) AND \(condition) AND \(sql: Catalog.skipSQL) IS NULL
                    ORDER BY \(order), outcomes.product_id LIMIT \(limit ?? -1)
                    """
            ).fetchAll(db)
            let missing = limit.map { $0 - unskipped.count } ?? -1
            guard missing != 0 else { return candidates(unskipped, isSkipped: false) }
            let skipped = try SQLRequest<Row>(
                literal: """
                    SELECT tags.product_id, status, \(sql: Catalog.skipSQL) AS skipped
                    FROM \(outcomes)
                    CROSS JOIN tagger_tags AS tags ON tags.product_id = +outcomes.product_id
                    WHERE outcomes.failure IS NULL
                      AND outcomes.product_id IN (SELECT product_id FROM tagger_decisions WHERE action = 'skip')
                      AND \(isAudit) AND \(status) AND \(condition) AND skipped IS NOT NULL
                    ORDER BY skipped LIMIT \(missing)
                    """
            ).fetchAll(db)
            return candidates(unskipped, isSkipped: false) + candidates(skipped, isSkipped: true)
        }
    }

    /// A product with a confident prediction.
    public struct Confident: Sendable {
        /// The product: not as an audit, and not skipped.
        public let candidate: ReviewCandidate
        /// The category.
        public let category: String
        /// The thumbnail, `[28, 28]`.
        public let pixels: Data
    }

    /// Returns products with the status `review` or `tagged` and a confident prediction of a category other than
    /// `none`, in the order of audits, without skipped ones.
    ///
    /// - Parameters:
    ///   - minimumConfidence: The smallest confidence.
    ///   - limit: The largest number of products.
    public func confident(minimumConfidence: Double, limit: Int) throws -> [Confident] {
        try catalog.perform { db in
            try SQLRequest<Row>(
                literal: """
                    SELECT tags.product_id, tags.category, status, pixels
                    FROM \(outcomes(index: "tagger_outcomes_by_audit_key"))
                    CROSS JOIN tagger_tags AS tags ON tags.product_id = +outcomes.product_id
                    JOIN tagger_thumbnails AS thumbnails ON thumbnails.product_id = +outcomes.product_id
                    WHERE status IN ('tagged', 'review') AND tags.category <> 'none'
                      AND tags.confidence >= \(minimumConfidence) AND \(condition) AND \(sql: Catalog.skipSQL) IS NULL
                    ORDER BY outcomes.audit_key, outcomes.product_id LIMIT \(limit)
                    """
            ).fetchAll(db).map { row in
                Confident(
                    candidate: ReviewCandidate(
                        product: row["product_id"], isAudit: false, isQueued: row["status"] == ProductStatus.review,
                        isSkipped: false),
                    category: row["category"], pixels: row["pixels"])
            }
        }
    }

    /// SQL for rows of `tagger_outcomes AS outcomes`: along an index in the wanted order, so that a limit ends the
    /// query early; or those of the products with the text.
    private func outcomes(index: String) -> SQL {
        guard let foundTable else { return "tagger_outcomes AS outcomes INDEXED BY \(sql: index)" }
        return """
            temp.\(sql: foundTable) AS found
            CROSS JOIN tagger_outcomes AS outcomes ON outcomes.product_id = +found.product_id
            """
    }

    private static let folded = DatabaseFunction("tagger_folded", argumentCount: 1, pure: true) { values in
        String.fromDatabaseValue(values[0])?.foldedForSearch
    }
}

extension String {
    fileprivate var foldedForSearch: String {
        folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    }
}

/// A product as the review queue lists it.
public struct ReviewEntry: Sendable {
    /// The shop's SKU and title of the product.
    public let sku: String, title: String
    /// The decided category for an earlier image, or else the predicted category.
    public let category: String
    /// The probability of the category, 0 to 1; nil where the model has no such category.
    public let confidence: Double?
    /// The most probable other category; nil where there is none.
    public let second: String?
}

extension Catalog {
    /// SQL for the number of the skip of `tags.product_id`; null where the latest decision is not a skip.
    fileprivate static let skipSQL = """
        (SELECT CASE action WHEN 'skip' THEN id END FROM tagger_standing_decisions AS decision
         WHERE decision.product_id = +tags.product_id ORDER BY id DESC LIMIT 1)
        """

    /// Finds the candidates of the review queue that a filter admits.
    public func reviewCandidates(_ filter: CandidateFilter) throws -> ReviewCandidates {
        try ReviewCandidates(self, filter)
    }

    /// Returns a product as the review queue lists it; nil where the shop has removed it, or its image could not be
    /// read.
    public func reviewEntry(of product: ProductID) throws -> ReviewEntry? {
        try perform { db in
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT \(Catalog.displaySKU) AS sku, CAST(title AS TEXT) AS title, category, confidence,
                               (SELECT key FROM json_each(probabilities) WHERE key IS NOT category
                                ORDER BY value DESC, key LIMIT 1) AS second
                        FROM tagger_tags WHERE product_id = ?
                        """), arguments: [product])
            guard let row, let category: String = row["category"] else { return nil }
            return ReviewEntry(
                sku: row["sku"], title: row["title"] ?? "", category: category, confidence: row["confidence"],
                second: row["second"])
        }
    }

    /// Returns the products with the status `review` that were not skipped, the most confident first.
    ///
    /// - Parameters:
    ///   - filter: The conditions; the text is not considered.
    ///   - limit: The largest number of products.
    public func queuedProducts(_ filter: CandidateFilter, limit: Int) throws -> [ProductID] {
        try perform { db in
            try SQLRequest<ProductID>(
                literal: """
                    SELECT tags.product_id FROM tagger_tags AS tags
                    WHERE status = 'review' AND \(filter.condition) AND \(sql: Self.skipSQL) IS NULL
                    ORDER BY confidence DESC, tags.product_id LIMIT \(limit)
                    """
            ).fetchAll(db)
        }
    }

    /// Returns the numbers of products with the status `review` that were not skipped, by category.
    ///
    /// - Parameter filter: The conditions; the text is not considered.
    public func queuedCounts(_ filter: CandidateFilter) throws -> [String: Int] {
        try perform { db in
            let rows = try SQLRequest<Row>(
                literal: """
                    SELECT category, count(*) FROM tagger_tags AS tags
                    WHERE status = 'review' AND \(filter.condition) AND \(sql: Self.skipSQL) IS NULL GROUP BY category
                    """
            ).fetchAll(db)
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    /// A product with a decision that applies to its image.
    public struct DecidedThumbnail: Sendable {
        /// The product.
        public let product: ProductID
        /// The decided category or `none`.
        public let category: String
        /// The thumbnail, `[28, 28]`.
        public let pixels: Data
    }

    /// Returns the thumbnails of products with a decision that applies to their image, the latest decision first.
    ///
    /// - Parameter limit: The largest number of products.
    public func decidedThumbnails(limit: Int) throws -> [DecidedThumbnail] {
        try perform { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT decisions.product_id, decisions.category, pixels FROM tagger_current_decisions AS decisions
                    JOIN tagger_thumbnails AS thumbnails ON thumbnails.product_id = +decisions.product_id
                    WHERE decisions.applies ORDER BY decisions.id DESC LIMIT ?
                    """, arguments: [limit]
            ).map { DecidedThumbnail(product: $0["product_id"], category: $0["category"], pixels: $0["pixels"]) }
        }
    }
}
