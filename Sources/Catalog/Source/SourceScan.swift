import Foundation
import GRDB
import GRDBSQLite

/// A walk through the shop's products in the order of their keys, beside what is known of them in the same order.
///
/// A page takes some milliseconds, and nothing is held between pages, so that the shop's writers are hardly delayed, and memory
/// does not grow with the catalog. Where the shop's view gives no order of keys without sorting, keys and stamps are copied
/// first, in one go.
struct SourceScan {
    /// Products that were passed, and those of them that are as the network left them, by status.
    private(set) var products = 0, tagged = 0, review = 0

    /// Where keys and stamps are read from.
    private let table: String
    private let model: Data, preprocessing: String, reviewBelow: Double
    private let hasResults: Bool
    /// The last key of the page before, as SQLite has it.
    private var last: HeldValue?

    private static let pageSize = 4_000
    /// A page ends earlier with so many that have to be looked at more closely, since that takes longer.
    private static let mostCandidates = 1_000

    /// A walk from the first product.
    init(
        _ db: Database, model: Data, preprocessing: String, reviewBelow: Double, hasResults: Bool
    ) throws {
        (self.model, self.preprocessing) = (model, preprocessing)
        (self.reviewBelow, self.hasResults) = (reviewBelow, hasResults)
        try db.execute(
            sql: """
                DROP TABLE IF EXISTS temp.tagger_candidates;
                CREATE TEMP TABLE tagger_candidates (product_id, stamp);
                DROP TABLE IF EXISTS temp.tagger_keys;
                """)
        let plan = try Row.fetchAll(
            db, sql: "EXPLAIN QUERY PLAN \(Self.pageSQL("tagger_source", isFirst: false))",
            arguments: [0, Self.pageSize]
        ).map { $0["detail"] as String }
        let isOrdered = !plan.contains { $0.contains("TEMP B-TREE") } && plan.contains { $0.contains("SEARCH") }
        table = isOrdered ? "tagger_source" : "temp.tagger_keys"
        if !isOrdered {
            // The shop's tables are free again when they were read once; sorting comes after that.
            try db.execute(sql: "CREATE TEMP TABLE tagger_keys AS SELECT product_id, stamp FROM tagger_source")
            try db.execute(sql: "CREATE INDEX temp.tagger_keys_in_order ON tagger_keys (product_id, stamp)")
        }
        if try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \(table) WHERE product_id IS NULL)") == true {
            throw Trouble(key: "is null for a product")
        }
    }

    /// A key that is none.
    struct Trouble: Error {
        /// What follows on `product_id`.
        let key: String
    }

    private static func pageSQL(_ table: String, isFirst: Bool) -> String {
        "SELECT product_id, stamp FROM \(table)\(isFirst ? "" : " WHERE product_id > ?") ORDER BY product_id LIMIT ?"
    }

    /// Passes some more products, inside of a transaction, and writes those to `temp.tagger_candidates` that are not, or may not be, just as the network
    /// left them.
    ///
    /// - Returns: False when there are no more.
    mutating func nextPage(_ db: Database) throws -> Bool {
        let source = try db.makeStatement(sql: Self.pageSQL(table, isFirst: last == nil))
        source.arguments = last == nil ? [Self.pageSize] : [nil, Self.pageSize]
        last?.bind(to: source.sqliteStatement, 1)
        defer { sqlite3_reset(source.sqliteStatement) }
        let candidate = try db.makeStatement(sql: "INSERT INTO temp.tagger_candidates VALUES (?, ?)")
        var known = try hasResults ? self.known(db) : nil
        var asked = try hasResults ? self.asked(db) : nil
        defer {
            known?.end()
            asked?.end()
        }

        var count = 0, candidates = 0
        var previous: ColumnValue?, memory: [UInt8] = []
        let row = source.sqliteStatement
        while try Self.step(row, db) {
            let key = ColumnValue(row, 0)
            if let previous, memory.withUnsafeBytes({ previous.with($0).order(key) }) == 0 {
                throw Trouble(key: "\(try Self.text(row, db)) stands for more than one product")
            }
            previous = ColumnValue(key, in: &memory)
            count += 1
            let isAsked = try asked?.advance(to: key, db) ?? false
            if try known?.advance(to: key, db) == true, !isAsked, let known,
                ColumnValue(row, 1).order(ColumnValue(known.statement, 1)) == 0,
                sqlite3_column_int(known.statement, 2) == 1
            {
                if sqlite3_column_int(known.statement, 3) == 1 { tagged += 1 } else { review += 1 }
            } else {
                candidates += 1
                sqlite3_bind_value(candidate.sqliteStatement, 1, sqlite3_column_value(row, 0))
                sqlite3_bind_value(candidate.sqliteStatement, 2, sqlite3_column_value(row, 1))
                _ = try Self.step(candidate.sqliteStatement, db)
                sqlite3_reset(candidate.sqliteStatement)
            }
            if count == Self.pageSize || candidates == Self.mostCandidates {
                last = HeldValue(sqlite3_column_value(row, 0))
                products += count
                try checkLastIsAlone(db)
                return true
            }
        }
        products += count
        return false
    }

    /// Predictions from the page's first key on: key, stamp, whether this network made it just so, whether it is a tag.
    private func known(_ db: Database) throws -> KeyStream {
        let statement = try db.makeStatement(
            sql: """
                SELECT product_id, stamp,
                       model_id IS (SELECT id FROM tagger_models WHERE digest = ?2) AND preprocessing = ?3,
                       category <> 'none' AND confidence >= ?4
                FROM tagger_outcomes INDEXED BY tagger_outcomes_by_product
                WHERE failure IS NULL AND product_id > ?1 ORDER BY product_id
                """)
        // No key of a shop is less than every number.
        statement.arguments = [-Double.infinity, model, preprocessing, reviewBelow]
        last?.bind(to: statement.sqliteStatement, 1)
        return KeyStream(statement, atMost: 4 * Self.pageSize)
    }

    /// Products that people decided on, from the page's first key on.
    private func asked(_ db: Database) throws -> KeyStream {
        let statement = try db.makeStatement(
            sql: "SELECT product_id FROM tagger_decisions WHERE product_id > ? ORDER BY product_id")
        statement.arguments = [-Double.infinity]
        last?.bind(to: statement.sqliteStatement, 1)
        return KeyStream(statement, atMost: .max)
    }

    /// The next page begins after the last key: none must be passed over for being equal to it.
    private func checkLastIsAlone(_ db: Database) throws {
        let same = try db.makeStatement(sql: "SELECT product_id FROM \(table) WHERE product_id = ? LIMIT 2")
        same.arguments = [nil]
        last?.bind(to: same.sqliteStatement, 1)
        defer { sqlite3_reset(same.sqliteStatement) }
        guard try Self.step(same.sqliteStatement, db), try Self.step(same.sqliteStatement, db) else { return }
        throw Trouble(key: "\(try Self.text(same.sqliteStatement, db)) stands for more than one product")
    }

    private static func text(_ statement: OpaquePointer, _ db: Database) throws -> String {
        sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? "NULL"
    }

    fileprivate static func step(_ statement: OpaquePointer, _ db: Database) throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: db.sqliteConnection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) })
        }
    }
}

/// Rows in the order of their first column, of which those are looked for that have some keys.
private struct KeyStream {
    let statement: OpaquePointer
    private let owner: Statement
    private var stepsLeft: Int
    private var isBefore = true, isAtEnd = false

    /// - Parameter atMost: After so many rows no more are found: where a shop sorts its keys in another way, one page must not read
    ///   everything.
    init(_ statement: Statement, atMost: Int) {
        owner = statement
        self.statement = statement.sqliteStatement
        stepsLeft = atMost
    }

    /// Goes on to the first row whose key is not before another.
    ///
    /// - Returns: Whether it is that one.
    mutating func advance(to key: ColumnValue, _ db: Database) throws -> Bool {
        var order = isBefore ? -1 : isAtEnd ? 1 : ColumnValue(statement, 0).order(key)
        while order < 0, stepsLeft > 0 {
            isBefore = false
            stepsLeft -= 1
            isAtEnd = try !SourceScan.step(statement, db)
            order = isAtEnd ? 1 : ColumnValue(statement, 0).order(key)
        }
        return order == 0
    }

    func end() { sqlite3_reset(statement) }
}

/// A value of SQLite that outlives its row.
private final class HeldValue {
    private let value: OpaquePointer?

    init(_ value: OpaquePointer?) { self.value = sqlite3_value_dup(value) }

    func bind(to statement: OpaquePointer, _ index: Int32) { sqlite3_bind_value(statement, index, value) }

    deinit { sqlite3_value_free(value) }
}
