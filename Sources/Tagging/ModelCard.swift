import Foundation
import NeuralNetwork
import Platform
import Reporting
import Statistics

/// What is known of one network, as a section of Markdown.
struct ModelCard {
    let markdown: String

    /// - Parameters:
    ///   - testDigest: SHA-256 of the test set's pixels and labels.
    ///   - vectorsPath: Where readers find the network's test vectors.
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

            It knows pictures of 28×28 gray pixels, bright on black, and ten categories, and gives one of the ten for anything at
            all. \(isFromTheDataset ? "It was trained on Fashion-MNIST and has never seen a real photo. " : "")The figures above say nothing of how right
            it is on a shop's photos, and its probabilities there are not to be trusted: measure it on pictures of your own before
            you rely on it.

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
        let data = facts.removeValue(forKey: "dataset").map(\.markdownEscaped) ?? "data that the file does not name"
        let digest = facts.removeValue(forKey: "dataset_sha256").map {
            ", whose training images' pixels and then labels together have the SHA-256 `\($0.markdownCodeEscaped)`"
        }
        var text = "On \(data)\(digest ?? ""). "
        if let command = facts.removeValue(forKey: "command") {
            text += "The command:\n\n    \(command.sanitizedForTerminal)\n"
        } else {
            text += "The file names no command.\n"
        }
        guard !facts.isEmpty else { return text }
        text += "\n| from the file | |\n| --- | --- |\n"
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
            \(count) images, of SHA-256 `\(testDigest)` (pixels, then labels).

            | | |
            | --- | --- |
            | accuracy | \(percent(report.accuracy)) |
            | accuracy, averaged with the mirrored picture | \(percent(evaluation.mirroredAccuracy)) |
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
    /// Where the weights of the networks that come with the program are in its source.
    static let shippedFolder = "Sources/CPretrained/networks"

    /// Whether it is one of those, and not another of the same name.
    var isShipped: Bool {
        Self.shippedNames.contains(name) && (try? NamedModel(nameOrFile: name))?.digest == digest
    }

    /// What a network that comes with the program is for; empty for others.
    public var purpose: String {
        switch name {
        case "shop": "Made for photos as shops have them: on people, on white, alone."
        case "record": "The best on Fashion-MNIST's test set."
        case "dense": "The study's network: one hidden layer, small and fast."
        default: ""
        }
    }
}
