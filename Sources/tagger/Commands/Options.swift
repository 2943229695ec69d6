import ArgumentParser
import Catalog
import FashionMNIST
import Foundation
import NeuralNetwork
import Platform
import Tagging

/// The option `--db`: the catalog.
struct CatalogOption: ParsableArguments {
    @Option(name: .customLong("db"), help: ArgumentHelp("The SQLite catalog of the shop.", valueName: "file"))
    var path: String

    func validate() throws {
        guard !path.isEmpty else { throw ValidationError("--db needs the path of a file.") }
    }
}

/// The option `--model`.
struct ModelOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            A shipped model (\(NamedModel.shippedNames.joined(separator: ", "))), a model learned in the catalog, or a model file. \
            (default: the active model of the catalog, or \(NamedModel.defaultName))
            """,
            valueName: "name|file"))
    var model: String?

    /// Returns the shipped model or the model file that the option names, or the default model.
    func loadBase() throws -> NamedModel { try NamedModel(nameOrFile: model ?? NamedModel.defaultName) }

    /// Returns the model for the products of a catalog: the model that the option names, which can also be a model learned
    /// in the catalog; without the option, the active model of the catalog, or the default model.
    func load(for catalog: Catalog) throws -> NamedModel { try NamedModel(nameOrFile: model, in: catalog) }
}

/// The option `--data`: the folder of Fashion-MNIST.
struct DatasetOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            The folder with the IDX files of Fashion-MNIST, compressed with gzip or not. (default: the folder in the environment \
            variable \(Dataset.variable), or the folder of tagger data fetch)
            """, valueName: "folder"))
    var data: String?

    /// Returns the training images of Fashion-MNIST; nil if no folder is named and the dataset is not fetched.
    func imagesIfPresent() throws -> LabeledImages? {
        let dataset: Dataset
        do {
            dataset = try open()
        } catch let error as TaggerError where error.kind == .notFound && data == nil && !Dataset.isNamed {
            return nil
        }
        return try dataset.images(.training)
    }

    /// Opens the dataset.
    ///
    /// - Throws: ``TaggerError`` of kind `notFound` if the dataset does not exist; the message names the command that fetches
    ///   the dataset.
    func open() throws -> Dataset { try Dataset(folder: data, fetchCommand: "\(programName) data fetch") }
}

/// The format of a list.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv
}

/// Returns the message about a share outside its range, with a suggestion if the value is probably a percentage.
func shareMessage(_ option: String, _ value: Double, _ range: ClosedRange<Double>) -> String {
    func text(_ value: Double) -> String { String(format: "%g", value) }
    let suggestion = range.contains(value / 100) ? " Did you mean \(text(value / 100))?" : ""
    return "\(option) must be from \(text(range.lowerBound)) to \(text(range.upperBound)).\(suggestion)"
}
