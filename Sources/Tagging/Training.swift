import FashionMNIST
import Foundation
import Imaging
import NeuralNetwork
import Platform
import Reporting

/// `tagger train`: Fashion-MNIST in, a model file out.
public struct Training: Sendable {
    /// What to train, and how.
    public var configuration: TrainingConfiguration
    /// How the network is called.
    public var name: String
    /// The network's temperature; nil for the one that fits the validation split best.
    public var temperature: Double?
    /// The command line, kept in the model file.
    public var command: String

    /// A training with its configuration.
    public init(configuration: TrainingConfiguration, name: String, command: String) {
        self.configuration = configuration
        self.name = name
        self.command = command
    }

    /// Trains and writes the model file.
    ///
    /// - Parameters:
    ///   - history: A CSV file that gets a line for every epoch.
    ///   - checkpoint: A file for the state of the training: where it is there, the training goes on from it.
    ///   - progress: Called after every epoch.
    /// - Returns: The model; nil when it was asked to stop, and then nothing is written but the history.
    /// - Throws: ``TaggerError``.
    public func perform(
        on dataset: Dataset, output: String, history: String? = nil, checkpoint: String? = nil,
        stop: StopRequest = StopRequest(),
        progress: (EpochRecord) -> Void = { _ in }
    ) throws -> Model? {
        try checkDestination(output) { (try? Model(contentsOf: URL(fileURLWithPath: output))) != nil }
        if let history {
            guard URL(fileURLWithPath: history).standardizedFileURL != URL(fileURLWithPath: output).standardizedFileURL
            else {
                throw TaggerError(.usage, "The model and the history can't both be written to \(output).")
            }
            try checkDestination(history) {
                (try? String(contentsOfFile: history, encoding: .utf8))?.hasPrefix("epoch,loss,") == true
            }
        }
        let images = try dataset.images(.training)
        var lines = CSV.line([
            "epoch", "loss", "accuracy", "validation_loss", "validation_accuracy", "seconds",
        ])
        do {
            let model = try Trainer(configuration, synthesis: WornGarmentSynthesizer.self).train(
                on: images, name: name, classes: Category.names, preprocessing: ThumbnailMaker.version,
                provenance: ["command": command, "dataset": "Fashion-MNIST", "dataset_sha256": images.digest],
                temperature: temperature, checkpoint: checkpoint.map { URL(fileURLWithPath: $0) },
                progress: { record in
                    lines += CSV.line(record.fields)
                    if let history { try write(Data(lines.utf8), toFile: history) }
                    progress(record)
                },
                shouldStop: { stop.isRequested })
            try model.write(to: URL(fileURLWithPath: output))
            return model
        } catch TrainingError.stopped {
            return nil
        } catch let error as TrainingError {
            if case .nonFiniteLoss = error { throw TaggerError(.invalidData, error.description.asSentence) }
            throw TaggerError(.usage, error.description.asSentence)
        } catch let error as CheckpointError {
            let kind: TaggerError.Kind =
                switch error {
                case .unreadable, .unwritable: .inputOutput
                case .damaged: .invalidData
                case .differentTraining, .otherArithmetic: .usage
                }
            throw TaggerError(kind, error.description.asSentence)
        } catch let error as ArchitectureError {
            throw TaggerError(.usage, error.description.asSentence)
        } catch let error as ModelFileError {
            throw TaggerError(.inputOutput, error.description.asSentence)
        }
    }
}

extension EpochRecord {
    fileprivate var fields: [String] {
        func text(_ number: Double?) -> String { number.map { String(format: "%.6f", $0) } ?? "" }
        return [
            "\(epoch)", text(loss), text(accuracy), text(validationLoss), text(validationAccuracy),
            String(format: "%.3f", seconds),
        ]
    }
}
