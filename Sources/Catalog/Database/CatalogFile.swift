import Foundation
import GRDB
import Platform

/// A connection to a SQLite file. Statements run one at a time, no statement stays open, and errors name the file.
struct CatalogFile: Sendable {
    let path: String
    private let queue: DatabaseQueue

    /// Opens a file with any content. A file that is opened for writing is created where it does not exist.
    init(path: String, isReadOnly: Bool, busyTimeoutSeconds: Double) throws {
        self.path = path
        do {
            do {
                queue = try Self.open(path, isReadOnly: isReadOnly, busyTimeoutSeconds)
            } catch let error as DatabaseError
                where isReadOnly && [.SQLITE_READONLY, .SQLITE_CANTOPEN].contains(error.resultCode)
            {
                // A program that crashed during a transaction leaves a journal. A connection that can write restores
                // the last committed content when it is opened; a read-only connection cannot.
                _ = try? Self.open(path, isReadOnly: false, busyTimeoutSeconds)
                queue = try Self.open(path, isReadOnly: isReadOnly, busyTimeoutSeconds)
            }
        } catch let error as DatabaseError {
            throw TaggerError(error, path: path)
        }
    }

    private static func open(_ path: String, isReadOnly: Bool, _ busyTimeoutSeconds: Double) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        configuration.busyMode = .timeout(busyTimeoutSeconds)
        configuration.label = "catalog"
        configuration.prepareDatabase { db in
            // Committed results survive a power failure.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            // The cache holds the pages of a batch. Pages that exceed it are written before the end of the transaction,
            // which locks out readers. A larger cache would make memory grow with the catalog.
            try db.execute(sql: "PRAGMA cache_size = -3072; PRAGMA temp.cache_size = -512")
            // The shop's views must not call functions with side effects.
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        _ = try queue.inDatabase { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
        return queue
    }

    /// Runs statements without a transaction around them.
    func perform<T>(_ work: (Database) throws -> T) throws -> T {
        do {
            return try queue.inDatabase(work)
        } catch let error as DatabaseError {
            throw TaggerError(error, path: path)
        }
    }

    /// Runs statements that read one state of the catalog and write to temporary tables only.
    func performReading<T>(_ work: (Database) throws -> T) throws -> T {
        try perform(.deferred, work)
    }

    /// Runs statements in one short write transaction: all of them take effect, or none.
    func performInTransaction<T>(_ work: (Database) throws -> T) throws -> T {
        try perform(.immediate, work)
    }

    private func perform<T>(_ kind: Database.TransactionKind, _ work: (Database) throws -> T) throws -> T {
        try perform { db in
            var result: T?
            try db.inTransaction(kind) {
                result = try work(db)
                return .commit
            }
            guard let result else { preconditionFailure("a committed transaction has a result") }
            return result
        }
    }

    /// Drops temporary tables after the statements that run or wait now. Does not wait, so that `deinit` may call it
    /// within ``perform(_:)``.
    func dropLater(temporaryTables names: [String]) {
        queue.asyncWriteWithoutTransaction { db in
            for name in names { try? db.execute(sql: "DROP TABLE IF EXISTS temp.\(name)") }
        }
    }

    /// Checks that the database has the view of the shop's products.
    func checkSource() throws {
        do {
            _ = try queue.inDatabase {
                try $0.makeStatement(sql: "SELECT product_id, sku, title, png, path, stamp FROM tagger_source LIMIT 0")
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            let reason = error.message ?? "unknown"
            guard try perform({ try !$0.viewExists("tagger_source") && !$0.tableExists("tagger_source") }) else {
                throw TaggerError(
                    .invalidData,
                    """
                    The view tagger_source of \(path) cannot be read: \(reason). The view needs the columns product_id, sku, \
                    title, png, path and stamp. A column that the shop does not have can be NULL, as in NULL AS png.
                    """)
            }
            throw TaggerError(
                .invalidData,
                """
                \(path) is not a catalog (\(reason)). Create a view of the shop's products in it, for example:
                    CREATE VIEW tagger_source AS
                    SELECT id AS product_id, sku, name AS title, photo AS png, NULL AS path, updated_at AS stamp
                    FROM my_products;
                or create a new catalog: \(programName) import FOLDER --db NEW.sqlite
                """)
        } catch let error as DatabaseError {
            throw TaggerError(error, path: path)
        }
    }
}
