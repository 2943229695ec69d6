import Foundation
import Synchronization

/// One line on a terminal that says how far the work is; nothing anywhere else.
final class ProgressLine: Sendable {
    private let isShown: Bool
    private let state = Mutex((lastDrawn: ContinuousClock.now - .seconds(1), isDrawn: false))
    private let start = ContinuousClock.now

    init(isQuiet: Bool) {
        isShown = !isQuiet && StandardError.isTerminal
    }

    /// Draws how many of `total` are done, ten times a second at most.
    ///
    /// - Parameters:
    ///   - before: How many of those were done when this line began: the speed leaves them out.
    ///   - unit: What is counted, where it is not clear.
    func show(_ verb: String, done: Int, total: Int, failed: Int = 0, before: Int = 0, unit: String = "") {
        guard isShown else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            guard now - state.lastDrawn >= .milliseconds(100) || done == total else { return }
            state.lastDrawn = now
            state.isDrawn = true
            let share = total == 0 ? 1 : Double(done) / Double(total)
            let rate = Double(done - before) / max(0.001, (now - start) / .seconds(1))
            let width = 24, filled = Int(share * Double(width))
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
            let left = rate > 0 ? Int(Double(total - done) / rate) : 0
            let failures = failed > 0 ? ", \(failed) failed" : ""
            StandardError.writeRaw(
                "\r\u{1B}[2K\(verb) \(bar) \(done) of \(total)\(unit), \(Int(rate))\(unit)/s, \(left / 60)m \(left % 60)s left\(failures)"
            )
        }
    }

    /// Removes the line, so that what follows begins at the left.
    func clear() {
        state.withLock { state in
            if state.isDrawn { StandardError.writeRaw("\r\u{1B}[2K") }
            state.isDrawn = false
        }
    }
}
