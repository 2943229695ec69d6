import Foundation
import GRDB

/// A product that waits for a person.
public struct ReviewItem: Sendable, Equatable {
    /// Why a product is asked for.
    public enum Reason: String, Sendable, CaseIterable, Codable {
        /// The decision teaches: the network can't tell its two best guesses apart.
        case uncertain
        /// It is next in the random order that precision is measured on, however sure the network is.
        case audit
    }

    /// The shop's key.
    public let product: ProductID
    /// The shop's words for the product.
    public let sku: String, title: String
    /// The best guess.
    public let category: String
    /// Its probability, 0 to 1; nil where the guess is an answer that the network doesn't know.
    public let confidence: Double?
    /// The second guess.
    public let second: String?
    /// Why it is asked for.
    public let reason: Reason
}

/// How a person's decisions are divided: the first are audits, so that the network learns from an honest sample; then a quarter
/// are, since too few to show anything teach less than others; then more than half, until they can show a precision; and never
/// less than a quarter.
enum AuditSchedule {
    /// So many audits there are to be among so many decisions.
    static func audits(among decisions: Int) -> Int {
        func between(_ first: Int, _ last: Int) -> Int { max(0, min(decisions, last) - first) }
        return between(0, 40) + between(40, 240) / 4 + between(240, 1000) * 11 / 20 + between(1000, .max) / 4
    }
}

extension Catalog {
    /// What a person should decide, most useful decision first. The same catalog gives the same list.
    ///
    /// Three kinds take turns: audits, in their random order; products whose two best guesses are closest, without such as look
    /// like another one in the list (uncertainty sampling by margin: Scheffer, Decomain and Wrobel, 2001); and products that
    /// the network is sure of while the decided product that looks most like them got another answer. The last find the few
    /// confident mistakes that decide how much can be tagged. What was skipped comes last. Where nothing waits any more, audits
    /// go on as far as the limit asks for them: they alone can still show a precision.
    ///
    /// - Parameters:
    ///   - limit: At most so many.
    ///   - filter: Only products that it lets through.
    public func reviewQueue(limit: Int? = nil, filter: ReviewFilter = ReviewFilter()) throws -> [ReviewItem] {
        try perform { db in
            let decided =
                "SELECT product_id FROM tagger_decisions AS decision WHERE action <> 'undo' "
                + "AND NOT EXISTS (SELECT 1 FROM tagger_decisions WHERE undoes = decision.id)"
            let (decidedCount, auditCount) = (
                try Int.fetchOne(db, sql: "SELECT count(DISTINCT product_id) FROM (\(decided))") ?? 0,
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM tagger_audits WHERE product_id IN (\(decided))") ?? 0
            )
            try filter.prepare(db)
            var turns = QueueScheduler(
                decided: decidedCount, enrolled: auditCount, auditsGoOn: limit != nil && filter == ReviewFilter())
            if filter.reason != .uncertain {
                turns.audits = try Candidate.fetch(db, audits: true, limit: limit, filter)[...]
            }
            if filter.reason != .audit {
                // Twice as many, since those that look alike fall behind.
                let uncertain = try Candidate.fetch(
                    db, audits: false, limit: limit.map { 2 * $0 + turns.audits.count }, filter)
                turns.uncertain = try SimilarProducts.last(uncertain, db)[...]
                turns.contradicted = try SimilarProducts.contradicted(db, filter)[...]
            }
            return try turns.queue(limit: limit ?? .max).compactMap { try $0.item(db) }
        }
    }
}

/// The three kinds of products that are asked for, while a queue is made of them.
private struct QueueScheduler {
    let decided: Int, enrolled: Int
    /// Whether products that are tagged are audited beyond the usual share where no others are left.
    let auditsGoOn: Bool
    var audits: ArraySlice<Candidate> = [], uncertain: ArraySlice<Candidate> = []
    var contradicted: ArraySlice<Candidate> = []

    init(decided: Int, enrolled: Int, auditsGoOn: Bool) {
        self.decided = decided
        self.enrolled = enrolled
        self.auditsGoOn = auditsGoOn
    }

    mutating func queue(limit: Int) -> [Candidate] {
        var queue: [Candidate] = []
        var listed: Set<ProductID> = []
        var auditCount = enrolled, teachingCount = 0
        while queue.count < limit {
            audits = audits.drop { listed.contains($0.product) }
            uncertain = uncertain.drop { listed.contains($0.product) }
            contradicted = contradicted.drop { listed.contains($0.product) }
            let isAuditDue = auditCount < AuditSchedule.audits(among: decided + queue.count + 1)
            let next: Candidate
            if let audit = audits.first, isAuditDue || uncertain.isEmpty && (audit.waits || auditsGoOn) {
                next = audit
                auditCount += 1
            } else if teachingCount % 3 == 2, let contradicted = contradicted.first {
                next = contradicted
                teachingCount += 1
            } else if let first = uncertain.first {
                next = first
                teachingCount += 1
            } else {
                break
            }
            listed.insert(next.product)
            queue.append(next)
        }
        return queue
    }
}

/// A product that may be asked for.
struct Candidate {
    let product: ProductID
    let isAudit: Bool
    /// Whether its status is `review`; an audit may be tagged.
    let waits: Bool
    let isSkipped: Bool

    /// SQL for the number of the decision that skipped `tags.product_id`; null where it was not, or answered since.
    static let skippedSQL = """
        (SELECT CASE action WHEN 'skip' THEN id END FROM tagger_decisions AS decision
         WHERE decision.product_id = +tags.product_id AND action <> 'undo'
           AND NOT EXISTS (SELECT 1 FROM tagger_decisions WHERE undoes = decision.id)
         ORDER BY id DESC LIMIT 1)
        """

    /// Candidates that a filter lets through, in their order; what was skipped comes last, what was
    /// skipped first before the others.
    ///
    /// The walk follows an index and ends at the limit, so that it takes no longer in a large catalog.
    static func fetch(_ db: Database, audits: Bool, limit: Int?, _ filter: ReviewFilter) throws -> [Candidate] {
        let condition = try filter.condition(db)
        let waits: SQL = audits ? "status IN ('review', 'tagged')" : "status = 'review'"
        let order: SQL = audits ? "outcomes.audit_key" : "coalesce(outcomes.margin, 1)"
        let index = audits ? "tagger_outcomes_by_audit_key" : "tagger_outcomes_by_margin"
        let unskipped = try SQLRequest<Row>(
            literal: """
                SELECT tags.product_id, status FROM \(filter.outcomes(indexedBy: index))
                CROSS JOIN tagger_tags AS tags ON tags.product_id = +outcomes.product_id
                WHERE outcomes.failure IS NULL AND \(audits ? "outcomes.audit_key IS NOT NULL" : "TRUE" as SQL)
                  AND \(waits) AND \(condition) AND \(sql: skippedSQL) IS NULL
                ORDER BY \(order), outcomes.product_id LIMIT \(limit ?? -1)
                """
        ).fetchAll(db)
        let missing = limit.map { $0 - unskipped.count } ?? -1
        let skipped =
            missing == 0
            ? []
            : try SQLRequest<Row>(
                literal: """
                    SELECT tags.product_id, status, \(sql: skippedSQL) AS skipped
                    FROM \(filter.outcomes(indexedBy: index))
                    CROSS JOIN tagger_tags AS tags ON tags.product_id = +outcomes.product_id
                    WHERE outcomes.failure IS NULL
                      AND outcomes.product_id IN (SELECT product_id FROM tagger_decisions WHERE action = 'skip')
                      AND \(audits ? "tags.audit_key IS NOT NULL" : "TRUE" as SQL)
                      AND \(waits) AND \(condition) AND skipped IS NOT NULL
                    ORDER BY skipped LIMIT \(missing)
                    """
            ).fetchAll(db)
        func candidates(_ rows: [Row], isSkipped: Bool) -> [Candidate] {
            rows.map {
                Candidate(
                    product: $0["product_id"], isAudit: audits, waits: $0["status"] == "review", isSkipped: isSkipped)
            }
        }
        return candidates(unskipped, isSkipped: false) + candidates(skipped, isSkipped: true)
    }

    /// As it is listed; nil where the shop removed it, or a run could not read it, since the candidates were gathered.
    func item(_ db: Database) throws -> ReviewItem? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT \(Catalog.displaySKU) AS sku, CAST(title AS TEXT) AS title, category, confidence,
                           (SELECT key FROM json_each(probabilities) WHERE key IS NOT category
                            ORDER BY value DESC, key LIMIT 1) AS second
                    FROM tagger_tags WHERE product_id = ?
                    """), arguments: [product])
        guard let row, let category: String = row["category"] else { return nil }
        return ReviewItem(
            product: product, sku: row["sku"], title: row["title"] ?? "", category: category,
            confidence: row["confidence"],
            second: row["second"], reason: isAudit ? .audit : .uncertain)
    }
}
