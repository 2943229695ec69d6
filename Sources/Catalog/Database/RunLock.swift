import Foundation
import Platform

/// The right to run on a catalog, held by one process at a time.
///
/// It is an advisory lock (`flock`) on a file of its own beside the catalog, so it ends with the process however that
/// ends. The catalog's own file is never opened beside SQLite: closing it would drop SQLite's locks.
final class RunLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, at once or not at all.
    ///
    /// - Throws: ``TaggerError`` of kind `busy` when another run has it, or of another kind when the lock file can't be
    ///   made beside the catalog.
    init(catalogPath: String) throws {
        let path = Self.path(catalogPath)
        var descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        if descriptor < 0, errno == ENOENT {
            descriptor = open(path, O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            // Whoever may run on the catalog may lock it, also after root has run on it once.
            var catalog = stat()
            if descriptor >= 0, stat(catalogPath, &catalog) == 0 {
                _ = fchown(descriptor, catalog.st_uid, catalog.st_gid)
                _ = fchmod(descriptor, catalog.st_mode & 0o666)
            }
        }
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            switch errno {
            case EACCES, EPERM, EROFS:
                throw TaggerError(
                    .noPermission,
                    "The lock file \(path) can't be opened: \(reason). It and its folder must be this user's.")
            case ENOENT:
                throw TaggerError(.notFound, "The folder of \(catalogPath) does not exist.")
            default:
                throw TaggerError(.inputOutput, "The lock file \(path) can't be made: \(reason).")
            }
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw TaggerError(.busy, "Another run of tagger holds \(catalogPath). Try again when it is done.")
        }
        self.descriptor = descriptor
    }

    /// Whether a run holds the catalog now; false also where that can't be known.
    static func isHeld(catalogPath: String) -> Bool {
        let descriptor = open(path(catalogPath), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }

    private static func path(_ catalogPath: String) -> String { catalogPath + "-tagger.lock" }

    deinit { close(descriptor) }
}
