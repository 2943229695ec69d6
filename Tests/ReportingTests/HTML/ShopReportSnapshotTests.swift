import Foundation
import Testing

@testable import Reporting

/// The texts of the page. After an intended change, run the tests with the environment variable `UPDATE_SNAPSHOTS=1`, and check
/// the changed files in `Snapshots`.
@Suite struct ShopReportSnapshotTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Snapshots")

    /// Returns the visible text of a page, one line per block, without its drawings.
    private func text(_ html: String) -> String {
        html.replacing(/<style>.*?<\/style>/.dotMatchesNewlines(), with: "")
            .replacing(/<svg .*?<\/svg>/.dotMatchesNewlines(), with: "[drawing]\n")
            .replacing(/<img [^>]*>/, with: "[image] ")
            .replacing(/<\/(t[hd]|dt|dd|summary|span)>/, with: " ")
            .replacing(/<[^>]+>/, with: "")
            .replacing(/&quot;/, with: "\"").replacing(/&#39;/, with: "'").replacing(/&lt;/, with: "<")
            .replacing(/&gt;/, with: ">").replacing(/&amp;/, with: "&")
            .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
            .joined(separator: "\n") + "\n"
    }

    @Test(
        "The texts of the page equal the snapshot",
        arguments: [("full", SampleReport.full()), ("empty", SampleReport.empty)])
    func texts(name: String, report: ShopReport) throws {
        let file = Self.folder.appendingPathComponent("report-\(name).txt")
        let text = text(report.html)
        if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        for (line, (actual, expected)) in zip(text.split(separator: "\n"), expected.split(separator: "\n")).enumerated()
        {
            #expect(actual == expected, "report-\(name).txt, line \(line + 1)")
        }
        #expect(text == expected)
    }
}
