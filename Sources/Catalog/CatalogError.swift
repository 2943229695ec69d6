import GRDB

/// What went wrong with a catalog: a kind that decides the exit code, and one sentence for a person.
public struct CatalogError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    public enum Kind: Sendable {
        /// The file that was named does not exist or can't be opened.
        case notFound
        /// The data is not what it should be: not a database, no catalog in it, a newer version's, an unknown product.
        case invalidData
        /// Reading or writing failed: the disk is full, or there was an I/O error.
        case inputOutput
        /// Somebody else holds the catalog.
        case busy
        /// The catalog may not be read or written by this user.
        case noPermission
    }

    /// What kind of trouble it is.
    public let kind: Kind
    /// One or more sentences: what is wrong with what, and what to do.
    public let description: String

    /// An error of a kind with its message.
    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}

extension CatalogError {
    /// SQLite's error in the catalog's words. Arguments of statements are left out: they hold the shop's data.
    init(_ error: DatabaseError, path: String) {
        let reason = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
            self.init(.busy, "\(path) is busy: another program holds it. Try again later.")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(.noPermission, "\(path) can't be written: \(reason). Check the permissions of it and its folder.")
        case .SQLITE_CANTOPEN:
            self.init(.noPermission, "\(path) can't be opened: \(reason). Check the permissions of it and its folder.")
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_NOMEM:
            self.init(.inputOutput, "Reading or writing \(path) failed: \(reason).")
        case .SQLITE_NOTADB:
            self.init(.invalidData, "\(path) is not a SQLite database.")
        case .SQLITE_CORRUPT:
            self.init(
                .invalidData, "\(path) is damaged: \(reason). Restore it from a backup, or try `sqlite3 FILE .recover`."
            )
        default:
            self.init(.invalidData, "\(path) can't be used as a catalog: \(reason).")
        }
    }
}
