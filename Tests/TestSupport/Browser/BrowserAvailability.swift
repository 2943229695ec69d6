import Foundation
import Testing

extension Browser {
    /// Whether there is a browser and its driver. A test that needs it carries
    /// `.enabled(if: Browser.isAvailable, Browser.missing)`; the end of the test run says when any was skipped.
    public static let isAvailable: Bool = {
        if ChromeDriver.executable != nil, ChromeDriver.browser != nil { return true }
        SkippedTests.sayAtExit(
            "tests that need a browser did not run. apt-get install chromium chromium-driver to run them.")
        return false
    }()

    /// What a skipped test says.
    public static let missing: Comment = "needs chromium and chromedriver"

    /// Whether `accessibilityViolations` can be asked: also axe-core is needed. A test that asks carries
    /// `.enabled(if: Browser.canCheckAccessibility, Browser.axeMissing)`.
    public static let canCheckAccessibility: Bool = {
        let hasAxe = axe != nil
        if !hasAxe {
            SkippedTests.sayAtExit(
                """
                tests that check a page's accessibility did not run. Set TAGGER_AXE to the file axe.min.js of axe-core \
                to run them (.ci/run fetches it).
                """)
        }
        return isAvailable && hasAxe
    }()

    /// What a skipped test says.
    public static let axeMissing: Comment = "needs chromium, chromedriver and axe-core, the file named by TAGGER_AXE"

    /// The source of axe-core.
    static let axe: String? = {
        guard let path = ProcessInfo.processInfo.environment["TAGGER_AXE"], !path.isEmpty else { return nil }
        return try? String(contentsOfFile: path, encoding: .utf8)
    }()
}
