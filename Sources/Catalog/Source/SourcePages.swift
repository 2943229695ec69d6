import Foundation
import GRDB
import GRDBSQLite

/// The keys and stamps of the shop's products in the order of keys, page by page.
///
/// A page takes some milliseconds, and no statement stays open between pages, so that the shop's writers are hardly
/// delayed. Memory does not grow with the catalog. Where the shop's view cannot return keys in order without a sort,
/// keys and stamps are first copied to a temporary table.
struct SourcePages {
    /// The number of products of a page.
    static let pageSize = 4_000

    /// The table or view from which pages are read.
    private let table: String
    /// The last key of the previous page; nil before the first page.
    private(set) var last: HeldValue?

    /// An error in the shop's keys.
    struct KeyError: Error {
        /// The rest of a sentence that begins with `product_id`.
        let predicate: String
    }

    /// - Parameter keyTable: The name of the temporary table for a copy of the keys; the caller drops it.
    init(_ db: Database, keyTable: String) throws {
        let plan = try Row.fetchAll(
            db, sql: "EXPLAIN QUERY PLAN \(Self.pageSQL("tagger_source", isFirst: false))",
            arguments: [0, Self.pageSize]
        ).map { $0["detail"] as String }
        let isOrdered = !plan.contains { $0.contains("TEMP B-TREE") } && plan.contains { $0.contains("SEARCH") }
        table = isOrdered ? "tagger_source" : "temp.\(keyTable)"
        if !isOrdered {
            // The index is made after the copy, so that the shop's tables are locked for the copy only.
            try db.execute(sql: "CREATE TEMP TABLE \(keyTable) AS SELECT product_id, stamp FROM tagger_source")
            try db.execute(sql: "CREATE INDEX temp.\(keyTable)_in_order ON \(keyTable) (product_id, stamp)")
        }
        if try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \(table) WHERE product_id IS NULL)") == true {
            throw KeyError(predicate: "is null for a product")
        }
    }

    private static func pageSQL(_ table: String, isFirst: Bool) -> String {
        "SELECT product_id, stamp FROM \(table)\(isFirst ? "" : " WHERE product_id > ?") ORDER BY product_id LIMIT ?"
    }

    /// Calls a closure with a statement whose current row is the next product, for each product of the next page.
    ///
    /// - Parameter body: Returns false to end the page after this product.
    /// - Returns: Whether there may be another page.
    /// - Throws: ``KeyError``, if a key is not unique.
    mutating func forEachInNextPage(_ db: Database, _ body: (OpaquePointer) throws -> Bool) throws -> Bool {
        let statement = try db.makeStatement(sql: Self.pageSQL(table, isFirst: last == nil))
        statement.arguments = last == nil ? [Self.pageSize] : [nil, Self.pageSize]
        let row = statement.sqliteStatement
        last?.bind(to: row, 1)
        defer { sqlite3_reset(row) }
        var previous: ColumnValue?, memory: [UInt8] = []
        var count = 0
        while try step(row, db) {
            let key = ColumnValue(row, 0)
            if let previous, memory.withUnsafeBytes({ previous.with($0).order(key) }) == 0 {
                throw KeyError(predicate: "\(Self.text(row)) stands for more than one product")
            }
            previous = ColumnValue(key, in: &memory)
            count += 1
            let goesOn = try body(row)
            if count == Self.pageSize || !goesOn {
                last = HeldValue(sqlite3_column_value(row, 0))
                try checkLastIsUnique(db)
                return true
            }
        }
        return false
    }

    /// The next page begins after the last key: products with the same key would be left out.
    private func checkLastIsUnique(_ db: Database) throws {
        let same = try db.makeStatement(sql: "SELECT product_id FROM \(table) WHERE product_id = ? LIMIT 2")
        same.arguments = [nil]
        last?.bind(to: same.sqliteStatement, 1)
        defer { sqlite3_reset(same.sqliteStatement) }
        guard try step(same.sqliteStatement, db), try step(same.sqliteStatement, db) else { return }
        throw KeyError(predicate: "\(Self.text(same.sqliteStatement)) stands for more than one product")
    }

    private static func text(_ statement: OpaquePointer) -> String {
        sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? "NULL"
    }
}

/// Steps a statement, faster than GRDB's cursors.
///
/// - Returns: Whether the statement has another row.
func step(_ statement: OpaquePointer, _ db: Database) throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: db.sqliteConnection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) })
    }
}
