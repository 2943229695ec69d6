import Foundation
import GRDB
import Platform

/// A shop's SQLite database together with the program's own tables in it.
///
/// The database belongs to the shop. Every object that the program creates has a name that begins with `tagger_`. The
/// program reads the shop's products from the view `tagger_source(product_id, sku, title, png, path, stamp)` and
/// publishes its results in the view `tagger_tags`. It never changes `journal_mode`, `user_version` or
/// `application_id`.
///
/// - Opening: ``init(path:access:busyTimeoutSeconds:)``, ``openForImport(path:busyTimeoutSeconds:)``
/// - Nightly run: ``findWork(model:preprocessing:limit:)``, ``startRun(model:preprocessing:)``, ``write(_:in:)``
/// - Decisions: ``decide(_:)``, ``decide(reviewed:)``, ``undoLastDecision()``, ``history(before:of:limit:)``
/// - Review: ``reviewCandidates(_:)``, ``details(of:)``
/// - Queries: ``forEachTag(_:)``, ``countsByStatus()``, ``recentRuns(limit:)``
public final class Catalog: Sendable {
    /// The purpose for which a catalog is opened.
    public enum Access: Sendable {
        /// Queries. The content is not changed. The program must have run on the catalog before.
        ///
        /// Where another program crashed during a transaction, SQLite first restores the last committed content, as for
        /// every reader. Only this requires permission to write.
        case read
        /// A dry run: as ``read``, but the program need not have run on the catalog.
        case preview
        /// Decisions and settings, also while a run goes on. Missing migrations are applied.
        case write
        /// A run: as ``write``, with the ``RunLock`` held for the life of the object.
        case run
    }

    private let file: CatalogFile
    private let lock: RunLock?
    /// Whether the program's own tables exist; false only for ``Access/preview``.
    let hasResults: Bool

    /// The SQL expression for a product's name in messages and lists: its SKU, or its key where the SKU is null.
    static let displaySKU = displaySKU(sku: "sku", key: "product_id")

    /// Returns ``displaySKU`` for other SQL expressions of the SKU and the key.
    static func displaySKU(sku: String, key: String) -> String { "CAST(coalesce(\(sku), \(key), '') AS TEXT)" }

    /// The absolute path of the file.
    public var path: String { file.path }

    /// Opens an existing catalog.
    ///
    /// - Parameters:
    ///   - path: The SQLite file.
    ///   - access: The purpose.
    ///   - busyTimeoutSeconds: The longest wait for another program that holds the file.
    /// - Throws: ``TaggerError``, if there is no such file, if it is not a SQLite database or has no `tagger_source`,
    ///   if a newer version of the program has written to it (it is then not changed), or if another run holds it.
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
                \(file.path) has no results of this version of tagger: no run has been made yet, or only by an older \
                version. Run: \(programName) --db \(shellQuoted(file.path))
                """)
        }
        self.file = file
        self.hasResults = isUpToDate
    }

    /// Sets the size of the page cache, for connections that repeat the same queries.
    ///
    /// - Parameter megabytes: The limit.
    public func setPageCache(megabytes: Int) throws {
        try perform { try $0.execute(sql: "PRAGMA cache_size = \(-megabytes * 1024)") }
    }

    func perform<T>(_ work: (Database) throws -> T) throws -> T { try file.perform(work) }

    func performReading<T>(_ work: (Database) throws -> T) throws -> T { try file.performReading(work) }

    func performInTransaction<T>(_ work: (Database) throws -> T) throws -> T { try file.performInTransaction(work) }

    /// Drops temporary tables later, on the connection's queue. Safe in `deinit`.
    func dropLater(temporaryTables names: [String]) { file.dropLater(temporaryTables: names) }

    /// Returns the canonical path of a file, which need not exist: absolute and without symbolic links, so that a
    /// catalog has one lock and one folder under all of its paths.
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

    /// Checks that a path is not a folder.
    static func checkIsFile(_ path: String) throws {
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
            throw TaggerError(.notFound, "\(path) is a folder, not a catalog. Name the SQLite file in it.")
        }
    }

    private static func checkExists(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw TaggerError(
                .notFound,
                """
                There is no catalog \(path). This command creates it from a folder with products.csv and its images:
                    \(programName) --db \(shellQuoted(path)) --import FOLDER
                """)
        }
        try checkIsFile(path)
        if Glibc.access(path, R_OK) != 0 {
            throw TaggerError(.noPermission, "\(path) cannot be read by this user. Check its permissions.")
        }
    }
}
