import Foundation

/// The version of the program.
///
/// The number is set here and nowhere else. The commit is not compiled in: Swift packages have no cheap and reliable way to do
/// so (a build plugin slows every build down, and the manifest's `Context.gitInformation` is cached between builds). The
/// commit is read when the version is printed, from the repository that contains the source files which the program was
/// compiled from, and is "unknown" if that repository no longer exists.
enum Version {
    /// The release, by Semantic Versioning.
    static let number = "1.1.0"

    /// The line that `tagger --version` prints.
    static var description: String { "tagger \(number) (commit \(commit() ?? "unknown"))" }

    /// Returns the commit that is checked out in the repository of a source file, as 12 hexadecimal digits.
    ///
    /// - Parameter sourceFile: The path of a file in the folder `Sources/tagger/Console` of the repository.
    /// - Returns: Nil if the file is in no repository, or the repository has no commit.
    static func commit(sourceFile: String = #filePath) -> String? {
        var root = URL(fileURLWithPath: sourceFile)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        guard let folder = gitFolder(root: root), let head = text(folder, "HEAD") else { return nil }
        guard head.hasPrefix("ref: ") else { return shortened(head) }
        let branch = String(head.dropFirst("ref: ".count))
        // The branches of a worktree are in the repository that the worktree belongs to.
        let shared = text(folder, "commondir").map { URL(fileURLWithPath: $0, relativeTo: folder) } ?? folder
        if let commit = text(shared, branch) { return shortened(commit) }
        let packed = text(shared, "packed-refs")?.split(separator: "\n").first { $0.hasSuffix(" " + branch) }
        return packed.flatMap { shortened(String($0)) }
    }

    /// The folder `.git`, or the folder that the file `.git` of a worktree names.
    private static func gitFolder(root: URL) -> URL? {
        guard let link = text(root, ".git") else { return root.appendingPathComponent(".git", isDirectory: true) }
        guard link.hasPrefix("gitdir: ") else { return nil }
        return URL(fileURLWithPath: String(link.dropFirst("gitdir: ".count)), isDirectory: true, relativeTo: root)
    }

    private static func text(_ folder: URL, _ name: String) -> String? {
        let text = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func shortened(_ commit: String) -> String? {
        let digits = commit.prefix(12)
        return digits.count == 12 && digits.allSatisfy(\.isHexDigit) ? String(digits) : nil
    }
}
