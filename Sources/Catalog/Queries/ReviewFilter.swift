import Foundation
import GRDB

/// What of the review queue is asked for.
public struct ReviewFilter: Sendable, Equatable {
    /// Only products with this guess.
    public var category: String?
    /// Only guesses with a confidence in this range, 0 to 1.
    public var confidence: ClosedRange<Double>?
    /// Only products with this in their SKU or title, whatever its case and accents.
    public var text: String?
    /// Only products that are asked for this reason.
    public var reason: ReviewItem.Reason?
    /// Leaves out what is to be asked blind, so that neither a list nor a filter tells its guess.
    public var leavesOutBlind = false

    /// Everything, or what has this guess.
    public init(category: String? = nil) { self.category = category }

    /// SQL that holds for rows of `tagger_tags AS tags` that are asked for.
    func condition(_ db: Database) throws -> SQL {
        var condition: SQL = "TRUE"
        if let category { condition += " AND tags.category = \(category)" }
        if let confidence {
            condition += " AND tags.confidence BETWEEN \(confidence.lowerBound) AND \(confidence.upperBound)"
        }
        if leavesOutBlind, let last = try BlindAudits(db).lastKey {
            condition += " AND (tags.audit_key IS NULL OR tags.audit_key > \(last))"
        }
        return condition
    }

    /// Looks once through the shop's rows for the text that is asked for.
    func prepare(_ db: Database) throws {
        guard let text, !text.isEmpty else { return }
        db.add(function: Self.folded)
        try db.execute(sql: "DROP TABLE IF EXISTS temp.tagger_found")
        try db.execute(
            sql: """
                CREATE TEMP TABLE tagger_found AS SELECT product_id FROM tagger_source
                WHERE instr(tagger_folded(CAST(coalesce(sku, '') || char(10) || coalesce(title, '') AS TEXT)), ?) > 0
                """, arguments: [text.foldedForSearch])
    }

    /// SQL for the rows of `tagger_outcomes AS outcomes` that the condition is to be asked of: by an index in whose order they
    /// are wanted, so that a limit ends the walk; or those that ``prepare(_:)`` has found.
    func outcomes(indexedBy index: String) -> SQL {
        guard let text, !text.isEmpty else { return "tagger_outcomes AS outcomes INDEXED BY \(sql: index)" }
        return """
            temp.tagger_found AS found
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

/// Products that a person is asked about without being told the network's guess, so that the precision that is measured on
/// them is not the network's own opinion.
///
/// These are the audits that were not answered yet, and those that come next in their random order: whoever decides them
/// earlier, for whatever reason, decides what will be an audit.
struct BlindAudits {
    /// So many at most, as many as a precision can be shown with.
    private static let most = 300

    /// The last place in the order of audits that is asked blind: the next quarter of what is not decided yet; nil where nothing
    /// is left.
    let lastKey: Int64?

    init(_ db: Database) throws {
        let undecided = """
            FROM tagger_outcomes AS outcomes
            WHERE audit_key IS NOT NULL AND failure IS NULL
              AND NOT EXISTS (SELECT 1 FROM tagger_decisions AS decision
                              WHERE decision.product_id = outcomes.product_id AND decision.category IS NOT NULL
                                AND NOT EXISTS (SELECT 1 FROM tagger_decisions WHERE undoes = decision.id))
            """
        // More than four times as many need not be counted.
        let count =
            try Int.fetchOne(
                db.cachedStatement(sql: "SELECT count(*) FROM (SELECT 1 \(undecided) ORDER BY audit_key LIMIT ?)"),
                arguments: [4 * Self.most]) ?? 0
        lastKey =
            count == 0
            ? nil
            : try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT audit_key \(undecided) ORDER BY audit_key LIMIT 1 OFFSET ?"),
                arguments: [min(Self.most, (count + 3) / 4) - 1])
    }

    /// Whether a product with this place is asked blind.
    func contain(key: Int64?) -> Bool {
        guard let key, let lastKey else { return false }
        return key <= lastKey
    }
}
