import Foundation

/// The settings of a training. The same configuration and images give the same model.
///
/// The defaults are those of Keras' `fit`, so that results can be compared.
public struct TrainingConfiguration: Codable, Sendable, Equatable {
    /// The architecture of the network.
    public var architecture: Architecture
    /// The number of passes over the training images.
    public var epochs = 10
    /// The number of images per step.
    public var batchSize = 32
    /// The rule by which parameters are updated.
    public var optimiser = Optimiser.adam
    /// The largest learning rate.
    public var learningRate = 0.001
    /// The change of the learning rate over the steps of all epochs.
    public var schedule = LearningRateSchedule.constant
    /// The share of each label that is distributed equally over all classes (Szegedy et al., 2016).
    public var labelSmoothing = 0.0
    /// The random changes of the training images; nil for none.
    public var augmentation: Augmentation?
    /// The decay of the moving average of the parameters, which is evaluated and kept in their place; nil for none.
    public var averagingDecay: Double?
    /// The number of consecutive epochs without a smaller validation loss after which the training ends; nil for no
    /// limit. Where it is set, the parameters of the epoch with the smallest validation loss are kept.
    public var patience: Int?
    /// The share of the images, taken from the end, that is not trained on but evaluated after each epoch.
    public var validationSplit = 0.2
    /// The seed of all random numbers.
    public var seed: UInt64 = 0
    /// Whether pixels are scaled to 0...1, rather than given to the network as 0...255.
    public var normalize = true
    /// The number of threads. The result is the same for any number.
    public var threads = ProcessInfo.processInfo.activeProcessorCount

    /// Creates a configuration with the defaults.
    public init(architecture: Architecture) {
        self.architecture = architecture
    }

    /// The factor of the pixels.
    var pixelScale: Model.PixelScale { normalize ? .unit : .raw }

    /// Returns the number of images that are trained on: the first, rounded down as in Keras. The others are the
    /// validation split.
    public func trainingCount(of count: Int) -> Int { Int(Double(count) * (1 - validationSplit)) }

    /// Checks that all values are within their limits.
    ///
    /// - Throws: `TrainingError.invalidConfiguration`, or `ArchitectureError` for the architecture.
    public func validate(classCount: Int) throws {
        func check(_ isValid: Bool, _ problem: String) throws {
            guard isValid else { throw TrainingError.invalidConfiguration(problem) }
        }
        func checkShare(_ share: Double, _ name: String) throws {
            try check(0..<1 ~= share, "the \(name) is \(share); it must be at least 0 and less than 1")
        }
        func checkWeightDecay(_ weightDecay: Double) throws {
            try check(
                weightDecay >= 0 && weightDecay * learningRate < 1,
                "the weight decay is \(weightDecay); it must be at least 0 and less than 1 / the learning rate")
        }
        try check(1...100_000 ~= epochs, "the number of epochs is \(epochs); it must be from 1 to 100000")
        try check(1...8192 ~= batchSize, "the batch size is \(batchSize); it must be from 1 to 8192")
        try check(
            learningRate > 0 && learningRate.isFinite, "the learning rate is \(learningRate); it must be above 0")
        try checkShare(validationSplit, "validation split")
        try checkShare(labelSmoothing, "label smoothing")
        try checkShare(schedule.warmUp, "warm-up")
        try augmentation?.validate()
        try averagingDecay.map { try checkShare($0, "averaging decay") }
        try patience.map {
            try check(
                1...epochs ~= $0, "the patience is \($0) epochs; it must be from 1 to the number of epochs, \(epochs)")
            try check(validationSplit > 0, "with a patience the validation split must be above 0")
        }
        switch optimiser {
        case .adam: break
        case .adamW(let weightDecay):
            try checkWeightDecay(weightDecay)
        case .nesterov(let momentum, let weightDecay):
            try checkShare(momentum, "momentum")
            try checkWeightDecay(weightDecay)
        }
        try check(1...1024 ~= threads, "the number of threads is \(threads); it must be from 1 to 1024")
        try architecture.validate(classCount: classCount)
    }
}
