import CFileAccess
import Foundation
import SystemPackage

/// The folder of relative image paths. Files outside of the folder are never opened.
public struct ImageRoot: Sendable {
    /// The error of opening an image file: a failure of its product, not of the run.
    public struct AccessError: Error, Sendable, CustomStringConvertible {
        /// One sentence that names the path.
        public let description: String
    }

    /// The folder.
    public let folder: String

    /// Creates the root at a folder, which need not exist yet.
    public init(folder: String) { self.folder = folder }

    /// Whether the folder exists.
    public var exists: Bool {
        var status = stat()
        return stat(folder, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Opens an image for reading.
    ///
    /// Linux resolves the path with `openat2` and `RESOLVE_BENEATH`, so that no other process can redirect the path
    /// between a check and the opening.
    ///
    /// - Parameter path: The path relative to the folder. Absolute paths, `..`, symbolic links that lead out of the
    ///   folder, and everything other than regular files are refused.
    /// - Returns: The file, which the caller closes.
    /// - Throws: ``AccessError``.
    public func open(_ path: String) throws(AccessError) -> FileDescriptor {
        // Without O_NONBLOCK, opening a named pipe would wait for a writer.
        let file = try openBeneath(path, flags: O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var status = stat()
        guard fstat(file.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            try? file.close()
            throw AccessError(description: "The image \(path) is not a regular file.")
        }
        return file
    }

    /// Returns a text that changes with the content and the permissions of a file: size, modification time and status
    /// change time.
    ///
    /// - Returns: The text; nil where the file does not exist or the path is refused.
    public func signature(_ path: String) -> String? {
        guard let file = try? openBeneath(path, flags: open_path_only | O_CLOEXEC) else { return nil }
        defer { try? file.close() }
        return Self.signature(of: file)
    }

    /// Returns the same text as ``signature(_:)`` for an open file.
    public static func signature(of file: FileDescriptor) -> String? {
        var status = stat()
        guard fstat(file.rawValue, &status) == 0 else { return nil }
        let modified = status.st_mtim, changed = status.st_ctim
        return "\(status.st_size) \(modified.tv_sec).\(modified.tv_nsec) \(changed.tv_sec).\(changed.tv_nsec)"
    }

    private func openBeneath(_ path: String, flags: Int32) throws(AccessError) -> FileDescriptor {
        guard !path.isEmpty, !path.contains("\0") else {
            throw AccessError(description: "The path of the image is empty or not valid.")
        }
        guard !path.contains("://") else {
            throw AccessError(
                description: "The image \(path) is a web address. Download the image, and store the path of the file.")
        }
        guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
            throw AccessError(
                description:
                    "The image \(path) is outside of the image folder: paths are relative to \(folder) and stay in it.")
        }
        let root = Glibc.open(folder, open_path_only | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else {
            throw AccessError(description: "The image \(path) is missing: the image folder \(folder) does not exist.")
        }
        defer { close(root) }
        do {
            return try Self.openBeneath(root, folder: folder, path, flags: flags)
        } catch {
            switch error {
            case .noSuchFileOrDirectory, .notDirectory:
                throw AccessError(description: "The image \(path) is missing.")
            case .permissionDenied, .notPermitted:
                throw AccessError(description: "The image \(path) cannot be read by this user. Check its permissions.")
            case .tooManySymbolicLinkLevels:
                throw AccessError(description: "The image \(path) is a loop of symbolic links.")
            case .improperLink:
                throw AccessError(
                    description: "The image \(path) is a symbolic link that leads out of the image folder \(folder).")
            default: throw AccessError(description: "The image \(path) cannot be read: \(error).")
            }
        }
    }

    private static func openBeneath(
        _ root: Int32, folder: String, _ path: String, flags: Int32
    ) throws(Errno) -> FileDescriptor {
        let file = open_beneath(root, path, flags)
        if file >= 0 { return FileDescriptor(rawValue: file) }
        let error = Errno(rawValue: errno)
        switch error {
        // EXDEV: also an absolute link to a file in the folder. EAGAIN: a rename during the call. ENOSYS and EPERM: an
        // old kernel, or a filter of system calls.
        case .improperLink, .resourceTemporarilyUnavailable, .noFunction, .notPermitted:
            var steps = try StepwiseOpening(root: root, folder: folder)
            return try steps.open(path, flags: flags)
        default: throw error
        }
    }
}

/// The opening of a path below a folder, one component at a time, each relative to the folder before it and without
/// following symbolic links: for kernels without `openat2`, and for absolute symbolic links to files in the folder.
struct StepwiseOpening {
    private let root: Int32
    /// The canonical path of the root folder.
    private let rootPath: String
    /// The folders from the root to the present one, the root excluded.
    private var folders: [FileDescriptor] = []
    private var linksLeft = 40

    init(root: Int32, folder: String) throws(Errno) {
        guard let path = realpath(folder, nil) else { throw Errno(rawValue: errno) }
        defer { free(path) }
        self.root = root
        rootPath = String(cString: path)
    }

    mutating func open(_ path: String, flags: Int32) throws(Errno) -> FileDescriptor {
        defer { leaveFolders() }
        var rest = path.split(separator: "/").map(String.init)[...]
        while let name = rest.popFirst() {
            if name == "." { continue }
            if name == ".." {
                guard let last = folders.popLast() else { throw .improperLink }
                try? last.close()
                continue
            }
            let present = folders.last?.rawValue ?? root
            if let target = Self.target(of: name, in: present) {
                linksLeft -= 1
                guard linksLeft >= 0 else { throw .tooManySymbolicLinkLevels }
                rest = try components(ofLink: target)[...] + rest
            } else {
                let flags = rest.isEmpty ? flags : open_path_only | O_DIRECTORY | O_CLOEXEC
                let next = openat(present, name, flags | O_NOFOLLOW)
                guard next >= 0 else { throw Errno(rawValue: errno) }
                if rest.isEmpty { return FileDescriptor(rawValue: next) }
                folders.append(FileDescriptor(rawValue: next))
            }
        }
        // The path ends at a folder.
        throw .isDirectory
    }

    /// Returns the components of a link. For an absolute link to the root folder or below it, these are relative to the
    /// root folder, which becomes the present one.
    private mutating func components(ofLink target: String) throws(Errno) -> [String] {
        let components = target.split(separator: "/").map(String.init)
        guard target.hasPrefix("/") else { return components }
        let above = rootPath.split(separator: "/").map(String.init)
        guard components.starts(with: above) else { throw .improperLink }
        leaveFolders()
        return Array(components.dropFirst(above.count))
    }

    private mutating func leaveFolders() {
        for folder in folders { try? folder.close() }
        folders = []
    }

    /// Returns the target of a symbolic link; nil for everything else.
    private static func target(of name: String, in folder: Int32) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            guard let start = buffer.baseAddress else { return nil }
            let count = readlinkat(folder, name, start, buffer.count)
            guard count > 0 else { return nil }
            return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
        }
    }
}
