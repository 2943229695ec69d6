import ArgumentParser
import Foundation

/// The command line: arguments in, results on standard output, everything else on standard error, and an exit code.
@main
struct Tagger: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tagger",
        abstract: "Tags the products of a clothes shop from their photos.",
        usage: """
            tagger --db FILE [--import FOLDER] [options of tag]
            tagger SUBCOMMAND …
            """,
        discussion: """
            Looks at what is new in the shop's SQLite catalog, says what each photo shows (T-shirt/top, Trouser, Pullover, \
            Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot) and how sure it is. What it is not sure of waits for a \
            person: tagger review.

            Exit codes: 0 done, 1 done but some products failed, 64 wrong command line, 65 wrong data, 66 no such file, 74 \
            input or output failed, 75 busy, 77 no permission, 130 and 143 interrupted.
            """,
        version: "0.1.0",
        subcommands: [
            TagCommand.self, ImportCommand.self, ReviewCommand.self, CategoriesCommand.self, ExportCommand.self,
            StatusCommand.self,
            PredictCommand.self, TrainCommand.self, EvaluateCommand.self, StudyCommand.self, DataCommand.self,
            ModelsCommand.self, LearnCommand.self, ReportCommand.self,
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
