import Crypto
import Foundation
import GRDB
import Platform

/// One step in the history of the program's own tables: a file of `migrations/`, compiled in.
struct Migration {
    let name: String
    let sql: String

    /// SHA-256 of the file, in hexadecimal.
    var checksum: String { SHA256.hash(data: Data(sql.utf8)).hexadecimal }

    /// All of them, in order. A released one is never edited: its checksum is in every catalog that has it.
    static let all: [Migration] = [
        Migration(name: "v0001_results", sql: String(decoding: PackageResources.v0001_results_sql, as: UTF8.self)),
        Migration(name: "v0002_trust", sql: String(decoding: PackageResources.v0002_trust_sql, as: UTF8.self)),
        Migration(name: "v0003_review", sql: String(decoding: PackageResources.v0003_review_sql, as: UTF8.self)),
        Migration(name: "v0004_growth", sql: String(decoding: PackageResources.v0004_growth_sql, as: UTF8.self)),
    ]
}

extension CatalogFile {
    private static let recordTable = """
        CREATE TABLE IF NOT EXISTS tagger_migrations (
            name       TEXT PRIMARY KEY NOT NULL,
            checksum   TEXT NOT NULL,
            applied_at TEXT NOT NULL
        ) WITHOUT ROWID
        """

    /// Applies what is missing, each migration in a transaction of its own that also records it.
    ///
    /// A catalog that another version has written to is refused before anything is changed.
    func applyMigrations(_ migrations: [Migration] = Migration.all) throws {
        while try applyNextMigration(of: migrations) {}
    }

    /// Refuses a catalog whose recorded migrations are not the first ones of `migrations`.
    ///
    /// - Returns: Whether it has all of them.
    func checkMigrations(_ migrations: [Migration] = Migration.all) throws -> Bool {
        try perform { try self.appliedMigrations($0, of: migrations) } == migrations.count
    }

    private func applyNextMigration(of migrations: [Migration]) throws -> Bool {
        // Most of the time there is nothing to do, and a look must not wait for the shop's writers.
        guard try perform({ try self.appliedMigrations($0, of: migrations) }) < migrations.count else { return false }
        return try performInTransaction { db in
            // Looked at once more under the write lock: another program may just have applied it.
            let applied = try self.appliedMigrations(db, of: migrations)
            guard applied < migrations.count else { return false }
            let migration = migrations[applied]
            try db.execute(sql: Self.recordTable)
            try db.execute(sql: migration.sql)
            try db.execute(
                sql: "INSERT INTO tagger_migrations (name, checksum, applied_at) VALUES (?, ?, ?)",
                arguments: [migration.name, migration.checksum, Date.now.iso8601])
            return true
        }
    }

    /// How many of `migrations` the catalog has.
    private func appliedMigrations(_ db: Database, of migrations: [Migration]) throws -> Int {
        guard try db.tableExists("tagger_migrations") else { return 0 }
        let recorded = try Row.fetchAll(db, sql: "SELECT name, checksum FROM tagger_migrations ORDER BY name")
        for (index, row) in recorded.enumerated() {
            let name: String = row["name"]
            guard index < migrations.count, migrations[index].name == name else {
                throw TaggerError(
                    .invalidData,
                    """
                    \(path) was written by a newer version of tagger (it has the migration \(name)). Nothing was \
                    changed. Update the program.
                    """)
            }
            guard row["checksum"] == migrations[index].checksum else {
                throw TaggerError(
                    .invalidData,
                    """
                    \(path) was made by another build of tagger: its migration \(name) differs from this program's. \
                    Nothing was changed. Use the version that made it.
                    """)
            }
        }
        return recorded.count
    }
}

extension Date {
    /// As times are stored and shown: UTC, ISO 8601, to the second.
    var iso8601: String { formatted(.iso8601) }
}
