import Foundation

/// A folder that is removed when the test that made it is done.
public final class TemporaryFolder: Sendable {
    /// Its absolute path, without a slash at the end.
    public let path: String

    /// Makes an empty one.
    public init() throws {
        path = NSTemporaryDirectory().trimmingSuffix("/") + "/tagger-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of something in it.
    public func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file, and the folders that lead to it.
    @discardableResult
    public func write(_ bytes: some Collection<UInt8>, to name: String) throws -> String {
        let path = file(name)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
