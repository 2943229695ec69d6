import Foundation

/// The folder that images' paths are relative to, and that no path may leave.
public struct ImageRoot: Sendable {
    /// Why an image file can't be had; a failure of its product, never of the run.
    public struct AccessError: Error, Sendable, CustomStringConvertible {
        /// One sentence that names the path.
        public let description: String
    }

    /// The folder, as recorded.
    public let folder: String

    /// A root at a folder, which need not exist yet.
    public init(folder: String) { self.folder = folder }

    /// Whether the folder is there.
    public var exists: Bool {
        var status = stat()
        return stat(folder, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Opens an image for reading.
    ///
    /// - Parameter path: Relative to the root. Absolute paths, `..` and symbolic links that lead out of it are refused, and
    ///   so is all that is not a plain file.
    /// - Returns: A file descriptor, which the caller closes.
    /// - Throws: ``AccessError``.
    public func open(_ path: String) throws(AccessError) -> Int32 {
        let resolved = try resolve(path)
        // Without O_NONBLOCK a named pipe would hold up the night.
        let descriptor = Glibc.open(resolved, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else { throw Self.refusal(path, errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw AccessError(description: "The image \(path) is not a plain file.")
        }
        return descriptor
    }

    /// A text that changes whenever the file does, or whether it may be read: size, and times of content and of status.
    ///
    /// - Returns: Nil where there is no such file, or where ``open(_:)`` would refuse it.
    public func signature(_ path: String) -> String? {
        guard let resolved = try? resolve(path) else { return nil }
        var status = stat()
        guard stat(resolved, &status) == 0 else { return nil }
        let modified = status.st_mtim, changed = status.st_ctim
        return "\(status.st_size) \(modified.tv_sec).\(modified.tv_nsec) \(changed.tv_sec).\(changed.tv_nsec)"
    }

    private func resolve(_ path: String) throws(AccessError) -> String {
        guard !path.isEmpty, !path.contains("\0") else {
            throw AccessError(description: "The image's path is empty or not valid.")
        }
        guard !path.contains("://") else {
            throw AccessError(description: "The image \(path) is a web address: only files are read. Fetch it first.")
        }
        guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
            throw AccessError(
                description:
                    "The image \(path) is outside of the image folder: paths are relative to \(folder) and stay in it.")
        }
        guard let root = realpath(folder, nil) else {
            throw AccessError(
                description: "The image \(path) can't be found: the image folder \(folder) does not exist.")
        }
        defer { free(root) }
        guard let file = realpath(folder + "/" + path, nil) else { throw Self.refusal(path, errno) }
        defer { free(file) }
        let resolvedRoot = String(cString: root), resolved = String(cString: file)
        guard resolved.hasPrefix(resolvedRoot == "/" ? "/" : resolvedRoot + "/") else {
            throw AccessError(
                description: "The image \(path) is a symbolic link that leaves the image folder \(folder).")
        }
        return resolved
    }

    private static func refusal(_ path: String, _ code: Int32) -> AccessError {
        switch code {
        case ENOENT, ENOTDIR: AccessError(description: "The image \(path) is missing.")
        case EACCES, EPERM: AccessError(description: "The image \(path) may not be read by this user.")
        case ELOOP: AccessError(description: "The image \(path) is a symbolic link that leads nowhere.")
        default: AccessError(description: "The image \(path) can't be read: \(String(cString: strerror(code))).")
        }
    }
}
