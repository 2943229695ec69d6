import Foundation
import GRDB
import Platform

/// A SQLite file opened as a guest: statements run on it, none stays open, and errors name the file.
struct CatalogFile: Sendable {
    let path: String
    private let queue: DatabaseQueue

    /// Opens the file, whatever is in it; one that is to be written is made when it does not exist.
    init(path: String, isReadOnly: Bool, busyTimeoutSeconds: Double) throws {
        self.path = path
        do {
            do {
                queue = try Self.open(path, isReadOnly: isReadOnly, busyTimeoutSeconds)
            } catch let error as DatabaseError
                where isReadOnly && [.SQLITE_READONLY, .SQLITE_CANTOPEN].contains(error.resultCode)
            {
                // A program that died in the middle of a transaction left its journal. Undoing that is a matter of course for
                // whoever may write, and can't be done read-only.
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
            // A run's results survive a power cut once they are committed.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            // Room for the pages of a batch: what does not fit is written before the end of the transaction, and the shop's
            // programs can't read from then on. More would make memory grow with the catalog.
            try db.execute(sql: "PRAGMA cache_size = -3072; PRAGMA temp.cache_size = -512")
            // The schema is the shop's: nothing in its views may call a function with side effects.
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        _ = try queue.inDatabase { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
        return queue
    }

    /// Runs statements outside of a transaction of their own.
    func perform<T>(_ work: (Database) throws -> T) throws -> T {
        do {
            return try queue.inDatabase(work)
        } catch let error as DatabaseError {
            throw TaggerError(error, path: path)
        }
    }

    /// Runs statements that read the catalog as it is at one moment, and write to temporary tables alone.
    func performReading<T>(_ work: (Database) throws -> T) throws -> T {
        try perform(begin: "BEGIN DEFERRED", work)
    }

    /// Runs statements in one short `BEGIN IMMEDIATE` transaction: all of it or nothing.
    func performInTransaction<T>(_ work: (Database) throws -> T) throws -> T {
        try perform(begin: "BEGIN IMMEDIATE", work)
    }

    private func perform<T>(begin: String, _ work: (Database) throws -> T) throws -> T {
        try perform { db in
            try db.execute(sql: begin)
            do {
                let result = try work(db)
                try db.execute(sql: "COMMIT")
                return result
            } catch {
                // After some errors SQLite has rolled back already.
                if db.isInsideTransaction { try? db.execute(sql: "ROLLBACK") }
                throw error
            }
        }
    }

    /// Refuses a database without the view that the shop's products are read from.
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
                    The view tagger_source of \(path) can't be read: \(reason). It needs the columns product_id, sku, \
                    title, png, path and stamp; one that the shop does not have can be NULL, as in NULL AS png.
                    """)
            }
            throw TaggerError(
                .invalidData,
                """
                \(path) has no catalog in it (\(reason)). Define a view of the shop's \
                products there, for example:
                    CREATE VIEW tagger_source AS
                    SELECT id AS product_id, sku, name AS title, photo AS png, NULL AS path, updated_at AS stamp
                    FROM my_products;
                or make a new catalog: tagger import FOLDER --db NEW.sqlite
                """)
        } catch let error as DatabaseError {
            throw TaggerError(error, path: path)
        }
    }
}
