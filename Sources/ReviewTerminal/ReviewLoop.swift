import Catalog
import Foundation
import Imaging
import Platform
import Reporting
import Review
import Tagging

/// Shows a session on a terminal and passes keys on to it.
final class ReviewLoop {
    private enum Page {
        case question
        case help
        case history(History)
    }

    private struct History {
        var entries: [HistoryEntry]
        var chosen = 0
        var notice: String?
        /// Where the pages before this one began.
        var earlier: [Int64?] = []
        var before: Int64?
    }

    private let session: ReviewSession
    private let terminal: Terminal
    private let kind: TerminalKind
    private let text: TerminalText
    private let promise: CertificationMonitor
    private var page = Page.question
    private var promiseVersion = 0
    private var picture: (product: ProductID, revision: Revision, picture: TerminalImage?)?
    private var lastKey: ContinuousClock.Instant?
    /// A key that comes sooner after another was pressed before its product was seen: held down, or typed ahead.
    private static let seeing = Duration.milliseconds(120)

    init(session: ReviewSession, terminal: Terminal, kind: TerminalKind, text: TerminalText) {
        self.session = session
        self.terminal = terminal
        self.kind = kind
        self.text = text
        promise = CertificationMonitor(catalog: session.catalog, didChange: terminal.wake)
    }

    /// Until the person has enough.
    ///
    /// - Returns: The signal that ended it.
    func run() throws -> Int32? {
        draw()
        while true {
            switch terminal.next() {
            case .ended(let signal): return signal
            case .resized, .resumed, .woken: draw()
            case .key(let key):
                let isTooSoon = lastKey.map { .now - $0 < Self.seeing } ?? false
                if !(isTooSoon && isAnswer(key)) {
                    do {
                        if try isLast(key) { return nil }
                    } catch let error as TaggerError where error.kind == .busy {
                        session.noteBusy()
                    }
                    draw()
                }
                // The time that it took to show is none in which it could be seen.
                lastKey = .now
            }
        }
    }

    /// Whether a key says something of the product that is shown.
    private func isAnswer(_ key: Key) -> Bool {
        guard case .question = page else { return false }
        return ![.character("q"), .escape, .endOfInput, .character("?"), .character("h")].contains(key)
    }

    /// Does what a key asks for; whether that was to quit.
    private func isLast(_ key: Key) throws -> Bool {
        switch page {
        case .help: page = .question
        case .history(let history): try turn(history, key)
        case .question:
            switch key {
            case .character("q"), .escape, .endOfInput: return true
            case .character("?"): page = .help
            case .character("h"): page = .history(History(entries: try entries(before: nil)))
            default: try decide(key)
            }
        }
        return false
    }

    private func decide(_ key: Key) throws {
        if key == .character("u") || key == .backspace || key == .left { return try session.undo() }
        guard session.question != nil else {
            if key == .enter { try session.goOn() }
            return
        }
        switch key {
        case .enter: try session.answer(.accept)
        case .character("s"), .right: try session.answer(.skip)
        case .character(let character):
            let category = CategoryNames.all.first { CategoryNames.key(of: $0) == character }
            if let category { try session.answer(Decision.Action(category: category)) }
        default: break
        }
    }

    // MARK: History

    private func entries(before: Int64?) throws -> [HistoryEntry] {
        try session.catalog.history(before: before, limit: screen.historyRows)
    }

    private func turn(_ history: History, _ key: Key) throws {
        var history = history
        history.notice = nil
        switch key {
        case .up where history.chosen > 0: history.chosen -= 1
        case .down where history.chosen + 1 < min(history.entries.count, screen.historyRows): history.chosen += 1
        case .down, .pageDown:
            let rows = history.entries.prefix(screen.historyRows)
            if let last = rows.last, case let next = try entries(before: last.decision.id), !next.isEmpty {
                history.earlier.append(history.before)
                (history.before, history.entries, history.chosen) = (last.decision.id, next, 0)
            }
        case .up, .pageUp:
            if let before = history.earlier.popLast() {
                (history.before, history.entries, history.chosen) = (before, try entries(before: before), 0)
            }
        case .character("u"), .backspace:
            guard history.entries.indices.contains(history.chosen) else { break }
            try session.undo(history.entries[history.chosen].decision.id)
            history.entries = try entries(before: history.before)
            history.notice = session.notice.map(text.notice)
        default:
            page = .question
            return
        }
        page = .history(history)
    }

    // MARK: Drawing

    private var screen: ReviewScreen {
        let size = terminal.size
        return ReviewScreen(text: text, width: size.width, height: size.height)
    }

    private var surroundings: ReviewScreen.Surroundings {
        let catalog = URL(fileURLWithPath: session.catalog.path).lastPathComponent
        return ReviewScreen.Surroundings(
            top: session.notice.map(text.notice) ?? "tagger review · \(catalog)",
            progress: text.progress(decided: session.decided, waiting: session.waiting),
            promise: promise.promise.map(text.promise))
    }

    private func draw() {
        if session.promiseVersion != promiseVersion {
            promiseVersion = session.promiseVersion
            promise.refresh()
        }
        let frame =
            switch page {
            case .help: screen.help()
            case .history(let history): screen.history(history.entries, chosen: history.chosen, notice: history.notice)
            case .question:
                session.question.map { screen.question($0, surroundings) } ?? screen.pause(session.pause, surroundings)
            }
        // As one update, where the terminal knows that.
        terminal.write(
            "\u{1B}[?2026h\(terminal.removal)\u{1B}[0m\u{1B}[H\u{1B}[2J"
                + frame.rendered(hasColors: kind.colors != .none) + pictureSequence(frame.pictureBox) + "\u{1B}[?2026l")
    }

    private func pictureSequence(_ box: Frame.Box?) -> String {
        guard let box, kind.pictures != .none, case .question = page, let question = session.question else { return "" }
        let (product, revision) = (question.details.product, question.details.revision)
        if picture?.product != product || picture?.revision != revision {
            picture = (product, revision, session.picture(of: product).map { TerminalImage(picture: $0) })
        }
        guard let drawn = picture?.picture else {
            return Frame.move(row: box.row, column: box.column) + text.noPicture.cut(toColumns: box.width)
        }
        let fitted = drawn.fitted(into: box, cellShape: terminal.size.cellShape)
        return kind.pictures == .kitty ? drawn.pixels(in: fitted) : drawn.blocks(in: fitted, colors: kind.colors)
    }
}
