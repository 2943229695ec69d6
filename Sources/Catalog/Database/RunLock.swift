import Foundation
import Platform
import SystemPackage

/// The right to run on a catalog, held by one process at a time.
///
/// Two locks on a file beside the catalog, which the kernel releases when the process ends:
///
/// - An exclusive `flock`, which excludes other runs, also of older versions of the program.
/// - A shared open-file-description lock on the first byte, the marker of a run. ``isHeld(catalogPath:)`` tests for the
///   marker with `F_OFD_GETLK`, which takes no lock.
///
/// The catalog's own file is never opened outside of SQLite, because closing it would release SQLite's locks.
final class RunLock: Sendable {
    private let file: FileDescriptor

    /// The longest wait for a process that holds the `flock` without being a run: a query for the state of the lock, as
    /// ``isHeld(catalogPath:)`` of this and older versions makes it, takes microseconds.
    private static let patience = Duration.seconds(1)

    /// Takes the lock.
    ///
    /// - Throws: ``TaggerError`` of kind `busy`, if another run holds the lock, or of another kind, if the lock file
    ///   cannot be opened or created beside the catalog.
    init(catalogPath: String) throws {
        file = try Self.open(catalogPath: catalogPath)
        do {
            try Self.lock(file, catalogPath: catalogPath)
        } catch {
            try? file.close()
            throw error
        }
    }

    deinit { try? file.close() }

    /// Returns whether a run holds the catalog now; false where the lock file cannot be opened.
    ///
    /// No run fails because of the query.
    static func isHeld(catalogPath: String) -> Bool {
        guard let file = try? openExisting(path(catalogPath)) else { return false }
        defer { try? file.close() }
        if isMarked(file) { return true }
        // Older versions set no marker. A run that starts during this test waits for its end: see `patience`.
        return flock(file.rawValue, LOCK_SH | LOCK_NB) != 0
    }

    private static func lock(_ file: FileDescriptor, catalogPath: String) throws {
        let deadline = ContinuousClock.now + patience
        while flock(file.rawValue, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw TaggerError(path: path(catalogPath), verb: "locked", code: errno)
            }
            guard !isMarked(file), ContinuousClock.now < deadline else {
                throw TaggerError(.busy, "\(catalogPath) is locked by another run of tagger. Try again later.")
            }
            usleep(10_000)
        }
        var marker = firstByte(type: F_RDLCK)
        // Without the marker, `isHeld` falls back to `flock`.
        _ = fcntl(file.rawValue, setLock, &marker)
    }

    private static func isMarked(_ file: FileDescriptor) -> Bool {
        var other = firstByte(type: F_WRLCK)
        return fcntl(file.rawValue, getLock, &other) == 0 && Int32(other.l_type) != F_UNLCK
    }

    private static func firstByte(type: Int32) -> flock {
        var lock = Glibc.flock()
        lock.l_type = Int16(type)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = 0
        lock.l_len = 1
        return lock
    }

    /// `F_OFD_GETLK` and `F_OFD_SETLK` of Linux, which the Swift overlay does not import.
    private static let getLock: Int32 = 36, setLock: Int32 = 37

    private static func open(catalogPath: String) throws -> FileDescriptor {
        let path = path(catalogPath)
        do {
            do {
                return try openExisting(path)
            } catch Errno.noSuchFileOrDirectory {
                let file = try FileDescriptor.open(
                    FilePath(path), .readOnly, options: [.create, .closeOnExec, .noFollow],
                    permissions: [.ownerReadWrite])
                // Every user who may run on the catalog may lock it, also after a first run by root.
                var catalog = stat()
                if stat(catalogPath, &catalog) == 0 {
                    _ = fchown(file.rawValue, catalog.st_uid, catalog.st_gid)
                    _ = fchmod(file.rawValue, catalog.st_mode & 0o666)
                }
                return file
            }
        } catch Errno.noSuchFileOrDirectory {
            throw TaggerError(.notFound, "The folder of \(catalogPath) does not exist.")
        } catch let error as Errno {
            let advice = "The file and its folder must belong to the user of the program."
            switch error {
            case .permissionDenied, .notPermitted, .readOnlyFileSystem:
                throw TaggerError(.noPermission, "The lock file \(path) cannot be opened: \(error). \(advice)")
            default: throw TaggerError(.inputOutput, "The lock file \(path) cannot be created: \(error).")
            }
        }
    }

    private static func openExisting(_ path: String) throws -> FileDescriptor {
        try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .noFollow])
    }

    private static func path(_ catalogPath: String) -> String { catalogPath + "-tagger.lock" }
}
