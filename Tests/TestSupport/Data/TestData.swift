import Foundation
import Testing

/// The datasets that some tests need and that the project does not contain.
///
/// The environment variable `TAGGER_TEST_DATA` names the folder that contains the datasets. A test that needs one
/// carries `.enabled(if: TestData.fashionMNIST != nil, TestData.missing)`. The test run reports skipped tests at its
/// end.
public enum TestData {
    /// The folder with the four gzipped IDX files of Fashion-MNIST; nil where there is none.
    public static let fashionMNIST = folder(named: "fashion-mnist")
    /// The comment of a skipped test.
    public static let missing: Comment = "needs the folder named by TAGGER_TEST_DATA"

    private static func folder(named name: String) -> URL? {
        if let root = ProcessInfo.processInfo.environment["TAGGER_TEST_DATA"], !root.isEmpty {
            let folder = URL(fileURLWithPath: root).appendingPathComponent(name, isDirectory: true)
            if FileManager.default.fileExists(atPath: folder.path) { return folder }
        }
        SkippedTests.reportAtExit(
            """
            Tests that need datasets were skipped. To run them, set TAGGER_TEST_DATA to a folder that contains fashion-mnist/.
            """)
        return nil
    }
}
