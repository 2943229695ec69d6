import ArgumentParser
import Catalog
import Foundation
import Tagging

/// Which catalog.
struct CatalogOption: ParsableArguments {
    @Option(name: .customLong("db"), help: ArgumentHelp("The shop's SQLite catalog.", valueName: "file"))
    var path: String

    func validate() throws {
        guard !path.isEmpty else { throw ValidationError("--db names no file.") }
    }
}

/// Which network.
struct ModelOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A network that comes with the program (\(NamedModel.shippedNames.joined(separator: ", "))), or a model file.",
            valueName: "name|file"))
    var model = NamedModel.defaultName

    func load() throws -> NamedModel { try NamedModel(nameOrFile: model) }
}

/// Where Fashion-MNIST is.
struct DatasetOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            The folder with Fashion-MNIST's IDX files, gzip or not (default: \(Dataset.variable), then where tagger data fetch \
            puts them).
            """, valueName: "folder"))
    var data: String?

    func open() throws -> Dataset { try Dataset(folder: data, fetchCommand: "\(programName) data fetch") }
}

/// How a list is written.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv
}

/// How the program was called, for commands that are shown to the user.
var programName: String {
    let name = CommandLine.arguments.first ?? ""
    // `swift run` calls it by its place in the build folder, without a path before that.
    if name.hasPrefix(".build/") { return "swift run tagger" }
    return name.contains("/") ? shellQuoted(name) : "tagger"
}
