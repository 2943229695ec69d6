import Catalog
import Foundation
import Imaging
import Platform
import Reporting
import Review
import Tagging

/// Draws a session on a terminal and performs the actions of keys.
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
        /// The values of ``before`` of the earlier pages.
        var earlier: [Int64?] = []
        /// The page shows decisions with lower IDs; nil for the first page.
        var before: Int64?
    }

    private let session: ReviewSession
    private let terminal: Terminal
    private let kind: TerminalKind
    private let text: TerminalText
    /// Nil where the catalog cannot be opened a second time: the state of certification is then not shown.
    private let monitor: CertificationMonitor?
    private var page = Page.question
    /// The image that was drawn last, kept because decoding takes longer than drawing.
    private var image: (product: ProductID, revision: Revision, image: TerminalImage?)?
    private var lastKey: ContinuousClock.Instant?
    /// A decision key within this time after the screen was drawn is ignored: it was pressed before the product was visible,
    /// for example by holding a key down.
    private static let minimumViewingTime = Duration.milliseconds(120)

    init(session: ReviewSession, terminal: Terminal, kind: TerminalKind, text: TerminalText) {
        self.session = session
        self.terminal = terminal
        self.kind = kind
        self.text = text
        monitor = try? CertificationMonitor(
            catalogPath: session.catalog.path, interval: .zero, didChange: terminal.wake)
    }

    /// Runs until the user quits or a signal arrives.
    ///
    /// - Returns: The signal that ended the session; nil if the user quit.
    func run() throws -> Int32? {
        draw()
        while true {
            switch terminal.next() {
            case .ended(let signal): return signal
            case .resized, .resumed, .woken: draw()
            case .key(let key):
                let isTooEarly = lastKey.map { .now - $0 < Self.minimumViewingTime } ?? false
                if !(isTooEarly && isDecision(key)) {
                    do {
                        if try isLast(key) { return nil }
                    } catch let error as TaggerError where error.kind == .busy {
                        session.noteBusy()
                    }
                    draw()
                }
                // The viewing time starts when the screen is drawn.
                lastKey = .now
            }
        }
    }

    /// Returns whether a key decides about the product on the screen.
    private func isDecision(_ key: Key) -> Bool {
        guard case .question = page else { return false }
        return ![.character("q"), .escape, .endOfInput, .character("?"), .character("h")].contains(key)
    }

    /// Performs the action of a key, and returns whether the key quits.
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
        case .enter: try session.decide(.accept)
        case .character("s"), .right: try session.decide(.skip)
        case .character(let character):
            let category = CategoryNames.all.first { CategoryNames.key(of: $0) == character }
            if let category { try session.decide(Decision.Action(category: category)) }
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
            certification: certification.map(text.certification))
    }

    /// The state of certification; nil before the first computation, and if a threshold was set instead of a precision target.
    private var certification: Certification? {
        monitor?.latest().flatMap { $0.chosenReviewBelow == nil ? $0.certification : nil }
    }

    private func draw() {
        let frame =
            switch page {
            case .help: screen.help()
            case .history(let history): screen.history(history.entries, chosen: history.chosen, notice: history.notice)
            case .question:
                session.question.map { screen.question($0, surroundings) } ?? screen.pause(session.pause, surroundings)
            }
        // Synchronized output (mode 2026): terminals that support it draw the frame in one step.
        terminal.write(
            "\u{1B}[?2026h\(terminal.imageRemoval)\u{1B}[0m\u{1B}[H\u{1B}[2J"
                + frame.rendered(hasColors: kind.colors != .none) + imageSequence(frame.imageBox) + "\u{1B}[?2026l")
    }

    private func imageSequence(_ box: Frame.Box?) -> String {
        guard let box, kind.imageStyle != .none, case .question = page, let question = session.question else {
            return ""
        }
        let (product, revision) = (question.details.product, question.details.revision)
        if image?.product != product || image?.revision != revision {
            image = (product, revision, session.image(of: product).map { TerminalImage(image: $0) })
        }
        guard let drawn = image?.image else {
            return Frame.move(row: box.row, column: box.column) + text.noImage.cut(toColumns: box.width)
        }
        let fitted = drawn.fitted(into: box, cellShape: terminal.size.cellShape)
        return kind.imageStyle == .kitty ? drawn.pixels(in: fitted) : drawn.blocks(in: fitted, colors: kind.colors)
    }
}
