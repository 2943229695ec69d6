import ArgumentParser
import Catalog
import Foundation
import Platform
import Reporting
import Tagging

/// Which networks there are, and what is known of them.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List networks, those of a catalog too; go back to an earlier one; write cards.",
        subcommands: [List.self, Show.self, Rollback.self, Cards.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "List the networks that come with the program, and those that were learned in a catalog (the default).")

        @Option(name: .customLong("db"), help: ArgumentHelp("A shop's SQLite catalog.", valueName: "file"))
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
                    entry.name, "\(entry.parameters)", entry.purpose + (isDefault ? " Tags when none is named." : ""),
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
            abstract: "What a network was trained on, and what was measured.")

        @Argument(help: "Its name, or a file.") var name: String

        @Option(
            name: .customLong("db"),
            help: ArgumentHelp("The shop's SQLite catalog that it was learned in.", valueName: "file"))
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
                    key.sanitizedForTerminal.padding(toLength: width + 2, withPad: " ", startingAt: 0) + value.sanitizedForTerminal + "\n")
            }
        }
    }

    struct Rollback: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let the network tag again that the last learning replaced; the next run tags with it.")

        @OptionGroup var catalog: CatalogOption

        func run() throws {
            let opened = try Catalog(path: catalog.path, access: .run)
            guard let (from, to) = try opened.rollBackModel() else {
                throw TaggerError(
                    .invalidData,
                    "No network that was learned in \(catalog.path) tags there: there is nothing to go back from.")
            }
            StandardOutput.write(
                """
                “\(from.sanitizedForTerminal)” no longer tags, and “\((to ?? NamedModel.defaultName).sanitizedForTerminal)” does again. Tag with it: \
                \(programName) --db \(shellQuoted(catalog.path).sanitizedForTerminal)

                """)
        }
    }

    struct Cards: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure networks on Fashion-MNIST's test set and write a card for each, and test vectors.",
            discussion: "The card says all that is needed to use the weights in another program.")

        @OptionGroup var dataset: DatasetOption

        @Option(help: ArgumentHelp("The Markdown file to write.", valueName: "file"))
        var out = "MODELS.md"

        @Option(help: ArgumentHelp("The folder for a JSON file of test vectors for each network.", valueName: "folder"))
        var vectors = "test-vectors"

        @Option(
            help: ArgumentHelp(
                "A network by name or file; may be given more than once (default: all that come with the program).",
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
            StandardOutput.write("Written: \(out.sanitizedForTerminal), \(vectors.sanitizedForTerminal)\n")
        }

        /// The same wherever the dataset is.
        private var command: String {
            let words = ["--out", out, "--vectors", vectors] + model.flatMap { ["--model", $0] }
            return "tagger models cards " + words.map { shellQuoted($0).sanitizedForTerminal }.joined(separator: " ")
        }
    }
}
