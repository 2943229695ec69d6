import GRDB
import Platform

extension TaggerError {
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
