import ArgumentParser

/// The command line: arguments in, results on standard output, everything else on standard error, and an exit code.
@main
struct Tagger: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tagger",
        abstract: "Tag the products of a clothes shop from their photos.",
        usage: """
            tagger --db FILE [--import FOLDER] [options of tag]
            tagger SUBCOMMAND …
            """,
        discussion: """
            Classifies the new and changed products of the shop's SQLite catalog by their images: T-shirt/top, Trouser, \
            Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot. Products whose confidence is below the threshold \
            are queued for review by a person.

            Usual tasks:
              Import a shop and tag it       tagger --db shop.sqlite --import FOLDER
              Tag what is new or changed     tagger --db shop.sqlite
              Review on the terminal         tagger review start --db shop.sqlite
              Review in the browser          tagger review serve --db shop.sqlite
              Learn from the decisions       tagger learn --db shop.sqlite
              Export all tags                tagger export --db shop.sqlite
              Show counts and failures       tagger status --db shop.sqlite

            Without a subcommand, tag runs. The options of tag follow tagger directly; tagger tag --help lists them.

            Exit codes: 0 done, 1 done but some products failed, 64 wrong command line, 65 wrong data, 66 no such file, 74 \
            input or output failed, 75 busy, 77 no permission, 130 and 143 interrupted.
            """,
        version: Version.description,
        groupedSubcommands: [
            CommandGroup(
                name: "Shop",
                subcommands: [
                    TagCommand.self, ImportCommand.self, ReviewCommand.self, CategoriesCommand.self, LearnCommand.self,
                    ExportCommand.self, StatusCommand.self, ReportCommand.self, ModelsCommand.self, PredictCommand.self,
                ]),
            CommandGroup(
                name: "Fashion-MNIST",
                subcommands: [TrainCommand.self, EvaluateCommand.self, StudyCommand.self, DataCommand.self]),
        ],
        defaultSubcommand: TagCommand.self)

    static func main() {
        StandardErrorLogHandler.bootstrap()
        do {
            var command = try parseAsRoot()
            if let command = command as? any QuietCommand, command.quiet { StandardErrorLogHandler.dropAllButErrors() }
            try command.run()
            try StandardOutput.finish()
        } catch {
            ExitStatus.exit(after: error)
        }
    }
}

/// A command with the option `--quiet`, which leaves only errors on standard error.
protocol QuietCommand: ParsableCommand {
    var quiet: Bool { get }
}
