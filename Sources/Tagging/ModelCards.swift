import FashionMNIST
import Foundation
import NeuralNetwork
import Platform
import Reporting

/// `tagger models cards`: what is known of networks, as Markdown, and test vectors for whoever runs them elsewhere
/// (Mitchell et al., Model Cards for Model Reporting, 2019).
public struct ModelCards: Sendable {
    private static let title = "# Networks\n"

    /// The Markdown.
    public let markdown: String
    /// A file for each network: its name, and what is in it.
    let vectors: [(name: String, json: String)]

    /// Measures networks on Fashion-MNIST's test set, and writes down what they are.
    ///
    /// - Parameters:
    ///   - command: The command that makes this file, to stand in it.
    ///   - vectorsPath: Where readers find the test vectors.
    /// - Throws: ``TaggerError``.
    public init(of models: [NamedModel], on images: LabeledImages, command: String, vectorsPath: String) throws {
        let names = models.map(\.name)
        guard Set(names).count == names.count else {
            throw TaggerError(
                .usage, "Two of the networks have the same name; the files of their test vectors would too.")
        }
        if let name = names.first(where: { $0.contains("/") || $0.hasPrefix(".") }) {
            throw TaggerError(.usage, "The network's name \(name) can't be that of a file.")
        }
        vectors = try models.map { ("\($0.name).json", try TestVectors(of: $0).json) }
        let cards = try models.map { model in
            try ModelCard(
                model, Evaluation(of: model, on: images), testDigest: images.digest,
                vectorsPath: vectorsPath + "/\(model.name).json"
            ).markdown
        }
        markdown = """
            \(Self.title)
            Made by `\(command)`. Do not edit: run that again.

            \(cards.joined(separator: "\n"))
            \(try Self.definitions(of: models))
            """
    }

    /// Writes the Markdown, and the test vectors into a folder. Only files that this command made are replaced.
    ///
    /// - Throws: ``TaggerError``.
    public func write(toFile output: String, vectorsFolder: String) throws {
        func begins(_ file: String, with text: String) -> Bool {
            (try? String(contentsOfFile: file, encoding: .utf8))?.hasPrefix(text) == true
        }
        try checkDestination(output) { begins(output, with: Self.title) }
        try createFolder(vectorsFolder)
        let files = vectors.map { ("\(vectorsFolder)/\($0.name)", $0.json) }
        for (file, _) in files {
            try checkDestination(file) { begins(file, with: "{\n  \"format\": \"\(TestVectors.format)\"") }
        }
        for (file, json) in files { try Platform.write(Data(json.utf8), toFile: file) }
        try Platform.write(Data(markdown.utf8), toFile: output)
    }

    /// What holds for all networks: the input, what each kind of layer computes, how to check.
    private static func definitions(of models: [NamedModel]) throws -> String {
        var lines: [String] = []
        for summary in try models.flatMap({ try $0.model.architecture.summaries() }) {
            let line = "- **\(summary.kind)**: \(summary.definition)"
            if !lines.contains(line) { lines.append(line) }
        }
        let patterns = TestVectors.patterns.map { "- `\($0.name)`: \($0.formula)" }.joined(separator: "\n")
        return """
            ## Using the weights elsewhere

            The input is one picture of 28×28 bytes, row by row, bright on black, each multiplied by the network's pixel scale, as a
            picture [1, 28, 28]. All shapes are [channels, rows, columns] of one picture; in what order a program keeps them in
            memory is its own affair. Tensors are 32-bit floats in the order of their shape, the last index fastest.

            \(lines.joined(separator: "\n"))

            The last layer gives one logit for each category, in this order: \(Category.names.joined(separator: ", ")).
            Probabilities are the softmax of the logits divided by the network's temperature.

            ## Checking a reimplementation

            Each file of test vectors holds pictures that need no dataset, made by a formula for row r and column c, both from 0:

            \(patterns)

            Of each there are the `pixels`, 784 integers row by row, and the `logits` of this program, before the temperature, with nine
            significant digits.
            Compute the logits of the same pixels from the weights file whose SHA-256 is `weights_sha256`: none may be farther away
            than `tolerance`, \(TestVectors.toleranceText). Sums of 32-bit floats in another order differ by some hundred-thousandths at most; more
            is a mistake, most often an axis too many or too few that is transposed, or a pixel scale that was left out.

            """
    }
}
