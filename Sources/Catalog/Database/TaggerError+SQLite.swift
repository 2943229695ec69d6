import GRDB
import Platform

extension TaggerError {
    /// The error of a SQLite call on a catalog. The message leaves out the arguments of the statement, which are the
    /// shop's data.
    init(_ error: DatabaseError, path: String) {
        let reason = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
            self.init(.busy, "\(path) is locked by another program. Try again later.")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(
                .noPermission, "\(path) cannot be written: \(reason). Check the permissions of the file and its folder."
            )
        case .SQLITE_CANTOPEN:
            self.init(
                .noPermission, "\(path) cannot be opened: \(reason). Check the permissions of the file and its folder.")
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_NOMEM:
            self.init(.inputOutput, "\(path) cannot be read or written: \(reason).")
        case .SQLITE_NOTADB:
            self.init(.invalidData, "\(path) is not a SQLite database.")
        case .SQLITE_CORRUPT:
            self.init(
                .invalidData,
                "\(path) is damaged: \(reason). Restore it from a backup, or try: sqlite3 FILE .recover")
        default:
            self.init(.invalidData, "\(path) cannot be used as a catalog: \(reason).")
        }
    }
}
