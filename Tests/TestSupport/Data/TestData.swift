import Foundation
import Testing

/// The datasets that some tests need and the project does not contain.
///
/// They are looked for in the folder that the environment variable `TAGGER_TEST_DATA` names. A test that needs one
/// carries `.enabled(if: TestData.fashionMNIST != nil, TestData.missing)`; when any was skipped for want of data, the
/// last line of the test run says so.
public enum TestData {
    /// The folder with the four gzipped IDX files of Fashion-MNIST, or nil where there is none.
    public static let fashionMNIST = folder(named: "fashion-mnist")
    /// What a skipped test says.
    public static let missing: Comment = "needs the folder named by TAGGER_TEST_DATA"

    private static func folder(named name: String) -> URL? {
        if let root = ProcessInfo.processInfo.environment["TAGGER_TEST_DATA"], !root.isEmpty {
            let folder = URL(fileURLWithPath: root).appendingPathComponent(name, isDirectory: true)
            if FileManager.default.fileExists(atPath: folder.path) { return folder }
        }
        SkippedTests.sayAtExit(
            """
            tests that need datasets did not run. Set TAGGER_TEST_DATA to a folder with fashion-mnist/ to run them.
            """)
        return nil
    }
}
