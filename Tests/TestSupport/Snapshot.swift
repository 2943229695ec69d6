import Foundation
import Testing

/// Compares a text with a snapshot: the file `Snapshots/NAME.txt` in the folder of the calling test or in a folder above.
///
/// With the environment variable `TAGGER_UPDATE_SNAPSHOTS=1` the file is written instead:
///
///     TAGGER_UPDATE_SNAPSHOTS=1 swift test --filter Texts
///
/// - Parameter name: The name of the file, without its extension.
public func expectSnapshot(
    _ text: String, named name: String, testFile: String = #filePath,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    var folder = URL(fileURLWithPath: testFile).deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Snapshots").path), folder.path != "/" {
        folder.deleteLastPathComponent()
    }
    let file = folder.appendingPathComponent("Snapshots/\(name).txt")
    guard ProcessInfo.processInfo.environment["TAGGER_UPDATE_SNAPSHOTS"] != "1" else {
        return try text.write(to: file, atomically: true, encoding: .utf8)
    }
    guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
        Issue.record("The snapshot \(file.path) does not exist: \(Snapshot.advice)", sourceLocation: sourceLocation)
        return
    }
    if let difference = Snapshot.difference(expected: expected, actual: text) {
        Issue.record("\(name).txt: \(difference)\n\(Snapshot.advice)", sourceLocation: sourceLocation)
    }
}

enum Snapshot {
    static let advice: Comment =
        "Set TAGGER_UPDATE_SNAPSHOTS=1 to write the snapshot, and check the change with git diff."

    /// Returns a description of the first difference, with the lines around it; nil for equal texts.
    static func difference(expected: String, actual: String) -> String? {
        guard expected != actual else { return nil }
        let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
        let first =
            zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
        func lines(_ text: [Substring], _ mark: String) -> String {
            text.dropFirst(first).prefix(5).map { "\n\(mark) \($0)" }.joined()
        }
        let before = old.prefix(first).suffix(2).map { "\n  \($0)" }.joined()
        return "the text differs from line \(first + 1) on:\(before)\(lines(old, "-"))\(lines(new, "+"))"
    }
}
