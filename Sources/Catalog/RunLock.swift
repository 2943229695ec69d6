import Foundation

/// The right to run on a catalog, held by one process at a time.
///
/// It is an advisory lock (`flock`) on a file of its own beside the catalog, so it ends with the process however that
/// ends. The catalog's own file is never opened beside SQLite: closing it would drop SQLite's locks.
final class RunLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, at once or not at all.
    ///
    /// - Throws: ``CatalogError`` of kind `busy` when another run has it, or of another kind when the lock file can't be
    ///   made beside the catalog.
    init(catalogPath: String) throws {
        let path = catalogPath + "-tagger.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            switch errno {
            case EACCES, EPERM, EROFS:
                throw CatalogError(
                    .noPermission,
                    "The lock file \(path) can't be made: \(reason). The catalog's folder must be writable.")
            case ENOENT:
                throw CatalogError(.notFound, "The folder of \(catalogPath) does not exist.")
            default:
                throw CatalogError(.inputOutput, "The lock file \(path) can't be made: \(reason).")
            }
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CatalogError(.busy, "Another run of tagger holds \(catalogPath). Try again when it is done.")
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
