import Foundation
import Platform
import SystemPackage

/// The download of Fashion-MNIST into a folder, from the original address or a mirror.
///
/// Each file is received as NAME.part and renamed when its contents have the right digest. If the transfer fails or is
/// interrupted, the received part is kept, and the next fetch continues from there. A part with wrong contents is
/// removed.
public struct DatasetFetch: Sendable {
    /// The original address: the repository of the authors.
    public static let home = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"

    /// The address of the folder with the four files.
    public let source: URL
    /// The folder that the files are written to.
    public let folder: URL

    /// The result for one file.
    public struct FileResult: Sendable, Equatable, Encodable {
        /// Whether the file was fetched.
        public enum Status: String, Sendable, Encodable {
            case fetched
            case alreadyThere = "already_there"
        }

        /// The name of the file.
        public let name: String
        /// Whether the file was fetched.
        public let status: Status
        /// The SHA-256 of the uncompressed contents, in hexadecimal.
        public let unpackedSha256: String
    }

    /// Creates a fetch.
    ///
    /// - Parameter address: The address of the folder with the four files: http, https or file.
    /// - Throws: ``TaggerError`` of kind `usage` for any other address.
    public init(from address: String = home, into folder: URL) throws {
        guard let url = URL(string: address.hasSuffix("/") ? address : address + "/"),
            let scheme = url.scheme?.lowercased(), ["http", "https", "file"].contains(scheme),
            scheme == "file" || url.host?.isEmpty == false, url.query == nil, url.fragment == nil
        else {
            throw TaggerError(
                .usage,
                """
                “\(address)” is not an address of a folder. Give an http, https or file address such as \
                https://example.org/folder/, without a query.
                """)
        }
        source = url
        self.folder = folder
    }

    /// Fetches the files that are missing or have wrong contents.
    ///
    /// - Parameters:
    ///   - stop: A request to end early.
    ///   - progress: Called with the number of bytes received of all four files, and the total number, which is that of
    ///     the original address.
    /// - Returns: The result for each file; nil after a request to stop.
    /// - Throws: ``TaggerError``.
    public func perform(
        stop: StopRequest = StopRequest(), progress: @escaping (_ bytes: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> [FileResult]? {
        try createFolder(folder.path)
        let lock = try lockFolder()
        defer { try? lock.close() }
        let total = DatasetFile.all.reduce(0) { $0 + $1.packedBytes }
        var before = 0
        var results: [FileResult] = []
        for file in DatasetFile.all {
            if stop.isRequested { return nil }
            let status = try fetch(file) { bytes in
                progress(before + min(bytes, file.packedBytes), total)
                return !stop.isRequested
            }
            guard let status else { return nil }
            results.append(FileResult(name: file.name, status: status, unpackedSha256: file.unpackedDigest))
            before += file.packedBytes
            progress(before, total)
        }
        return results
    }

    /// Locks the folder until the descriptor is closed, so that two fetches do not write to the same file.
    private func lockFolder() throws -> FileDescriptor {
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(
                FilePath(folder.path), .readOnly, options: [.directory, .closeOnExec])
        } catch let error as Errno {
            throw TaggerError(path: folder.path, verb: "read", error)
        }
        guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            let error = Errno(rawValue: errno)
            try? descriptor.close()
            guard error == .wouldBlock else { throw TaggerError(path: folder.path, verb: "locked", error) }
            throw TaggerError(
                .busy,
                "Another process is fetching into the folder \(folder.path). Try again when that process has ended.")
        }
        return descriptor
    }

    /// - Returns: nil after a request to stop.
    private func fetch(_ file: DatasetFile, proceeds: @escaping (Int) -> Bool) throws -> FileResult.Status? {
        let path = folder.appendingPathComponent(file.name).path
        if FileManager.default.fileExists(atPath: path), try file.problem(ofFile: path) == nil { return .alreadyThere }
        let part = path + ".part"
        do {
            let descriptor = try FileDescriptor.open(
                FilePath(part), .readWrite, options: [.create, .closeOnExec, .nonBlocking],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            defer { try? descriptor.close() }
            let size = try regularFileSize(descriptor, path: part)
            // The part is complete if the program was ended between the last byte and the renaming.
            if try size == 0 || size > file.maximumPackedBytes || file.problem(ofFile: part) != nil {
                let isComplete = try download(
                    file, to: part, descriptor: descriptor, from: size > file.maximumPackedBytes ? 0 : size,
                    proceeds: proceeds)
                guard isComplete else { return nil }
                if let problem = try file.problem(ofFile: part) {
                    unlink(part)
                    throw TaggerError(
                        .invalidData,
                        """
                        The file from \(url(of: file).textWithoutPassword) is not \(file.name) of Fashion-MNIST: \(problem). \
                        The file was removed. Try again; if that fails too, name another address with --from.
                        """)
                }
            }
            guard fsync(descriptor.rawValue) == 0, rename(part, path) == 0 else { throw Errno(rawValue: errno) }
        } catch let error as Errno {
            throw TaggerError(path: part, verb: "written", error)
        }
        return .fetched
    }

    private func regularFileSize(_ descriptor: FileDescriptor, path: String) throws -> Int {
        var status = stat()
        guard fstat(descriptor.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw TaggerError(.inputOutput, "\(path) cannot be written: it is not a regular file. Remove it.")
        }
        return Int(status.st_size)
    }

    /// - Returns: Whether the file is complete; false after a request to stop.
    private func download(
        _ file: DatasetFile, to part: String, descriptor: FileDescriptor, from start: Int,
        proceeds: @escaping (Int) -> Bool
    ) throws -> Bool {
        func download(from start: Int) throws -> Download.Outcome {
            try Download(
                from: url(of: file), to: part, descriptor: descriptor, count: start,
                maximumBytes: file.maximumPackedBytes, proceeds: proceeds
            ).perform()
        }
        do {
            var outcome = try download(from: start)
            if case .mustRestart = outcome { outcome = try download(from: 0) }
            if case .complete = outcome { return true }
            return false
        } catch let error as TaggerError where error.kind == .invalidData {
            unlink(part)
            throw TaggerError(
                .invalidData, "\(error.description) The file was removed. Name another address with --from.")
        }
    }

    private func url(of file: DatasetFile) -> URL { source.appendingPathComponent(file.name) }
}
