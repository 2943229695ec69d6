import Foundation

/// Training of a network in the manner of Keras' `fit`: epochs of shuffled batches, with an evaluation of the
/// validation split after each.
///
/// The same configuration and images give the same model, bit for bit, on processors with the same kind of instructions
/// and for any number of threads.
///
///     let trainer = Trainer(TrainingConfiguration(architecture: .dense(hidden: [256])))
///     let model = try trainer.train(on: images, name: "dense", classes: names, preprocessing: "none")
public struct Trainer: Sendable {
    /// The settings of the training.
    public let configuration: TrainingConfiguration
    private let synthesis: (any ImageSynthesis.Type)?

    /// Creates a trainer. The training begins with `train`.
    ///
    /// - Parameter synthesis: The step of the augmentation that depends on the classes of the dataset, for
    ///   ``Augmentation/wearing`` and ``Augmentation/tiltingShoes``. Without it both are off.
    public init(_ configuration: TrainingConfiguration, synthesis: (any ImageSynthesis.Type)? = nil) {
        self.configuration = configuration
        self.synthesis = synthesis
    }

    /// Trains a network and fits its temperature on the validation split.
    ///
    /// - Parameters:
    ///   - images: The training images, followed by the validation split.
    ///   - name: The name of the model.
    ///   - classes: The names of the classes, in the order of the labels.
    ///   - preprocessing: The version of the thumbnails that the model is for.
    ///   - provenance: The origin of the model. The configuration and the measurements of the last epoch are added.
    ///   - temperature: The temperature of the model; nil for the one that fits the validation split best, or 1 without
    ///     a validation split. A model for other images than those of the dataset needs another temperature.
    ///   - checkpoint: A file for the state of the training, written after each epoch and when the training is stopped.
    ///     If the file exists, the training continues from it, and ends with the same bytes as one without an
    ///     interruption.
    ///   - progress: Called after every epoch, and at the start for epochs before the checkpoint. An error ends the
    ///     training.
    ///   - shouldStop: Called before every step; true ends the training.
    /// - Throws: `TrainingError`, `ArchitectureError`, `ModelError` for a name that is not valid, `CheckpointError`, or
    ///   an error of `progress`.
    public func train(
        on images: LabeledImages, name: String, classes: [String], preprocessing: String,
        provenance: [String: String] = [:], temperature: Double? = nil, checkpoint: URL? = nil,
        progress: (EpochRecord) throws -> Void = { _ in },
        shouldStop: () -> Bool = { false }
    ) throws -> Model {
        try configuration.validate(classCount: classes.count)
        try Model.checkNames(name: name, classes: classes, preprocessing: preprocessing)
        guard images.labels.allSatisfy({ $0 < classes.count }) else {
            throw TrainingError.invalidConfiguration(
                "there are images with labels of \(classes.count) and more, but only \(classes.count) classes")
        }
        let run = try TrainingRun(configuration, images: images, classCount: classes.count, synthesis: synthesis)
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

    /// Returns the indices of the training images in the order of an epoch.
    static func order(ofEpoch epoch: Int, count: Int, seed: UInt64) -> [Int] {
        var generator = SplitMix64(seed: seed, for: .shuffling(epoch: epoch))
        return generator.permutation(count)
    }

    /// The training's part of the provenance. It has no dates or durations, so that the same training gives the same
    /// file.
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
        // Settings left at their default are omitted.
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
