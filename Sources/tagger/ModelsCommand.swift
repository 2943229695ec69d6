import ArgumentParser
import Catalog
import Foundation
import Reporting
import Tagging

/// Which networks there are, and what is known of them.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "List the networks that come with the program; write their cards.",
        subcommands: [List.self, Cards.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the networks that come with the program (the default).")

        @Flag(help: "Print the result as one JSON object.")
        var json = false

        func run() throws {
            let entries = try NamedModel.shippedNames.map { try Entry(NamedModel(nameOrFile: $0)) }
            if json { return try StandardOutput.writeJSON(Result(models: entries)) }
            var table = TextTable(columns: [.init("NAME"), .init("PARAMETERS", .right), .init("FOR")])
            for entry in entries {
                let isDefault = entry.name == NamedModel.defaultName
                table.add([
                    entry.name, "\(entry.parameters)", entry.purpose + (isDefault ? " Tags when none is named." : ""),
                ])
            }
            StandardOutput.write(table.text(width: StandardOutput.width))
        }

        private struct Result: Encodable {
            let models: [Entry]
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
                StandardOutput.write("\(model.name.harmless): \(model.model.weights.count) parameters\n")
            }
            StandardOutput.write("Written: \(out.harmless), \(vectors.harmless)\n")
        }

        /// The same wherever the dataset is.
        private var command: String {
            let words = ["--out", out, "--vectors", vectors] + model.flatMap { ["--model", $0] }
            return "tagger models cards " + words.map { shellQuoted($0).harmless }.joined(separator: " ")
        }
    }
}
