import FashionMNIST
import Foundation
import NeuralNetwork
import Platform
import Reporting
import Statistics

/// The card of one model: a section of Markdown with file, architecture, training, accuracy and limits.
struct ModelCard {
    let markdown: String

    /// - Parameters:
    ///   - testDigest: SHA-256 of the test set's pixels and labels.
    ///   - vectorsPath: The path of the model's test vectors, as the card shows it.
    init(_ named: NamedModel, _ evaluation: Evaluation, testDigest: String, vectorsPath: String) throws {
        let model = named.model
        let name = named.name.markdownEscaped
        let isShipped = named.isShipped
        let file = (isShipped ? NamedModel.shippedFolder + "/" : "") + named.name + ".safetensors"
        let isFromTheDataset = model.provenance["dataset"] == "Fashion-MNIST"
        markdown = """
            ## \(name)

            \(isShipped ? named.purpose + "\n\n" : "")| | |
            | --- | --- |
            | weights | `\(file.markdownCodeEscaped)`\(isShipped ? ", compiled into the program" : "") |
            | parameters | \(model.weights.count) |
            | file size | \(named.byteCount) bytes |
            | SHA-256 of the file | `\(named.digest.hexadecimal)` |
            | pixel scale | \(model.pixelScale.rawValue) |
            | temperature | \(model.temperature) |
            | test vectors | `\(vectorsPath.markdownCodeEscaped)` |

            ### Architecture

            \(try Self.layers(model.architecture))
            ### Training

            \(Self.training(model.provenance))
            ### On Fashion-MNIST's test set

            \(Self.figures(evaluation, testDigest: testDigest))
            ### Limits

            The model classifies images of 28×28 gray pixels, bright on black, and returns one of its categories for every image,
            also for an image of something else. \(isFromTheDataset ? "The training images are those of Fashion-MNIST and contain no photo of a shop. " : "")The figures \
            above do not tell how accurate the model is on a shop's photos, and its probabilities are not calibrated for such photos. \
            Measure the model on your own photos before you use it.

            ### Opening the weights in Python

            ```python
            from safetensors import safe_open

            with safe_open("\(file.markdownCodeEscaped)", framework="numpy") as file:
                about = file.metadata()
                weights = {name: file.get_tensor(name) for name in file.keys()}
            for name, tensor in weights.items():
                print(name, tensor.shape)
            ```

            """
    }

    private static func layers(_ architecture: Architecture) throws -> String {
        var text = """
            | layer | | output | tensors |
            | --- | --- | --- | --- |

            """
        for layer in try architecture.summaries() {
            let tensors = layer.parameters.map { "`\($0.name)` \($0.shape)" }.joined(separator: ", ")
            let mark = String(repeating: "› ", count: layer.depth)
            text += "| \(mark)\(layer.kind) | \(layer.choice) | \(layer.outputShape) | \(tensors) |\n"
        }
        return text
    }

    private static func training(_ provenance: [String: String]) -> String {
        var facts = provenance
        let data =
            facts.removeValue(forKey: "dataset").map(\.markdownEscaped) ?? "data that the model file does not name"
        let digest = facts.removeValue(forKey: "dataset_sha256").map {
            " (SHA-256 of the training images' pixels and labels: `\($0.markdownCodeEscaped)`)"
        }
        var text = "Dataset: \(data)\(digest ?? ""). "
        if let command = facts.removeValue(forKey: "command") {
            text += "Command:\n\n    \(command.sanitizedForTerminal)\n"
        } else {
            text += "The model file names no command.\n"
        }
        guard !facts.isEmpty else { return text }
        text += "\n| setting or result | |\n| --- | --- |\n"
        for (key, value) in facts.sorted(by: { $0.key < $1.key }) {
            text += "| \(key.replacingOccurrences(of: "_", with: " ").markdownEscaped) | \(value.markdownEscaped) |\n"
        }
        return text
    }

    private static func figures(_ evaluation: Evaluation, testDigest: String) -> String {
        func percent(_ share: Double?) -> String { share.percent(decimals: 2) }
        func loss(_ report: ClassificationMetrics) -> String { report.loss.fixed(4) }
        let (report, before) = (evaluation.report, evaluation.uncalibratedReport)
        let count = report.classes.reduce(0) { $0 + $1.support }
        var text = """
            \(count) images (SHA-256 of the pixels and labels: `\(testDigest)`).

            | | |
            | --- | --- |
            | accuracy | \(percent(report.accuracy)) |
            | accuracy, averaged with the mirrored image | \(percent(evaluation.mirroredAccuracy)) |
            | loss (cross-entropy) | \(loss(report)); at temperature 1: \(loss(before)) |
            | expected calibration error, 15 bins | \(percent(report.expectedCalibrationError)); at temperature 1: \
            \(percent(before.expectedCalibrationError)) |

            | category | precision | recall | images |
            | --- | ---: | ---: | ---: |

            """
        for figures in report.classes {
            text +=
                "| \(figures.category) | \(percent(figures.precision)) | \(percent(figures.recall)) | \(figures.support) |\n"
        }
        return text
    }
}

extension NamedModel {
    /// The folder of the shipped models in the source tree.
    static let shippedFolder = "Sources/CPretrained/networks"

    /// Whether this is a shipped model, and not another model with the name of one.
    var isShipped: Bool {
        Self.shippedNames.contains(name) && (try? NamedModel(nameOrFile: name))?.digest == digest
    }

    /// The purpose of a shipped model; empty for other models.
    public var purpose: String {
        switch name {
        case "shop": "For photos of shops: products on white, worn by a person or alone."
        case "record": "The most accurate model on Fashion-MNIST's test set."
        case "dense": "The architecture of the study: one hidden layer, small and fast."
        default: ""
        }
    }
}
