import Catalog
import Foundation
import Platform
import Reporting
import Review
import Tagging

/// A session on a terminal without control sequences: questions and decisions are lines of text.
struct PlainReview {
    let session: ReviewSession
    let text: TerminalText

    /// Runs the session until the user quits or the input ends.
    ///
    /// - Returns: Nil. A signal ends the process in the default way, which is safe because every decision is already stored.
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

    /// Performs the action of a key, and returns whether the key quits.
    private func isLast(_ key: Character?) throws -> Bool {
        switch key {
        case "q": return true
        case "u": try session.undo()
        case "h": try showHistory()
        case "s": try session.decide(.skip)
        case nil where session.question == nil: try session.goOn()
        case nil: try session.decide(.accept)
        case let key?:
            let category = CategoryNames.all.first { CategoryNames.key(of: $0) == key }
            if let category { try session.decide(Decision.Action(category: category)) } else { say(text.oneKey) }
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
            let predictions = details.probabilities.prefix(3).map {
                "\(text.name($0.category)) \(text.percent($0.probability))"
            }
            say("\(text.prediction): \(predictions.joined(separator: ", "))")
        }
        if !question.similarProducts.isEmpty {
            let decided = question.similarProducts.map { "\($0.title) (\(text.name($0.decidedCategory ?? "")))" }
            say("\(text.similarProducts): \(decided.joined(separator: ", "))")
        }
        say(text.plainHints(prediction: question.prediction))
        prompt()
    }

    private func showHistory() throws {
        let entries = try session.catalog.history(limit: 20)
        if entries.isEmpty { say(text.emptyHistory) }
        for entry in entries {
            let decided = entry.decision.category.map(text.name) ?? text.skipped
            let undone = entry.undoneAt == nil ? "" : " (\(text.undone))"
            say("\(entry.decidedAt.prefix(16))  \(entry.decision.sku)  \(decided)\(undone)")
        }
    }

    private func prompt() {
        print("> ", terminator: "")
        fflush(nil)
    }

    /// Prints a line with control characters escaped.
    private func say(_ line: String) { print(line.sanitizedForTerminal) }
}
