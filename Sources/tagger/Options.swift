import ArgumentParser
import Catalog
import FashionMNIST
import Foundation
import NeuralNetwork
import Platform
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
            """
            A network that comes with the program (\(NamedModel.shippedNames.joined(separator: ", "))), or a model file (default: \
            \(NamedModel.defaultName), and in a catalog the one that was learned there).
            """,
            valueName: "name|file"))
    var model: String?

    /// The network that comes with the program or lies in a file.
    func loadBase() throws -> NamedModel { try NamedModel(nameOrFile: model ?? NamedModel.defaultName) }

    /// The network that is to tag in a catalog: the one that is named, be it one that was learned there; or else the one that was
    /// learned there last; or else the default.
    func load(for catalog: Catalog) throws -> NamedModel { try NamedModel(nameOrFile: model, in: catalog) }
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

    /// Fashion-MNIST's training images; nil where nobody named a folder and it was not fetched.
    func imagesAtHand() throws -> LabeledImages? {
        let dataset: Dataset
        do {
            dataset = try open()
        } catch let error as TaggerError where error.kind == .notFound && data == nil && !Dataset.isNamed {
            return nil
        }
        return try dataset.images(.training)
    }

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
