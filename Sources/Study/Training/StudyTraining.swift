import NeuralNetwork

/// The settings of one training: dense layers, Adam, batches of 32, one fifth of the images for validation. All other settings
/// are the defaults of `tagger train`.
struct StudyTraining: Sendable, Hashable {
    var hidden = [256]
    var activation = Architecture.Activation.relu
    var dropout = 0.0
    var isNormalised = true
    var epochs: Int
    var seed: UInt64

    var architecture: Architecture { .dense(hidden: hidden, activation: activation, dropout: dropout) }

    var configuration: TrainingConfiguration {
        var configuration = TrainingConfiguration(architecture: architecture)
        configuration.epochs = epochs
        configuration.normalize = isNormalised
        configuration.seed = seed
        // The study runs several trainings in parallel instead.
        configuration.threads = 1
        return configuration
    }

    /// The numbers of units, for example "784-256-10".
    var shape: String { ([784] + hidden + [10]).map(String.init).joined(separator: "-") }

    /// The name of the training in the log.
    var label: String {
        [
            shape, activation == .relu ? nil : "activation \(activation.rawValue)",
            dropout == 0 ? nil : "dropout \(dropout)", isNormalised ? nil : "pixels 0–255", "seed \(seed)",
        ].compactMap { $0 }.joined(separator: ", ")
    }

    /// The command that runs this training alone.
    var command: String {
        [
            "tagger train --data DATA --out network.safetensors --hidden \(hidden.map(String.init).joined(separator: ","))",
            activation == .relu ? nil : "--activation \(activation.rawValue)",
            dropout == 0 ? nil : "--dropout \(dropout)", isNormalised ? nil : "--no-normalize",
            "--epochs \(epochs) --seed \(seed)",
        ].compactMap { $0 }.joined(separator: " ")
    }

    /// The number of multiplications per image, times the number of epochs: a measure of the duration.
    var work: Int { zip([784] + hidden, hidden + [10]).reduce(0) { $0 + $1.0 * $1.1 } * epochs }

    /// Returns this training with each of the seeds.
    func with(seeds: [UInt64]) -> [StudyTraining] {
        seeds.map { seed in
            var training = self
            training.seed = seed
            return training
        }
    }
}

/// The result of one training.
struct StudyOutcome: Sendable {
    let model: Model
    let records: [EpochRecord]
    /// The duration, including initialisation, validation and the fit of the temperature.
    let seconds: Double
}

extension [EpochRecord] {
    /// The epoch with the lowest validation loss; the first one if there are several.
    var best: EpochRecord? {
        filter { $0.validationLoss != nil }.min { ($0.validationLoss ?? 0) < ($1.validationLoss ?? 0) }
    }
}
