import Catalog
import Foundation
import Platform
import Reporting
import Review
import Tagging

/// The review on a terminal, one product after another with one key for each: `tagger review start`.
public struct TerminalReview {
    /// The end of a review.
    public struct End: Sendable {
        /// The signal that ended the review; nil if the user quit.
        public let signal: Int32?
        /// One line for the user, with the number of decided products.
        public let farewell: String
    }

    private let catalog: Catalog
    private let filter: ReviewFilter
    private let kind: TerminalKind
    private let text: TerminalText

    /// Creates a review, which starts with ``run()``.
    ///
    /// - Parameters:
    ///   - catalog: A catalog opened for writing.
    ///   - filter: The products to review.
    ///   - language: The language of the texts.
    ///   - kind: The capabilities of the terminal.
    public init(of catalog: Catalog, filter: ReviewFilter, language: Language, kind: TerminalKind) throws {
        self.catalog = catalog
        self.filter = filter
        self.kind = kind
        text = TerminalText(language: language, words: try CategoryNames(of: catalog))
    }

    /// Runs the review until the user quits or a signal arrives. Every decision is stored before the next product is shown.
    ///
    /// - Returns: Nil if standard input or output is not a terminal.
    /// - Throws: ``TaggerError``. The mode of the terminal is restored.
    public func run() throws -> End? {
        let session = try ReviewSession(catalog: catalog, filter: filter)
        if kind.isDumb {
            let signal = try PlainReview(session: session, text: text).run()
            return End(signal: signal, farewell: text.farewell(decided: session.decided))
        }
        guard let terminal = Terminal() else { return nil }
        if kind.imageStyle == .kitty { terminal.imageRemoval = TerminalImage.removal }
        terminal.enter()
        defer { terminal.leave() }
        let signal = try ReviewLoop(session: session, terminal: terminal, kind: kind, text: text).run()
        return End(signal: signal, farewell: text.farewell(decided: session.decided))
    }
}
