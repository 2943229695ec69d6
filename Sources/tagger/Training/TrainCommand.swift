import ArgumentParser
import Foundation
import NeuralNetwork
import Platform
import Reporting
import Tagging

/// `tagger train`: a model trained on Fashion-MNIST.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train a model on Fashion-MNIST and write it to a file.",
        discussion: """
            The same options and seed give the same file, byte for byte, with any number of threads.

            Examples:
              tagger train --out dense.safetensors --hidden 256,128 --dropout 0.3
              tagger train --out mine.safetensors --architecture residual
            """)

    @OptionGroup var dataset: DatasetOption

    @Option(help: ArgumentHelp("The model file to write (safetensors).", valueName: "file"))
    var out: String

    @Option(
        help: ArgumentHelp(
            "The architecture of the network.", valueName: "name"))
    var architecture = Name.dense

    @Option(help: ArgumentHelp("The units of the hidden layers of a dense network.", valueName: "n,n…"))
    var hidden = "256"

    @Option(
        help: "The activation after each hidden layer of a dense network.")
    var activation = Architecture.Activation.relu

    @Option(help: ArgumentHelp("The share of the hidden units that is dropped in training.", valueName: "p"))
    var dropout = 0.0

    @Option(help: ArgumentHelp("The number of passes over the training images.", valueName: "n"))
    var epochs = 10

    @Option(help: ArgumentHelp("The number of images in a step.", valueName: "n"))
    var batchSize = 32

    @Option(
        help: ArgumentHelp(
            "The share of the training images, from the end, that is used for validation only.", valueName: "p"))
    var validationSplit = 0.2

    @Flag(help: "Use pixel values from 0 to 255 instead of 0 to 1.")
    var noNormalize = false

    @Option(help: ArgumentHelp("The seed of the random numbers.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("A CSV file for the measurements of each epoch.", valueName: "file"))
    var history: String?

    @Option(
        help: ArgumentHelp(
            "A file for the state of the training, written after each epoch and on interruption. The same command resumes from it.",
            valueName: "file"))
    var checkpoint: String?

    @OptionGroup(title: "Optimiser")
    var optimiser: OptimiserOptions

    @OptionGroup(title: "Augmentation")
    var augmentation: AugmentationOptions

    enum Name: String, ExpressibleByArgument, CaseIterable {
        case dense, convolutional, residual
        case deepResidual = "deep-residual"
    }

    func validate() throws {
        guard units != nil else {
            throw ValidationError("--hidden needs numbers of units separated by commas, for example 256,128.")
        }
        guard architecture == .dense || activation == .relu else {
            throw ValidationError("--activation needs --architecture dense.")
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

    /// The units of the hidden layers: empty for a network without hidden layers, nil for text that is not a list of numbers.
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
        optimiser.apply(to: &configuration)
        configuration.augmentation = augmentation.augmentation
        let name = URL(fileURLWithPath: out).deletingPathExtension().lastPathComponent
        var training = Training(configuration: configuration, name: name, command: command)
        training.temperature = optimiser.temperature
        let model = try training.perform(
            on: dataset.open(), output: out, history: history, checkpoint: checkpoint, stop: stop
        ) {
            record in
            log.info("\(line(record))")
        }
        if let signal = stop.receivedSignal {
            let rest = checkpoint == nil ? "" : " The same command resumes the training."
            log.notice("Interrupted. No model was written.\(rest)")
            throw ExitStatus.interrupted(by: signal)
        }
        if let model {
            StandardOutput.write(
                "\(out): \(model.weights.count) parameters, temperature \(model.temperature.fixed(4))\n")
        }
    }

    /// The command that is recorded in the model file. Paths are omitted, so that the file does not depend on them.
    private var command: String {
        var words = ["tagger train --architecture \(architecture.rawValue)"]
        if architecture == .dense { words.append("--hidden \(hidden)") }
        if activation != .relu { words.append("--activation \(activation.rawValue)") }
        words.append("--dropout \(dropout)")
        words.append("--epochs \(epochs) --batch-size \(batchSize) --validation-split \(validationSplit)")
        if noNormalize { words.append("--no-normalize") }
        words += optimiser.words + augmentation.words
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
