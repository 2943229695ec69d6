import Crypto
import Foundation
import GRDB
import Platform

/// One change of the program's own tables: a file of `migrations/`, compiled into the program.
struct Migration {
    let name: String
    let sql: String

    /// SHA-256 of the file, in hexadecimal.
    var checksum: String { SHA256.hash(data: Data(sql.utf8)).hexadecimal }

    /// All migrations, in order. A released migration is never edited: catalogs record its checksum.
    static let all: [Migration] = [
        Migration(name: "v0001_results", sql: String(decoding: PackageResources.v0001_results_sql, as: UTF8.self)),
        Migration(name: "v0002_trust", sql: String(decoding: PackageResources.v0002_trust_sql, as: UTF8.self)),
        Migration(name: "v0003_review", sql: String(decoding: PackageResources.v0003_review_sql, as: UTF8.self)),
        Migration(name: "v0004_growth", sql: String(decoding: PackageResources.v0004_growth_sql, as: UTF8.self)),
        Migration(name: "v0005_names", sql: String(decoding: PackageResources.v0005_names_sql, as: UTF8.self)),
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

    /// Applies the migrations that the catalog does not have, each in a transaction that also records it.
    ///
    /// - Throws: ``TaggerError`` of kind `invalidData`, if another version of the program has written to the catalog,
    ///   which is then not changed.
    func applyMigrations(_ migrations: [Migration] = Migration.all) throws {
        while try applyNextMigration(of: migrations) {}
    }

    /// Checks that the recorded migrations are the first ones of `migrations`.
    ///
    /// - Returns: Whether the catalog has all of them.
    /// - Throws: ``TaggerError`` of kind `invalidData`, if they are not.
    func checkMigrations(_ migrations: [Migration] = Migration.all) throws -> Bool {
        try perform { try self.appliedMigrations($0, of: migrations) } == migrations.count
    }

    private func applyNextMigration(of migrations: [Migration]) throws -> Bool {
        // Usually there is nothing to do. This check does not wait for the shop's writers.
        guard try perform({ try self.appliedMigrations($0, of: migrations) }) < migrations.count else { return false }
        return try performInTransaction { db in
            // Another process may have applied the migration before this one got the write lock.
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

    /// Returns how many of `migrations` the catalog has.
    private func appliedMigrations(_ db: Database, of migrations: [Migration]) throws -> Int {
        guard try db.tableExists("tagger_migrations") else { return 0 }
        let recorded = try Row.fetchAll(db, sql: "SELECT name, checksum FROM tagger_migrations ORDER BY name")
        for (index, row) in recorded.enumerated() {
            let name: String = row["name"]
            guard index < migrations.count, migrations[index].name == name else {
                throw TaggerError(
                    .invalidData,
                    """
                    \(path) was written by a newer version of tagger: it has the migration \(name). Nothing was changed. \
                    Update tagger.
                    """)
            }
            guard row["checksum"] == migrations[index].checksum else {
                throw TaggerError(
                    .invalidData,
                    """
                    \(path) was created by another build of tagger: its migration \(name) differs from that of this build. \
                    Nothing was changed. Use the build that created the catalog.
                    """)
            }
        }
        return recorded.count
    }
}

extension Date {
    /// The date as the catalog stores it: UTC, ISO 8601, in seconds.
    var iso8601: String { formatted(.iso8601) }
}
