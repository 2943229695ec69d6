import FashionMNIST
import Foundation
import Imaging
import NeuralNetwork
import Platform
import Reporting

/// The training of a model on Fashion-MNIST, which writes a model file: `tagger train`.
public struct Training: Sendable {
    /// The architecture and the training options.
    public var configuration: TrainingConfiguration
    /// The name of the model.
    public var name: String
    /// The model's temperature; nil for the one that minimises the loss of the validation split.
    public var temperature: Double?
    /// The command line, which the model file records.
    public var command: String

    /// Creates a training.
    public init(configuration: TrainingConfiguration, name: String, command: String) {
        self.configuration = configuration
        self.name = name
        self.command = command
    }

    /// Trains a model and writes its file.
    ///
    /// - Parameters:
    ///   - history: A CSV file to which each epoch adds a line.
    ///   - checkpoint: A file that holds the state of the training. The training resumes from an existing one.
    ///   - progress: Called after each epoch.
    /// - Returns: The model; nil after a stop request, which leaves only the history and the checkpoint.
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
                throw TaggerError(.usage, "The model and the history cannot both be written to \(output).")
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
