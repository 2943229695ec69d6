import Foundation
import SystemPackage

/// Opens a regular file for reading. Pipes, devices and folders are refused, since reading them could block.
///
/// - Throws: ``TaggerError``.
public func openFile(_ path: String) throws -> FileDescriptor {
    let file: FileDescriptor
    do {
        file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
    } catch let error as Errno {
        throw TaggerError(path: path, verb: "read", error)
    }
    var status = stat()
    guard fstat(file.rawValue, &status) == 0 else {
        let error = Errno(rawValue: errno)
        try? file.close()
        throw TaggerError(path: path, verb: "read", error)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return file
    case S_IFDIR:
        try? file.close()
        throw TaggerError(path: path, verb: "read", .isDirectory)
    default:
        try? file.close()
        throw TaggerError(.notFound, "\(path) cannot be read: it is not a regular file.")
    }
}

/// Returns the contents of a regular file.
///
/// - Parameter maximumBytes: The largest file that is read; a larger one is an error.
/// - Throws: ``TaggerError``.
public func contents(ofFile path: String, maximumBytes: Int) throws -> Data {
    let file = try openFile(path)
    do {
        guard let data = try file.closeAfter({ try file.readAll(upToCount: maximumBytes) }) else {
            throw TaggerError(.invalidData, "\(path) is too large: the limit is \(maximumBytes) bytes.")
        }
        return data
    } catch let error as Errno {
        throw TaggerError(path: path, verb: "read", error)
    }
}

/// Writes a file completely or not at all: to a temporary file beside it, which then takes its name.
///
/// - Throws: ``TaggerError``.
public func write(_ data: Data, toFile path: String) throws {
    do {
        try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch let error as CocoaError {
        throw TaggerError(path: path, error)
    }
}

/// Creates a folder and the folders above it, where they do not exist yet.
///
/// - Throws: ``TaggerError``.
public func createFolder(_ path: String) throws {
    do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch let error as CocoaError {
        throw TaggerError(path: path, error)
    }
}

/// Checks, before long work, that its result can be written to a file.
///
/// - Parameter mayReplace: Whether an existing file at that path may be overwritten.
/// - Throws: ``TaggerError``.
public func checkDestination(_ file: String, mayReplace: () -> Bool) throws {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder) else {
        throw TaggerError(.notFound, "The folder \(folder), where \(file) is to be written, does not exist.")
    }
    guard access(folder, W_OK) == 0 else {
        throw TaggerError(.noPermission, "\(file) cannot be written: no permission to write to the folder \(folder).")
    }
    if FileManager.default.fileExists(atPath: file), !mayReplace() {
        throw TaggerError(
            .usage, "\(file) already exists and is of another kind. It is not overwritten: name another file.")
    }
}

extension FileDescriptor {
    /// Reads from the current offset to the end of the file.
    ///
    /// - Returns: The bytes; nil where the file has more than `maximum`.
    /// - Throws: `Errno`.
    public func readAll(upToCount maximum: Int) throws -> Data? {
        var data = Data()
        if let size = try? stat().size { data.reserveCapacity(max(0, min(Int(size), maximum))) }
        let chunkBytes = 1 << 18
        try withUnsafeTemporaryAllocation(byteCount: chunkBytes, alignment: 16) { buffer in
            while data.count <= maximum {
                let count = try read(into: buffer)
                guard count > 0 else { return }
                data.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        return data.count <= maximum ? data : nil
    }
}

extension TaggerError {
    /// The error of a system call on a file.
    ///
    /// - Parameter verb: The past participle in the message: "read" or "written".
    public init(path: String, verb: String, _ error: Errno) {
        let kind: Kind =
            switch error {
            case .noSuchFileOrDirectory, .notDirectory, .isDirectory: .notFound
            case .permissionDenied, .notPermitted, .readOnlyFileSystem: .noPermission
            default: .inputOutput
            }
        self.init(kind, "\(path) cannot be \(verb): \(error).")
    }

    /// The error of a system call on a file, from `errno`.
    public init(path: String, verb: String, code: Int32) {
        self.init(path: path, verb: verb, Errno(rawValue: code))
    }

    /// The error of a Foundation call that writes a file or creates a folder.
    fileprivate init(path: String, _ error: CocoaError) {
        let code = (error.underlying as? POSIXError)?.code.rawValue
        self.init(
            path: path, verb: "written",
            Errno(rawValue: code ?? (error.code == .fileNoSuchFile ? ENOENT : EIO)))
    }
}
