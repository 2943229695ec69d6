import ArgumentParser
import Catalog
import Foundation
import Platform
import ReviewTerminal
import Review
import Tagging

extension TerminalImageStyle: ExpressibleByArgument {}

/// `tagger review start`: reviews one product after another on the terminal.
struct ReviewStartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Review on the terminal, one product after another, with one key for each.",
        discussion: """
            Keys: digits set a category, Enter accepts the prediction, N records none of the categories, S skips, U undoes, H \
            shows the history, ? shows the keys, Q quits. Every decision is stored at once. The language is that of LC_ALL, \
            LC_MESSAGES or LANG (English or Brazilian Portuguese). With TERM=dumb, the command asks line by line.

            Examples:
              tagger review start --db shop.sqlite
              tagger review start --category Dress --db shop.sqlite
            """)

    @OptionGroup var catalog: CatalogOption
    @OptionGroup var filter: ReviewFilterOptions

    @Option(
        help: """
            How images are drawn. (default: the best style of the terminal)
            """)
    var pictures: TerminalImageStyle?

    func run() throws {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            let catalog = shellQuoted(catalog.path)
            throw TaggerError(
                .usage,
                """
                review start needs a terminal for input and output. Without a terminal, use a CSV file or the browser:
                    \(programName) review --format csv --db \(catalog)
                    \(programName) review apply FILE.csv --db \(catalog)
                    \(programName) review serve --db \(catalog)
                """)
        }
        let environment = ProcessInfo.processInfo.environment
        // A short timeout: after it, the screen shows that the catalog is busy.
        let opened = try Catalog(path: catalog.path, access: .write, busyTimeoutSeconds: 5)
        let review = try TerminalReview(
            of: opened, filter: filter.filter(of: opened), language: Language(environment: environment),
            kind: TerminalKind(environment: environment, imageStyle: pictures))
        guard let end = try review.run() else { return }
        StandardOutput.write(end.farewell + "\n")
        if let signal = end.signal { throw ExitStatus.interrupted(by: signal) }
    }
}
