import Catalog
import Foundation
import Platform
import Reporting
import Review
import Tagging

/// A session on a terminal that knows no control sequences: it is asked and answered line by line.
struct PlainReview {
    let session: ReviewSession
    let text: TerminalText

    /// Until the person has enough.
    ///
    /// - Returns: Nil; a signal ends the program as it ends others, and every answer is stored by then.
    func run() throws -> Int32? {
        while true {
            show()
            guard let line = readLine() else {
                say("")
                return nil
            }
            let words = line.lowercased().filter { !$0.isWhitespace }
            guard words.count <= 1 else {
                say(text.oneKey)
                continue
            }
            do {
                if try isLast(words.first) { return nil }
            } catch let error as TaggerError where error.kind == .busy {
                session.noteBusy()
            }
        }
    }

    private func isLast(_ key: Character?) throws -> Bool {
        switch key {
        case "q": return true
        case "u": try session.undo()
        case "h": try showHistory()
        case "s": try session.answer(.skip)
        case nil where session.question == nil: try session.goOn()
        case nil: try session.answer(.accept)
        case let key?:
            let category = CategoryNames.all.first { CategoryNames.key(of: $0) == key }
            if let category { try session.answer(Decision.Action(category: category)) } else { say(text.oneKey) }
        }
        return false
    }

    private func show() {
        say("")
        if let notice = session.notice { say(text.notice(notice)) }
        say(text.progress(decided: session.decided, waiting: session.waiting))
        guard let question = session.question else {
            for line in text.pause(session.pause) { say(line) }
            return prompt()
        }
        let details = question.details
        say("\(text.sku) \(details.sku): \(details.title)")
        say("\(text.why): \(text.reason(question))")
        if !details.isBlind, !details.probabilities.isEmpty {
            let guesses = details.probabilities.prefix(3).map {
                "\(text.name($0.category)) \(text.percent($0.probability))"
            }
            say("\(text.guess): \(guesses.joined(separator: ", "))")
        }
        if !question.lookalikes.isEmpty {
            let decided = question.lookalikes.map { "\($0.title) (\(text.name($0.decidedCategory ?? "")))" }
            say("\(text.lookalikes): \(decided.joined(separator: ", "))")
        }
        say(text.plainHints(guess: question.guess))
        prompt()
    }

    private func showHistory() throws {
        let entries = try session.catalog.history(limit: 20)
        if entries.isEmpty { say(text.emptyHistory) }
        for entry in entries {
            let answer = entry.decision.category.map(text.name) ?? text.skipped
            let undone = entry.undoneAt == nil ? "" : " (\(text.takenBack))"
            say("\(entry.decidedAt.prefix(16))  \(entry.decision.sku)  \(answer)\(undone)")
        }
    }

    private func prompt() {
        print("> ", terminator: "")
        fflush(nil)
    }

    /// A line, made harmless.
    private func say(_ line: String) { print(line.harmless) }
}
