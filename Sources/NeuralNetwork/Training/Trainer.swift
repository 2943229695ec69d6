import Foundation

/// Training as Keras' `fit` does it: epochs of shuffled batches, and a look at the validation split after each.
///
/// The same configuration and images give the same model, bit for bit, on processors with the same kind of
/// instructions and for any number of threads.
public struct Trainer: Sendable {
    /// What is to be done.
    public let configuration: TrainingConfiguration

    /// A trainer; nothing happens before `train`.
    public init(_ configuration: TrainingConfiguration) {
        self.configuration = configuration
    }

    /// Trains a network and fits its temperature on the validation split (1 without one).
    ///
    /// - Parameters:
    ///   - images: What to learn from, the validation split at the end.
    ///   - name: The model's name.
    ///   - classes: The names of the classes, in the order of the labels.
    ///   - preprocessing: Which way of making thumbnails the model is for.
    ///   - provenance: Where the model comes from; the configuration and the last epoch's measurements are added.
    ///   - temperature: The model's; nil for the one that fits the validation split best. That is not what serves a network which
    ///     is made for other pictures than those.
    ///   - checkpoint: A file for the state of the training, written after each epoch and when it is stopped. Where it is
    ///     there already, the training goes on from it, and ends with the same bytes as one that was never stopped.
    ///   - progress: Told of every epoch, those before the checkpoint included, and free to throw, which ends the training.
    ///   - shouldStop: Asked before every step; true ends the training.
    /// - Throws: `TrainingError`, `ArchitectureError`, `ModelError` for a name that cannot be, `CheckpointError`, or what
    ///   `progress` throws.
    public func train(
        on images: LabeledImages, name: String, classes: [String], preprocessing: String,
        provenance: [String: String] = [:], temperature: Double? = nil, checkpoint: URL? = nil,
        progress: (EpochRecord) throws -> Void = { _ in },
        shouldStop: () -> Bool = { false }
    ) throws -> Model {
        try configuration.validate(classCount: classes.count)
        try Model.checkNames(name: name, classes: classes, preprocessing: preprocessing)
        guard images.labels.allSatisfy({ $0 < classes.count }) else {
            throw TrainingError.invalidConfiguration("the images have more classes than the \(classes.count) named")
        }
        let run = try TrainingRun(configuration, images: images, classCount: classes.count)
        if let checkpoint, FileManager.default.fileExists(atPath: checkpoint.path) {
            try run.restore(from: checkpoint)
            try run.progress.records.forEach(progress)
        }
        while !run.progress.isFinished {
            do {
                let record = try run.finishEpoch(shouldStop: shouldStop)
                try checkpoint.map(run.write)
                try progress(record)
            } catch TrainingError.stopped {
                try checkpoint.map(run.write)
                throw TrainingError.stopped
            }
        }
        let logits = try run.validationLogits(parameters: run.result, shouldStop: shouldStop)
        return try Model(
            name: name, architecture: configuration.architecture, classes: classes,
            pixelScale: configuration.pixelScale, preprocessing: preprocessing,
            temperature: temperature
                ?? TemperatureScaling.fit(logits: logits, labels: images.labels[run.trainingCount...]),
            provenance: provenance.merging(facts(run)) { $1 },
            weights: run.result.contents)
    }

    /// The indices of the training images in the order in which an epoch sees them.
    static func order(ofEpoch epoch: Int, count: Int, seed: UInt64) -> [Int] {
        var generator = SplitMix64(seed: seed, for: .shuffling(epoch: epoch))
        return generator.permutation(count)
    }

    /// What the model's provenance says of the training: no dates or durations, so the same training gives the same file.
    private func facts(_ run: TrainingRun) -> [String: String] {
        let record = run.resultRecord
        var facts = [
            "optimiser": configuration.optimiser.name,
            "epochs": "\(configuration.epochs)",
            "batch_size": "\(configuration.batchSize)",
            "learning_rate": "\(configuration.learningRate)",
            "validation_split": "\(configuration.validationSplit)",
            "seed": "\(configuration.seed)",
            "training_images": "\(run.trainingCount)",
            "validation_images": "\(run.images.count - run.trainingCount)",
        ]
        // What was not asked for is not spoken of.
        switch configuration.optimiser {
        case .adam: break
        case .adamW(let weightDecay): facts["weight_decay"] = "\(weightDecay)"
        case .nesterov(let momentum, let weightDecay):
            facts["momentum"] = "\(momentum)"
            facts["weight_decay"] = "\(weightDecay)"
        }
        if configuration.schedule != .constant {
            facts["learning_rate_warm_up"] = "\(configuration.schedule.warmUp)"
            facts["learning_rate_decay"] = configuration.schedule.decay.rawValue
        }
        if configuration.labelSmoothing > 0 { facts["label_smoothing"] = "\(configuration.labelSmoothing)" }
        if let choices = configuration.augmentation?.choices, !choices.isEmpty {
            facts["augmentation"] = choices.joined(separator: ", ")
        }
        facts["averaging_decay"] = configuration.averagingDecay.map { "\($0)" }
        facts["patience"] = configuration.patience.map { "\($0)" }
        facts["best_epoch"] = run.progress.bestEpoch.map { "\($0)" }
        facts["training_loss"] = record.map { "\($0.loss)" }
        facts["training_accuracy"] = record.map { "\($0.accuracy)" }
        facts["validation_loss"] = record?.validationLoss.map { "\($0)" }
        facts["validation_accuracy"] = record?.validationAccuracy.map { "\($0)" }
        return facts
    }
}
