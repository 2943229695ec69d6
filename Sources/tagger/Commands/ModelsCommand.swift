import ArgumentParser
import Catalog
import Foundation
import Platform
import Reporting
import Tagging

/// `tagger models`: shipped and learned models.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List models, show one, roll back to the previous model, or write model cards.",
        discussion: """
            Examples:
              tagger models --db shop.sqlite
              tagger models rollback --db shop.sqlite
            """,
        subcommands: [List.self, Show.self, Rollback.self, Cards.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the shipped models and the models learned in a catalog.",
            discussion: "Example: tagger models list --db shop.sqlite")

        @Option(
            name: .customLong("db"),
            help: ArgumentHelp("The SQLite catalog of a shop; its models are listed too.", valueName: "file"))
        var catalog: String?

        @Flag(help: "Print the result as one JSON object.")
        var json = false

        func run() throws {
            let entries = try NamedModel.shippedNames.map { try Entry(NamedModel(nameOrFile: $0)) }
            let learned = try catalog.map { try LearnedModelEntry.all(in: Catalog(path: $0, access: .read)) }
            if json { return try StandardOutput.writeJSON(Result(models: entries, learned: learned)) }
            var table = TextTable(columns: [.init("NAME"), .init("PARAMETERS", .right), .init("FOR")])
            for entry in entries {
                let isDefault = entry.name == NamedModel.defaultName
                table.add([
                    entry.name, "\(entry.parameters)", entry.purpose + (isDefault ? " The default." : ""),
                ])
            }
            StandardOutput.write(table.text(width: StandardOutput.width))
            if let learned { StandardOutput.write("\n" + LearnedModelEntry.table(learned)) }
        }

        private struct Result: Encodable {
            let models: [Entry]
            let learned: [LearnedModelEntry]?
        }

        private struct Entry: Encodable {
            let name: String
            let parameters: Int
            let purpose: String
            let sha256: String

            init(_ model: NamedModel) {
                name = model.name
                parameters = model.model.weights.count
                purpose = model.purpose
                sha256 = model.digest.hexadecimal
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how a model was trained and what was measured.",
            discussion: "Example: tagger models show shop-1 --db shop.sqlite")

        @Argument(help: "The name of a model, or a model file.") var name: String

        @Option(
            name: .customLong("db"),
            help: ArgumentHelp("The SQLite catalog that the model was learned in.", valueName: "file"))
        var catalog: String?

        func run() throws {
            let opened = try catalog.map { try Catalog(path: $0, access: .read) }
            let model = try opened.map { try NamedModel(nameOrFile: name, in: $0) } ?? NamedModel(nameOrFile: name)
            var lines = [
                ("name", model.name), ("parameters", "\(model.model.weights.count)"), ("bytes", "\(model.byteCount)"),
                ("SHA-256", model.digest.hexadecimal), ("classes", model.model.classes.joined(separator: ", ")),
                ("temperature", String(format: "%.4f", model.model.temperature)),
            ]
            if let opened, let entry = try LearnedModelEntry.all(in: opened).last(where: { $0.name == model.name }) {
                lines += entry.lines
            }
            lines += model.model.provenance.sorted { $0.key < $1.key }
            let width = lines.map(\.0.count).max() ?? 0
            for (key, value) in lines {
                StandardOutput.write(
                    key.sanitizedForTerminal.padding(toLength: width + 2, withPad: " ", startingAt: 0)
                        + value.sanitizedForTerminal + "\n")
            }
        }
    }

    struct Rollback: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the model active again that the active model replaced.",
            discussion: """
                The next run tags with that model. Decisions are kept.

                Example: tagger models rollback --db shop.sqlite
                """)

        @OptionGroup var catalog: CatalogOption

        func run() throws {
            let opened = try Catalog(path: catalog.path, access: .run)
            guard let (from, to) = try opened.rollBackModel() else {
                throw TaggerError(
                    .invalidData,
                    "The active model of \(catalog.path) is not a learned model: there is no previous model to roll back to."
                )
            }
            StandardOutput.write(
                """
                The active model is “\((to ?? NamedModel.defaultName).sanitizedForTerminal)” again, instead of “\(from.sanitizedForTerminal)”. Tag with it: \
                \(programName) --db \(shellQuoted(catalog.path).sanitizedForTerminal)

                """)
        }
    }

    struct Cards: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Evaluate models on the test set of Fashion-MNIST, and write model cards and test vectors.",
            discussion: """
                A card describes input, output and file format: enough to use the weights in another program.

                Example: tagger models cards --model dense --out MODELS.md
                """)

        @OptionGroup var dataset: DatasetOption

        @Option(help: ArgumentHelp("The Markdown file to write.", valueName: "file"))
        var out = "MODELS.md"

        @Option(help: ArgumentHelp("The folder for one JSON file of test vectors for each model.", valueName: "folder"))
        var vectors = "test-vectors"

        @Option(
            help: ArgumentHelp(
                "The name of a model, or a model file. The option can be repeated. (default: all shipped models)",
                valueName: "name|file"))
        var model: [String] = []

        func run() throws {
            let names = model.isEmpty ? NamedModel.shippedNames : model
            let models = try names.map { try NamedModel(nameOrFile: $0) }
            let cards = try ModelCards(
                of: models, on: dataset.open().images(.test), command: command, vectorsPath: vectors)
            try cards.write(toFile: out, vectorsFolder: vectors)
            for model in models {
                StandardOutput.write("\(model.name.sanitizedForTerminal): \(model.model.weights.count) parameters\n")
            }
            StandardOutput.write(
                "Model cards: \(out.sanitizedForTerminal), test vectors: \(vectors.sanitizedForTerminal)\n")
        }

        /// The command in the card, without the folder of the dataset: cards do not depend on that folder.
        private var command: String {
            let words = ["--out", out, "--vectors", vectors] + model.flatMap { ["--model", $0] }
            return "tagger models cards " + words.map { shellQuoted($0).sanitizedForTerminal }.joined(separator: " ")
        }
    }
}
