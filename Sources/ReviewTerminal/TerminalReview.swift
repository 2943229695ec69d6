import Catalog
import Foundation
import Platform
import Reporting
import Review
import Tagging

/// `tagger review start`: a person decides one product after the other, key by key.
public struct TerminalReview {
    /// How it ended.
    public struct End: Sendable {
        /// The signal that ended it; nil where the person did.
        public let signal: Int32?
        /// One line for the person.
        public let farewell: String
    }

    private let catalog: Catalog
    private let filter: ReviewFilter
    private let kind: TerminalKind
    private let text: TerminalText

    /// A review; nothing happens before ``run()``.
    ///
    /// - Parameters:
    ///   - catalog: Opened for writing.
    ///   - filter: What is asked.
    ///   - language: What is spoken.
    ///   - kind: What the terminal can do.
    public init(of catalog: Catalog, filter: ReviewFilter, language: Language, kind: TerminalKind) throws {
        self.catalog = catalog
        self.filter = filter
        self.kind = kind
        text = TerminalText(language: language, words: try CategoryNames(of: catalog))
    }

    /// Asks until the person has enough, or a signal ends it. Every answer is stored before the next product is shown.
    ///
    /// - Returns: Nil where there is no terminal to ask on.
    /// - Throws: ``TaggerError``; the terminal is as it was before.
    public func run() throws -> End? {
        let session = try ReviewSession(catalog: catalog, filter: filter)
        if kind.isDumb {
            let signal = try PlainReview(session: session, text: text).run()
            return End(signal: signal, farewell: text.farewell(decided: session.decided))
        }
        guard let terminal = Terminal() else { return nil }
        if kind.pictures == .kitty { terminal.removal = TerminalImage.removal }
        terminal.enter()
        defer { terminal.leave() }
        let signal = try ReviewLoop(session: session, terminal: terminal, kind: kind, text: text).run()
        return End(signal: signal, farewell: text.farewell(decided: session.decided))
    }
}
