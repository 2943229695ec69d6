import ArgumentParser
import Catalog
import Reporting

/// `tagger review`: the review queue and decisions.
struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "List the review queue, and record decisions.",
        discussion: """
            A category can be given by any of its names in English or Portuguese, in upper or lower case (see tagger \
            categories).

            Examples:
              tagger review --db shop.sqlite
              tagger review start --db shop.sqlite
              tagger review set TR-501 Trouser --db shop.sqlite

            A SKU that begins with a hyphen follows two hyphens:
              tagger review accept --db shop.sqlite -- -123
            """,
        subcommands: [
            ReviewListCommand.self, ReviewStartCommand.self, ReviewServeCommand.self, ReviewAcceptCommand.self,
            ReviewSetCommand.self,
            ReviewNoneCommand.self, ReviewSkipCommand.self, ReviewUndoCommand.self, ReviewHistoryCommand.self,
            ReviewApplyCommand.self,
        ],
        defaultSubcommand: ReviewListCommand.self)

    /// Returns a recorded decision as one line, without a line feed.
    static func line(_ decision: RecordedDecision) -> String {
        "\(decision.sku.sanitizedForTerminal): \(decision.category ?? "skipped")"
    }
}
