import Foundation

/// What is wrong with something that the user named: a kind that decides the exit code, and a sentence for a person.
public struct InputError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    public enum Kind: Sendable {
        /// The command line asks for something that can't be.
        case usage
        /// The file that was named does not exist or can't be read.
        case notFound
        /// The data is not what it should be.
        case invalidData
        /// Reading or writing failed.
        case inputOutput
        /// Somebody else is at it.
        case busy
        /// The file may not be read or written by this user.
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

extension InputError {
    /// Why a file could not be read or written.
    init(path: String, verb: String, code: Int32) {
        let reason = String(cString: strerror(code))
        let kind: Kind =
            switch code {
            case ENOENT, ENOTDIR, EISDIR: .notFound
            case EACCES, EPERM, EROFS: .noPermission
            default: .inputOutput
            }
        self.init(kind, "\(path) can't be \(verb): \(reason).")
    }

    /// Why Foundation could not write a file or a folder.
    fileprivate init(path: String, _ error: CocoaError) {
        let code = (error.underlying as? POSIXError)?.code.rawValue
        self.init(path: path, verb: "written", code: code ?? (error.code == .fileNoSuchFile ? ENOENT : EIO))
    }
}

/// Opens a plain file that the user named, for reading; anything else, such as a pipe that would be waited for, is refused.
///
/// - Throws: ``InputError``.
func openFile(_ path: String) throws -> FileHandle {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw InputError(path: path, verb: "read", code: errno) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw InputError(path: path, verb: "read", code: errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return file
    case S_IFDIR: throw InputError(path: path, verb: "read", code: EISDIR)
    default: throw InputError(.notFound, "\(path) can't be read: it is not a plain file.")
    }
}

/// Reads a whole file that the user named.
///
/// - Parameter maximumBytes: A larger one is refused.
/// - Throws: ``InputError``.
func contents(ofFile path: String, maximumBytes: Int) throws -> Data {
    let data: Data
    do {
        data = try openFile(path).read(upToCount: maximumBytes + 1) ?? Data()
    } catch let error as CocoaError {
        throw InputError(.inputOutput, "\(path) can't be read: \(error.localizedDescription)")
    }
    guard data.count <= maximumBytes else {
        throw InputError(.invalidData, "\(path) is too large: at most \(maximumBytes) bytes are read.")
    }
    return data
}

/// Writes a file that the user named: whole or not at all.
///
/// - Throws: ``InputError``.
func write(_ data: Data, toFile path: String) throws {
    do {
        try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch let error as CocoaError {
        throw InputError(path: path, error)
    }
}

/// Makes a folder that the user named or that is the user's, and those that lead to it; it may be there already.
///
/// - Throws: ``InputError``.
func makeFolder(_ path: String) throws {
    do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch let error as CocoaError {
        throw InputError(path: path, error)
    }
}

/// Makes sure, before long work, that its result can be written.
///
/// - Parameter mayReplace: Whether what is there already is of the same kind; anything else is somebody's, and stays.
/// - Throws: ``InputError``.
func checkPlace(of file: String, mayReplace: () -> Bool) throws {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder) else {
        throw InputError(.notFound, "The folder \(folder) to write \(file) into does not exist.")
    }
    guard access(folder, W_OK) == 0 else {
        throw InputError(
            .noPermission, "\(file) can't be written: the folder \(folder) may not be written by this user.")
    }
    if FileManager.default.fileExists(atPath: file), !mayReplace() {
        throw InputError(
            .usage, "\(file) is there already and is something else: it is not overwritten. Name another file.")
    }
}
