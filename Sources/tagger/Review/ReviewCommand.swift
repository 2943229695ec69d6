import ArgumentParser
import Catalog
import Reporting

/// What waits for a person, and what a person says of it.
struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "List what waits for a person, and decide.",
        discussion: """
            Categories go by their ten names, or by what the program or the shop calls them in either language (tagger \
            categories). A SKU that begins with a dash goes behind --, as in: tagger review accept --db FILE -- -123
            """,
        subcommands: [
            ReviewListCommand.self, ReviewStartCommand.self, ReviewServeCommand.self, ReviewAcceptCommand.self,
            ReviewSetCommand.self,
            ReviewNoneCommand.self, ReviewSkipCommand.self, ReviewUndoCommand.self, ReviewHistoryCommand.self,
            ReviewApplyCommand.self,
        ],
        defaultSubcommand: ReviewListCommand.self)

    /// A decision as it is printed.
    static func line(_ decision: RecordedDecision) -> String {
        "\(decision.sku.sanitizedForTerminal): \(decision.category ?? "skipped")"
    }
}
