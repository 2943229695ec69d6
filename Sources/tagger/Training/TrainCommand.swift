import ArgumentParser
import Foundation
import NeuralNetwork
import Platform
import Tagging

/// Trains a network on Fashion-MNIST.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train a network on Fashion-MNIST and write it to a file.")

    @OptionGroup var dataset: DatasetOption

    @Option(help: ArgumentHelp("The model file to write (safetensors).", valueName: "file"))
    var out: String

    @Option(
        help: ArgumentHelp(
            "The network's architecture: \(Name.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
    var architecture = Name.dense

    @Option(help: ArgumentHelp("Units of the hidden layers.", valueName: "n,n…"))
    var hidden = "256"

    @Option(
        help: "What comes after each hidden layer: \(Architecture.Activation.allValueStrings.joined(separator: ", ")).")
    var activation = Architecture.Activation.relu

    @Option(help: ArgumentHelp("Share of the hidden units that is dropped in training.", valueName: "p"))
    var dropout = 0.0

    @Option(help: ArgumentHelp("How often each image is seen.", valueName: "n"))
    var epochs = 10

    @Option(help: ArgumentHelp("Images per step.", valueName: "n"))
    var batchSize = 32

    @Option(
        help: ArgumentHelp("Share of the training images, from their end, that is only measured on.", valueName: "p"))
    var validationSplit = 0.2

    @Flag(help: "Give the network pixels from 0 to 255, not from 0 to 1.")
    var noNormalize = false

    @Option(help: ArgumentHelp("Where all that is random comes from.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("A CSV file that gets a line for every epoch.", valueName: "file"))
    var history: String?

    @Option(
        help: ArgumentHelp(
            "Keep the state of the training here after each epoch and when interrupted; the same command goes on from it.",
            valueName: "file"))
    var checkpoint: String?

    @OptionGroup(title: "Beyond the study")
    var beyond: OptimiserOptions

    @OptionGroup(title: "Augmentation")
    var augmentation: AugmentationOptions

    enum Name: String, ExpressibleByArgument, CaseIterable {
        case dense, convolutional, residual
        case deepResidual = "deep-residual"
    }

    func validate() throws {
        guard units != nil else {
            throw ValidationError("--hidden takes numbers of units between commas, such as 256,128.")
        }
        guard architecture == .dense || activation == .relu else {
            throw ValidationError("--activation goes with --architecture dense.")
        }
    }

    private var network: Architecture {
        switch architecture {
        case .dense: .dense(hidden: units ?? [], activation: activation, dropout: dropout)
        case .convolutional: .convolutional(dropout: dropout)
        case .residual: .residual(dropout: dropout)
        case .deepResidual: .deepResidual(dropout: dropout)
        }
    }

    /// An empty list is a network without hidden layers.
    private var units: [Int]? {
        let numbers = hidden.split(separator: ",").map { Int($0) }
        return numbers.contains(nil) ? nil : numbers.compactMap { $0 }
    }

    func run() throws {
        let stop = StopRequest()
        let signals = SignalWatch(stop)
        defer { withExtendedLifetime(signals) {} }
        var configuration = TrainingConfiguration(architecture: network)
        configuration.epochs = epochs
        configuration.batchSize = batchSize
        configuration.validationSplit = validationSplit
        configuration.normalize = !noNormalize
        configuration.seed = seed
        beyond.apply(to: &configuration)
        configuration.augmentation = augmentation.augmentation
        let name = URL(fileURLWithPath: out).deletingPathExtension().lastPathComponent
        var training = Training(configuration: configuration, name: name, command: command)
        training.temperature = beyond.temperature
        let model = try training.perform(
            on: dataset.open(), output: out, history: history, checkpoint: checkpoint, stop: stop
        ) {
            record in
            StandardError.write(line(record) + "\n")
        }
        if let signal = stop.receivedSignal {
            let rest = checkpoint == nil ? "" : " The same command goes on from here."
            StandardError.write("Interrupted; no model was written.\(rest)\n")
            throw ExitStatus.interrupted(by: signal)
        }
        if let model {
            StandardOutput.write(
                "\(out): \(model.weights.count) parameters, temperature \(String(format: "%.4f", model.temperature))\n")
        }
    }

    /// The choices, without the places of files: the same training gives the same file anywhere.
    private var command: String {
        var words = ["tagger train --architecture \(architecture.rawValue)"]
        if architecture == .dense { words.append("--hidden \(hidden)") }
        if activation != .relu { words.append("--activation \(activation.rawValue)") }
        words.append("--dropout \(dropout)")
        words.append("--epochs \(epochs) --batch-size \(batchSize) --validation-split \(validationSplit)")
        if noNormalize { words.append("--no-normalize") }
        words += beyond.words + augmentation.words
        words.append("--seed \(seed)")
        return words.joined(separator: " ")
    }

    private func line(_ record: EpochRecord) -> String {
        var line = String(
            format: "epoch %d of %d  loss %.4f  accuracy %.4f", record.epoch, epochs, record.loss, record.accuracy)
        if let loss = record.validationLoss, let accuracy = record.validationAccuracy {
            line += String(format: "  validation loss %.4f  accuracy %.4f", loss, accuracy)
        }
        return line + String(format: "  %.2f s", record.seconds)
    }
}

extension Architecture.Activation: ExpressibleByArgument {}
