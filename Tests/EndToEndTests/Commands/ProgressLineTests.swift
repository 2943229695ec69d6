import Foundation
import Synchronization
import TestSupport
import Testing

@testable import tagger

@Suite struct ProgressLineTests {
    /// The pieces of text that a progress line wrote.
    private final class Written: Sendable {
        let pieces = Mutex<[String]>([])
        func write(_ text: String) { pieces.withLock { $0.append(text) } }
        var all: [String] { pieces.withLock { $0 } }
    }

    @Test("The line is drawn at most ten times a second on a terminal") func terminalRate() {
        let written = Written(), start = ContinuousClock.now
        let line = ProgressLine(.terminal { 80 }, write: written.write)
        for millisecond in 0..<1000 {
            line.show("Tagging", done: millisecond, total: 1000, now: start + .milliseconds(millisecond))
        }
        line.clear()
        #expect(written.all.count == 11)
        #expect(written.all.last == "\r\u{1B}[2K")
    }

    @Test("A log receives one line a minute") func logRate() {
        let written = Written(), start = ContinuousClock.now
        let line = ProgressLine(.log, write: written.write)
        for second in 0...150 {
            line.show("Tagging", done: second * 10, total: 6000, failed: second / 60, now: start + .seconds(second))
        }
        line.clear()
        #expect(
            written.all == [
                "Tagging: 600 of 6000, 10/s, 9m 0s left, 1 failed\n",
                "Tagging: 1200 of 6000, 10/s, 8m 0s left, 2 failed\n",
            ])
    }

    @Test("With --quiet nothing is written") func quiet() {
        let written = Written(), start = ContinuousClock.now
        let line = ProgressLine(.nowhere, write: written.write)
        for second in 0...150 { line.show("Tagging", done: second, total: 200, now: start + .seconds(second)) }
        line.clear()
        #expect(written.all.isEmpty)
    }

    @Test("The line fits the terminal", arguments: [1, 8, 20, 30, 40, 60, 80, 200]) func fits(columns: Int) {
        let text = ProgressText(
            verb: "Tagging", done: 123_456, total: 1_000_000, failed: 77, unit: "", rate: 345.6)
        let line = text.line(columns: columns)
        #expect(line.count < columns || line.isEmpty)
        if columns >= 80 {
            #expect(
                line.contains("█") && line.contains("345/s") && line.contains("42m 17s left")
                    && line.contains("77 failed"))
        }
    }

    @Test("Each kind of work has its own speed") func speed() {
        let written = Written(), start = ContinuousClock.now
        let line = ProgressLine(.terminal { 100 }, write: written.write)
        line.show("Importing", done: 0, total: 10, now: start)
        line.show("Importing", done: 10, total: 10, now: start + .seconds(100))
        line.show("Tagging", done: 0, total: 10, now: start + .seconds(101))
        line.show("Tagging", done: 5, total: 10, now: start + .seconds(102))
        #expect(written.all.last?.contains("5.0/s, 1s left") == true)
    }

    /// The program runs on a pseudoterminal of the tool `script` of util-linux.
    @Test(
        "A run draws a bar on a terminal, but not with TERM=dumb or --quiet",
        arguments: [("xterm", "", true), ("dumb", "", false), ("xterm", "--quiet", false)])
    func barOnTerminal(term: String, option: String, isShown: Bool) throws {
        let script = "/usr/bin/script"
        guard FileManager.default.isExecutableFile(atPath: script) else { return }
        let program = try #require(Program.executable).path
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: script)
        process.arguments = [
            "-qec",
            "'\(program)' --db '\(folder.file("shop.sqlite"))' --import '\(SampleShop.path)' \(option)",
            folder.file("typescript"),
        ]
        process.environment = ["TERM": term, "PATH": "/usr/bin:/bin"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let shown = try String(contentsOfFile: folder.file("typescript"), encoding: .utf8)
        #expect((shown.contains("░") || shown.contains("█")) == isShown)
        #expect(shown.contains("\u{1B}[2K") == isShown)
    }
}
