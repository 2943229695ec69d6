import Foundation
import Synchronization

/// The messages about skipped tests at the end of a test run.
enum SkippedTests {
    private static let reasons = Mutex<[String]>([])

    /// Prints a message at the end of the test run, once for each text.
    static func reportAtExit(_ reason: String) {
        _ = registered
        reasons.withLock { if !$0.contains(reason) { $0.append(reason) } }
    }

    /// Registers the output with `atexit`, the only hook that runs after the summary of the test run.
    private static let registered: Void = {
        atexit {
            let lines = SkippedTests.reasons.withLock { $0.map { "SKIPPED: \($0)\n" }.joined() }
            FileHandle.standardOutput.write(Data(lines.utf8))
        }
    }()
}
