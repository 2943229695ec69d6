import Foundation
import Platform

/// `tagger data fetch`: Fashion-MNIST from its home, or a mirror, into a folder.
///
/// Each file comes as NAME.part and gets its name only when its contents are right to the last bit. What was received is kept
/// when the network fails or somebody interrupts, and the next try goes on from there; it is removed when it turns out to
/// be wrong.
public struct DatasetFetch: Sendable {
    /// Where the dataset lives: its authors' repository.
    public static let home = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"

    /// Where the four files are.
    public let source: URL
    /// Where they go.
    public let folder: URL

    /// What became of a file.
    public struct FileResult: Sendable, Equatable, Encodable {
        /// How it came to be there.
        public enum Status: String, Sendable, Encodable {
            case fetched
            case alreadyThere = "already_there"
        }

        /// The file's name.
        public let name: String
        /// How it came to be there.
        public let status: Status
        /// SHA-256 of its unpacked contents, in hexadecimal.
        public let unpackedSha256: String
    }

    /// A fetch from an address that the four names are appended to: http, https or file.
    ///
    /// - Throws: ``TaggerError`` of kind `usage` for any other address.
    public init(from address: String = home, into folder: URL) throws {
        guard let url = URL(string: address.hasSuffix("/") ? address : address + "/"),
            let scheme = url.scheme?.lowercased(), ["http", "https", "file"].contains(scheme),
            scheme == "file" || url.host?.isEmpty == false, url.query == nil, url.fragment == nil
        else {
            throw TaggerError(
                .usage,
                """
                “\(address)” is not an address that files can be fetched from: give one such as https://example.org/folder/ \
                (http, https or file), without a question mark.
                """)
        }
        source = url
        self.folder = folder
    }

    /// Fetches what is not there, or is not what it should be.
    ///
    /// - Parameter progress: Called with the bytes that are there of all four files, and how many there will be: as many as
    ///   at the dataset's home.
    /// - Returns: What became of each file; nil when it was asked to stop.
    /// - Throws: ``TaggerError``.
    public func perform(
        stop: StopRequest = StopRequest(), progress: @escaping (_ bytes: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> [FileResult]? {
        try createFolder(folder.path)
        let lock = try lockFolder()
        defer { close(lock) }
        let total = FashionMNISTFile.all.reduce(0) { $0 + $1.packedBytes }
        var before = 0
        var results: [FileResult] = []
        for file in FashionMNISTFile.all {
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

    /// Two at once would write into the same file.
    private func lockFolder() throws -> Int32 {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TaggerError(path: folder.path, verb: "read", code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK else { throw TaggerError(path: folder.path, verb: "locked", code: code) }
            throw TaggerError(.busy, "Another program is fetching into \(folder.path). Try again when it is done.")
        }
        return descriptor
    }

    /// - Returns: nil when it was asked to stop.
    private func fetch(_ file: FashionMNISTFile, proceeds: @escaping (Int) -> Bool) throws -> FileResult.Status? {
        let path = folder.appendingPathComponent(file.name).path
        if FileManager.default.fileExists(atPath: path), try file.problem(ofFile: path) == nil { return .alreadyThere }
        let part = path + ".part"
        let descriptor = open(part, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o644)
        guard descriptor >= 0 else { throw TaggerError(path: part, verb: "written", code: errno) }
        defer { close(descriptor) }
        let size = try plainFileSize(descriptor, path: part)
        // All of it may have come before, to a program that was killed then.
        if try size == 0 || size > file.maximumPackedBytes || file.problem(ofFile: part) != nil {
            let isThere = try download(
                file, to: part, descriptor: descriptor, from: size > file.maximumPackedBytes ? 0 : size,
                proceeds: proceeds)
            guard isThere else { return nil }
            if let problem = try file.problem(ofFile: part) {
                unlink(part)
                throw TaggerError(
                    .invalidData,
                    """
                    What came from \(url(of: file).harmlessText) is not Fashion-MNIST's \(file.name): \(problem). It was \
                    removed; the next try begins anew. If that fails too, name another address with --from.
                    """)
            }
        }
        guard fsync(descriptor) == 0, rename(part, path) == 0 else {
            throw TaggerError(path: path, verb: "written", code: errno)
        }
        return .fetched
    }

    private func plainFileSize(_ descriptor: Int32, path: String) throws -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw TaggerError(path: path, verb: "written", code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw TaggerError(.inputOutput, "\(path) can't be written: it is not a plain file. Remove it.")
        }
        return Int(status.st_size)
    }

    /// - Returns: Whether all of it has come; false when it was asked to stop.
    private func download(
        _ file: FashionMNISTFile, to part: String, descriptor: Int32, from start: Int, proceeds: @escaping (Int) -> Bool
    ) throws -> Bool {
        func download(from start: Int) throws -> Download.Outcome {
            try Download(
                from: url(of: file), to: part, descriptor: descriptor, count: start,
                maximumBytes: file.maximumPackedBytes, proceeds: proceeds
            ).perform()
        }
        do {
            var outcome = try download(from: start)
            if case .mustStartOver = outcome { outcome = try download(from: 0) }
            if case .complete = outcome { return true }
            return false
        } catch let error as TaggerError where error.kind == .invalidData {
            unlink(part)
            throw TaggerError(
                .invalidData, "\(error.description) It was removed; name another address with --from.")
        }
    }

    private func url(of file: FashionMNISTFile) -> URL { source.appendingPathComponent(file.name) }
}
