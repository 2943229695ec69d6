import ArgumentParser
import Foundation

/// The command line: arguments in, results on standard output, everything else on standard error, and an exit code.
@main
struct Tagger: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tagger",
        abstract: "Tags the products of a clothes shop from their photos.",
        discussion: """
            Looks at what is new in the shop's SQLite catalog, says what each photo shows (T-shirt/top, Trouser, Pullover, \
            Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot) and how sure it is. What it is not sure of waits for a \
            person: tagger review.
            """,
        version: "0.1.0",
        subcommands: [
            TagCommand.self, ImportCommand.self, ReviewCommand.self, ExportCommand.self, StatusCommand.self,
            PredictCommand.self, TrainCommand.self, EvaluateCommand.self,
        ],
        defaultSubcommand: TagCommand.self)

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
            try StandardOutput.finish()
        } catch {
            ExitStatus.exit(after: error)
        }
    }
}
