import NeuralNetwork

/// A training that the study makes: dense layers, Adam, batches of 32, a fifth of the images for validation. All that is
/// not named here is as `tagger train` has it by itself.
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
        // The study trains several networks at once instead.
        configuration.threads = 1
        return configuration
    }

    /// Such as 784-256-10.
    var shape: String { Self.shape(hidden: hidden) }

    static func shape(hidden: [Int]) -> String { ([784] + hidden + [10]).map(String.init).joined(separator: "-") }

    /// What is said of it while it runs.
    var label: String {
        [
            shape, activation == .relu ? nil : "activation \(activation.rawValue)",
            dropout == 0 ? nil : "dropout \(dropout)", isNormalised ? nil : "pixels 0–255", "seed \(seed)",
        ].compactMap { $0 }.joined(separator: ", ")
    }

    /// The command that makes it by itself.
    var command: String {
        [
            "tagger train --data DATA --out network.safetensors --hidden \(hidden.map(String.init).joined(separator: ","))",
            activation == .relu ? nil : "--activation \(activation.rawValue)",
            dropout == 0 ? nil : "--dropout \(dropout)", isNormalised ? nil : "--no-normalize",
            "--epochs \(epochs) --seed \(seed)",
        ].compactMap { $0 }.joined(separator: " ")
    }

    /// How long it takes, about, against others: what is multiplied in all.
    var work: Int { zip([784] + hidden, hidden + [10]).reduce(0) { $0 + $1.0 * $1.1 } * epochs }
}

/// What came of a training.
struct StudyOutcome: Sendable {
    let model: Model
    let records: [EpochRecord]
    /// From the first weights to the fitted temperature.
    let seconds: Double
}
