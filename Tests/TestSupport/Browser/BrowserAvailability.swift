import Foundation
import Testing

extension Browser {
    /// Whether Chromium and its driver are installed. A test that needs them carries
    /// `.enabled(if: Browser.isAvailable, Browser.missing)`. The test run reports skipped tests at its end.
    public static let isAvailable: Bool = {
        if ChromeDriver.executable != nil, ChromeDriver.browser != nil { return true }
        SkippedTests.reportAtExit(
            "Tests that need a browser were skipped. To run them: apt-get install chromium chromium-driver")
        return false
    }()

    /// The comment of a skipped test.
    public static let missing: Comment = "needs chromium and chromedriver"

    /// Whether `accessibilityViolations` can be called, which also needs axe-core. A test that calls it carries
    /// `.enabled(if: Browser.canCheckAccessibility, Browser.axeMissing)`.
    public static let canCheckAccessibility: Bool = {
        let hasAxe = axe != nil
        if !hasAxe {
            SkippedTests.reportAtExit(
                """
                Tests of accessibility were skipped. To run them, set TAGGER_AXE to the file axe.min.js of axe-core \
                (.ci/run downloads the file).
                """)
        }
        return isAvailable && hasAxe
    }()

    /// The comment of a skipped test.
    public static let axeMissing: Comment = "needs chromium, chromedriver and axe-core, the file named by TAGGER_AXE"

    /// The source of axe-core; nil where TAGGER_AXE does not name the file.
    static let axe: String? = {
        guard let path = ProcessInfo.processInfo.environment["TAGGER_AXE"], !path.isEmpty else { return nil }
        return try? String(contentsOfFile: path, encoding: .utf8)
    }()
}
