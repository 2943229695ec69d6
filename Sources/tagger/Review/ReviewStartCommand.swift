import ArgumentParser
import Catalog
import Foundation
import Platform
import ReviewTerminal
import Review
import Tagging

extension TerminalImageStyle: ExpressibleByArgument {}

/// `tagger review start`: one product after the other on the terminal.
struct ReviewStartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Decide on the terminal, one product after the other, a key for each.",
        discussion: """
            A digit stands for a category, Enter accepts the guess, N is none of them, S skips, U undoes, H shows the history, \
            ? the keys, Q quits. Every answer is stored at once. The screen speaks the language of LC_ALL, LC_MESSAGES or LANG \
            (English or Brazilian Portuguese). With TERM=dumb it asks line by line.
            """)

    @OptionGroup var catalog: CatalogOption
    @OptionGroup var filter: ReviewFilterOptions

    @Option(
        help: """
            How pictures are drawn: \(TerminalImageStyle.allCases.map(\.rawValue).joined(separator: ", ")) (default: what the \
            terminal can).
            """)
    var pictures: TerminalImageStyle?

    func run() throws {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            let catalog = shellQuoted(catalog.path)
            throw TaggerError(
                .usage,
                """
                review start needs a terminal to show products on and to read keys from. Without one: \
                \(programName) review --format csv --db \(catalog) lists what waits, \(programName) review apply FILE.csv --db \
                \(catalog) decides, and \(programName) review serve --db \(catalog) shows it in the browser.
                """)
        }
        let environment = ProcessInfo.processInfo.environment
        // A person waits: who holds the catalog for longer is told of.
        let opened = try Catalog(path: catalog.path, access: .write, busyTimeoutSeconds: 5)
        let review = try TerminalReview(
            of: opened, filter: filter.filter(of: opened), language: Language(environment: environment),
            kind: TerminalKind(environment: environment, pictures: pictures))
        guard let end = try review.run() else { return }
        StandardOutput.write(end.farewell + "\n")
        if let signal = end.signal { throw ExitStatus.interrupted(by: signal) }
    }
}
