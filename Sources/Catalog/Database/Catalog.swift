import Foundation
import GRDB
import Platform

/// A shop's SQLite database, and what the program keeps in it.
///
/// The program is a guest there. All that it creates begins with `tagger_`; of the shop it reads one view,
/// `tagger_source(product_id, sku, title, png, path, stamp)`; results are read from another, `tagger_tags`. Journal mode,
/// `user_version` and `application_id` stay as the shop has set them.
///
/// - Opening: ``init(path:access:busyTimeoutSeconds:)``, ``openForImport(path:busyTimeoutSeconds:)``
/// - The nightly run: ``findWork(model:preprocessing:limit:)``, ``startRun(model:preprocessing:)``
/// - Deciding: ``reviewQueue(limit:filter:)``, ``decide(_:)``, ``undoLastDecision()``
/// - Reading: ``forEachTag(_:)``, ``countsByStatus()``, ``recentRuns(limit:)``
public final class Catalog: Sendable {
    /// What a catalog is opened for.
    public enum Access: Sendable {
        /// Nothing is written. The program must have run on the catalog before.
        case read
        /// Nothing is written, and the program need not have run there.
        case preview
        /// Decisions are written, also while a run goes on. Migrations are applied when the catalog is opened.
        case write
        /// A run: the same, and nobody else runs on the catalog as long as this object lives.
        case run
    }

    private let file: CatalogFile
    private let lock: RunLock?
    /// Whether the program's own tables are there; false only in a preview.
    let hasResults: Bool

    /// SQL for what a product is called in messages and lists: its SKU, or else its key.
    static let displaySKU = "CAST(coalesce(sku, product_id, '') AS TEXT)"

    /// The file, as an absolute path.
    public var path: String { file.path }

    /// Opens an existing catalog.
    ///
    /// - Parameters:
    ///   - path: The SQLite file.
    ///   - access: What it is opened for.
    ///   - busyTimeoutSeconds: How long another program that holds the file is waited for.
    /// - Throws: ``TaggerError``: there is no such file, it is not a SQLite database, it has no `tagger_source`, a newer
    ///   version of the program has written to it (it is then left untouched), or another run holds it.
    public convenience init(path: String, access: Access, busyTimeoutSeconds: Double = 30) throws {
        let path = Self.absolute(path)
        try Self.checkExists(path)
        let isReadOnly = access == .read || access == .preview
        let file = try CatalogFile(path: path, isReadOnly: isReadOnly, busyTimeoutSeconds: busyTimeoutSeconds)
        try file.checkSource()
        try self.init(file: file, access: access)
    }

    init(file: CatalogFile, access: Access) throws {
        lock = access == .run ? try RunLock(catalogPath: file.path) : nil
        if access == .write || access == .run { try file.applyMigrations() }
        let isUpToDate = try file.checkMigrations()
        if !isUpToDate, access == .read {
            throw TaggerError(
                .invalidData,
                """
                tagger has not run on \(file.path) yet, or only an older version has. Run: \
                tagger --db \(shellQuoted(file.path))
                """)
        }
        self.file = file
        self.hasResults = isUpToDate
    }

    /// Keeps pages of the file in memory, for who asks the same again and again.
    ///
    /// - Parameter megabytes: At most so much.
    public func setPageCache(megabytes: Int) throws {
        try perform { try $0.execute(sql: "PRAGMA cache_size = \(-megabytes * 1024)") }
    }

    func perform<T>(_ work: (Database) throws -> T) throws -> T { try file.perform(work) }

    func performReading<T>(_ work: (Database) throws -> T) throws -> T { try file.performReading(work) }

    func performInTransaction<T>(_ work: (Database) throws -> T) throws -> T { try file.performInTransaction(work) }

    /// The one path of a file, which need not exist: absolute, and without symbolic links, so that a catalog has one lock
    /// and one folder however it is called.
    static func absolute(_ path: String) -> String {
        let url = URL(fileURLWithPath: path).standardizedFileURL
        let folder = url.deletingLastPathComponent()
        return resolved(url.path) ?? resolved(folder.path).map { $0 + "/" + url.lastPathComponent } ?? url.path
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Refuses a folder, whether or not a catalog is expected there already.
    static func checkIsFile(_ path: String) throws {
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
            throw TaggerError(.notFound, "\(path) is a folder, not a catalog: name the SQLite file in it.")
        }
    }

    private static func checkExists(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw TaggerError(
                .notFound,
                """
                There is no catalog \(path). This command makes one from a folder with products.csv and its pictures:
                    swift run tagger --db \(shellQuoted(path)) --import sample_catalog
                """)
        }
        try checkIsFile(path)
        if Glibc.access(path, R_OK) != 0 {
            throw TaggerError(.noPermission, "\(path) may not be read by this user.")
        }
    }
}
