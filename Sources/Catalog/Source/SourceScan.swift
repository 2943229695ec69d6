import Foundation
import GRDB
import GRDBSQLite

/// A scan of the shop's products beside the catalog's outcomes, both in the order of keys, which separates the products
/// whose outcome is up to date from the others.
struct SourceScan {
    /// The number of scanned products, and the numbers of tagged and queued products among those that are up to date.
    private(set) var products = 0, tagged = 0, review = 0

    private var pages: SourcePages
    private let candidateTable: String
    private let model: Data, preprocessing: String, threshold: Double
    private let hasResults: Bool

    /// A page ends early after this number of candidates, since these take longer.
    private static let largestCandidateCount = 1_000

    /// Creates a scan from the first product.
    ///
    /// - Parameters:
    ///   - candidateTable: The name of a temporary table with the columns `product_id` and `stamp`, to which the scan
    ///     adds the
    ///     products that are not, or may not be, up to date.
    ///   - threshold: The threshold in force for the model.
    init(
        _ db: Database, pages: SourcePages, candidateTable: String, model: Data, preprocessing: String,
        threshold: Double, hasResults: Bool
    ) {
        (self.pages, self.candidateTable) = (pages, candidateTable)
        (self.model, self.preprocessing) = (model, preprocessing)
        (self.threshold, self.hasResults) = (threshold, hasResults)
    }

    /// Scans the next page, within a transaction.
    ///
    /// - Returns: Whether there may be another page.
    mutating func scanNextPage(_ db: Database) throws -> Bool {
        let candidate = try db.makeStatement(sql: "INSERT INTO temp.\(candidateTable) VALUES (?, ?)")
        var outcomes = try hasResults ? self.outcomes(db) : nil
        var decisions = try hasResults ? self.decisions(db) : nil
        defer {
            outcomes?.end()
            decisions?.end()
        }
        var (products, tagged, review, candidates) = (0, 0, 0, 0)
        let hasMore = try pages.forEachInNextPage(db) { [threshold] row in
            let key = ColumnValue(row, 0)
            products += 1
            let hasDecision = try decisions?.advance(to: key, db) ?? false
            if try outcomes?.advance(to: key, db) == true, !hasDecision, let outcome = outcomes?.statement,
                ColumnValue(row, 1).order(ColumnValue(outcome, 1)) == 0, sqlite3_column_int(outcome, 2) == 1
            {
                let status = ProductStatus.predicted(
                    isNone: sqlite3_column_int(outcome, 3) == 1, confidence: sqlite3_column_double(outcome, 4),
                    threshold: threshold)
                if status == .tagged { tagged += 1 } else { review += 1 }
            } else {
                candidates += 1
                sqlite3_bind_value(candidate.sqliteStatement, 1, sqlite3_column_value(row, 0))
                sqlite3_bind_value(candidate.sqliteStatement, 2, sqlite3_column_value(row, 1))
                _ = try step(candidate.sqliteStatement, db)
                sqlite3_reset(candidate.sqliteStatement)
            }
            return candidates < Self.largestCandidateCount
        }
        self.products += products
        self.tagged += tagged
        self.review += review
        return hasMore
    }

    /// Predictions from the first key of the page on: key, stamp, whether the prediction is of this model and
    /// preprocessing, whether the category is `none`, confidence. All columns are in the index.
    private func outcomes(_ db: Database) throws -> KeyStream {
        let statement = try db.makeStatement(
            sql: """
                SELECT product_id, stamp,
                       model_id IS (SELECT id FROM tagger_models WHERE digest = ?2) AND preprocessing = ?3,
                       category = 'none', confidence
                FROM tagger_outcomes INDEXED BY tagger_outcomes_by_product
                WHERE failure IS NULL AND product_id > ?1 ORDER BY product_id
                """)
        statement.arguments = [-Double.infinity, model, preprocessing]
        pages.last?.bind(to: statement.sqliteStatement, 1)
        return KeyStream(statement, mostSteps: 4 * SourcePages.pageSize)
    }

    /// Products with an entry in the history of decisions, from the first key of the page on.
    private func decisions(_ db: Database) throws -> KeyStream {
        let statement = try db.makeStatement(
            sql: "SELECT product_id FROM tagger_decisions WHERE product_id > ? ORDER BY product_id")
        statement.arguments = [-Double.infinity]
        pages.last?.bind(to: statement.sqliteStatement, 1)
        return KeyStream(statement, mostSteps: .max)
    }
}

/// Rows in the order of their first column, searched for increasing keys.
private struct KeyStream {
    let statement: OpaquePointer
    private let owner: Statement
    private var stepsLeft: Int
    private var isBefore = true, isAtEnd = false

    /// - Parameter mostSteps: After this number of rows no more keys are found. Where the shop's order of keys differs
    ///   from ours, one page must not read all rows.
    init(_ statement: Statement, mostSteps: Int) {
        owner = statement
        self.statement = statement.sqliteStatement
        stepsLeft = mostSteps
    }

    /// Steps to the first row whose key does not sort before another.
    ///
    /// - Returns: Whether the keys are equal.
    mutating func advance(to key: ColumnValue, _ db: Database) throws -> Bool {
        var order = isBefore ? -1 : isAtEnd ? 1 : ColumnValue(statement, 0).order(key)
        while order < 0, stepsLeft > 0 {
            isBefore = false
            stepsLeft -= 1
            isAtEnd = try !step(statement, db)
            order = isAtEnd ? 1 : ColumnValue(statement, 0).order(key)
        }
        return order == 0
    }

    func end() { sqlite3_reset(statement) }
}
