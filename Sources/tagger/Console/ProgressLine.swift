import Foundation
import Synchronization
import Tagging

/// The progress of long work: one line that is redrawn on a terminal, or one line a minute in a log.
final class ProgressLine: Sendable {
    /// The destination of the line.
    enum Place: Sendable {
        /// A terminal. The number of columns is read for every drawing.
        case terminal(columns: @Sendable () -> Int)
        /// A file, a pipe, or a terminal without control sequences.
        case log
        case nowhere
    }

    private struct State {
        var work = ""
        var done = 0
        var start: ContinuousClock.Instant?
        /// The time of the last line; before the first line, the time of the first call.
        var lastWritten: ContinuousClock.Instant?
        var isDrawn = false
    }

    private let place: Place
    private let write: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// Creates a line on standard error.
    convenience init(isQuiet: Bool) {
        let isDumb = ["", "dumb"].contains(ProcessInfo.processInfo.environment["TERM"] ?? "")
        let place: Place =
            isQuiet
            ? .nowhere : StandardError.isTerminal && !isDumb ? .terminal { StandardError.width } : .log
        self.init(place) { StandardError.writeRaw($0) }
    }

    init(_ place: Place, write: @escaping @Sendable (String) -> Void) {
        self.place = place
        self.write = write
    }

    /// Shows the progress: at most ten times a second on a terminal, once a minute in a log.
    ///
    /// - Parameters:
    ///   - before: The part of `done` that was done before this work began. The speed excludes it.
    ///   - unit: The unit of the counts, with a leading space; empty for products.
    func show(
        _ verb: String, done: Int, total: Int, failed: Int = 0, before: Int = 0, unit: String = "",
        now: ContinuousClock.Instant = .now
    ) {
        if case .nowhere = place { return }
        state.withLock { state in
            // Each kind of work has its own speed.
            if state.work != verb || done < state.done || state.start == nil {
                (state.work, state.start) = (verb, now)
            }
            state.done = done
            let seconds = max(0.001, (now - (state.start ?? now)) / .seconds(1))
            let text = ProgressText(
                verb: verb, done: done, total: total, failed: failed, unit: unit,
                rate: Double(done - before) / seconds)
            switch place {
            case .terminal(let columns):
                let isDue = state.lastWritten.map { now - $0 >= .milliseconds(100) } ?? true
                guard isDue else { return }
                state.isDrawn = true
                write("\r\u{1B}[2K" + text.line(columns: columns()))
            case .log:
                guard let last = state.lastWritten else {
                    state.lastWritten = now
                    return
                }
                guard now - last >= .seconds(60) else { return }
                write(text.sentence + "\n")
            case .nowhere: return
            }
            state.lastWritten = now
        }
    }

    /// Shows the progress of a nightly run.
    func show(_ progress: NightlyRun.Progress) {
        switch progress {
        case .importing(let done, let total): show("Importing", done: done, total: total)
        case .learned: break
        case .learning(let share): show("Learning", done: Int(share * 100), total: 100)
        case .estimatingPriors(let done, let total): show("Estimating", done: done, total: total)
        case .tagging(let tagging):
            show("Tagging", done: tagging.done, total: tagging.total, failed: tagging.failed)
        }
    }

    /// Removes the line from a terminal, so that other text can follow.
    func clear() {
        state.withLock { state in
            if state.isDrawn { write("\r\u{1B}[2K") }
            state.isDrawn = false
        }
    }
}

/// The text of a progress line.
struct ProgressText {
    let verb: String
    let done: Int, total: Int, failed: Int
    let unit: String
    /// The number done per second.
    let rate: Double

    /// The text for a log.
    var sentence: String { "\(verb): \(counts), \(speed), \(left)\(failures)" }

    /// Returns the text for a terminal, with a bar, and without parts that do not fit. The last column stays free, because some
    /// terminals wrap a line that fills it.
    func line(columns: Int) -> String {
        let available = columns - 1
        for words in ["\(counts), \(speed), \(left)\(failures)", "\(counts), \(left)\(failures)", counts + failures] {
            let bar = min(24, available - verb.count - words.count - 2)
            if bar >= 4 { return "\(verb) \(self.bar(bar)) \(words)" }
        }
        return String("\(verb) \(counts)\(failures)".prefix(max(0, available)))
    }

    private var share: Double { total <= 0 ? 1 : min(1, Double(done) / Double(total)) }

    private func bar(_ width: Int) -> String {
        let filled = Int(share * Double(width))
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    }

    private var counts: String { "\(done) of \(total)\(unit)" }

    private var speed: String {
        rate > 0 && rate < 10 ? String(format: "%.1f%@/s", rate, unit) : "\(Int(min(rate, 1e15)))\(unit)/s"
    }

    private var left: String {
        guard done < total else { return "0s left" }
        let seconds = Double(total - done) / rate
        guard seconds < 360_000 else { return "? left" }
        let whole = Int(seconds.rounded(.up))
        return whole >= 3600
            ? "\(whole / 3600)h \(whole / 60 % 60)m left"
            : whole >= 60 ? "\(whole / 60)m \(whole % 60)s left" : "\(whole)s left"
    }

    private var failures: String { failed > 0 ? ", \(failed) failed" : "" }
}
