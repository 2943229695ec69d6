import Foundation
import Synchronization

/// What a test run says at its very end about tests that did not run.
enum SkippedTests {
    private static let reasons = Mutex<[String]>([])

    /// Has the end of the run say it, once however often it is asked.
    static func sayAtExit(_ reason: String) {
        _ = registered
        reasons.withLock { if !$0.contains(reason) { $0.append(reason) } }
    }

    /// `atexit` is the only hook that runs after the runner's summary.
    private static let registered: Void = {
        atexit {
            let lines = SkippedTests.reasons.withLock { $0.map { "SKIPPED: \($0)\n" }.joined() }
            FileHandle.standardOutput.write(Data(lines.utf8))
        }
    }()
}
