import Foundation

/// What a training does, apart from the images: the same configuration and images give the same network.
///
/// The defaults are those of Keras' `fit`, so results can be compared.
public struct TrainingConfiguration: Codable, Sendable, Equatable {
    /// The network to train.
    public var architecture: Architecture
    /// How often each training image is seen.
    public var epochs = 10
    /// Images per step.
    public var batchSize = 32
    /// How parameters move.
    public var optimiser = Optimiser.adam
    /// How far, at most.
    public var learningRate = 0.001
    /// How that changes over the steps of all epochs.
    public var schedule = LearningRateSchedule.constant
    /// The share of each label that is spread evenly over all classes (Szegedy et al., 2016).
    public var labelSmoothing = 0.0
    /// How the training images are changed each time that they are seen; nil for not at all.
    public var augmentation: Augmentation?
    /// The decay of the moving average of the parameters that is measured and kept in their place; nil for none.
    public var averagingDecay: Double?
    /// After how many epochs in a row without a smaller validation loss the training ends; nil for never. Where it is set,
    /// the parameters that are kept are those of the epoch with the smallest validation loss.
    public var patience: Int?
    /// The share of the images, taken from the end, that is not trained on but measured after each epoch.
    public var validationSplit = 0.2
    /// Where all that is random in the training comes from.
    public var seed: UInt64 = 0
    /// Whether the network sees pixels from 0 to 1, or as they are stored, from 0 to 255.
    public var normalize = true
    /// How many threads work on a step. The result is the same for any number.
    public var threads = ProcessInfo.processInfo.activeProcessorCount

    /// A training with the defaults.
    public init(architecture: Architecture) {
        self.architecture = architecture
    }

    /// What pixels are multiplied by.
    var pixelScale: Model.PixelScale { normalize ? .unit : .raw }

    /// How many of so many images are trained on: the first, rounded down as in Keras. The others are the validation split.
    public func trainingCount(of count: Int) -> Int { Int(Double(count) * (1 - validationSplit)) }

    /// Throws a `TrainingError` where a value cannot be, and an `ArchitectureError` where the network cannot.
    public func validate(classCount: Int) throws {
        func check(_ isRight: Bool, _ problem: String) throws {
            guard isRight else { throw TrainingError.invalidConfiguration(problem) }
        }
        try check(1...100_000 ~= epochs, "\(epochs) epochs; give from 1 to 100000")
        try check(1...8192 ~= batchSize, "a batch of \(batchSize) images; give from 1 to 8192")
        try check(
            learningRate > 0 && learningRate.isFinite, "a learning rate of \(learningRate); give more than 0")
        try check(
            0..<1 ~= validationSplit, "a validation split of \(validationSplit); give at least 0 and less than 1")
        try check(
            0..<1 ~= labelSmoothing, "a label smoothing of \(labelSmoothing); give at least 0 and less than 1")
        try check(
            0..<1 ~= schedule.warmUp, "a warm-up of \(schedule.warmUp); give at least 0 and less than 1")
        try augmentation?.validate()
        try averagingDecay.map {
            try check(0..<1 ~= $0, "an averaging decay of \($0); give at least 0 and less than 1")
        }
        try patience.map {
            try check(1...epochs ~= $0, "a patience of \($0) epochs; give from 1 to the number of epochs, \(epochs)")
            try check(validationSplit > 0, "a patience without a validation split; give one of more than 0")
        }
        switch optimiser {
        case .adam: break
        case .adamW(let weightDecay):
            try check(
                weightDecay >= 0 && weightDecay * learningRate < 1,
                "a weight decay of \(weightDecay); give at least 0 and less than 1 / the learning rate")
        case .nesterov(let momentum, let weightDecay):
            try check(0..<1 ~= momentum, "a momentum of \(momentum); give at least 0 and less than 1")
            try check(
                weightDecay >= 0 && weightDecay * learningRate < 1,
                "a weight decay of \(weightDecay); give at least 0 and less than 1 / the learning rate")
        }
        try check(1...1024 ~= threads, "\(threads) threads; give from 1 to 1024")
        try architecture.validate(classCount: classCount)
    }
}

/// Why a training did not end with a model.
public enum TrainingError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// A value of the configuration cannot be.
    case invalidConfiguration(String)
    /// The split leaves nothing to train on, or nothing to validate with.
    case tooFewImages(count: Int, validationSplit: Double)
    /// The loss or the parameters became infinite or undefined.
    case nonFiniteLoss(epoch: Int)
    /// `shouldStop` said so.
    case stopped

    /// The sentence for a person: what is wrong, what to do.
    public var description: String {
        switch self {
        case .invalidConfiguration(let problem):
            "the training cannot be as asked: \(problem)"
        case .tooFewImages(let count, let validationSplit):
            "\(count) image(s) cannot be divided by a validation split of \(validationSplit). Give more images or another split"
        case .nonFiniteLoss(let epoch):
            "the loss is no longer finite in epoch \(epoch). Lower the learning rate, or let the pixels be normalised"
        case .stopped:
            "the training was stopped"
        }
    }

    /// The same as `description`.
    public var errorDescription: String? { description }
}
