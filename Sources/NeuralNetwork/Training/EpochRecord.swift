/// The measurements of one epoch of training.
public struct EpochRecord: Codable, Sendable, Equatable {
    /// The number of the epoch, from 1.
    public var epoch: Int
    /// The mean cross-entropy over the training images of the epoch. Each image is measured before the step that it is
    /// part of, as in Keras, so early batches are measured with earlier parameters.
    public var loss: Double
    /// The accuracy over the training images, measured like `loss`.
    public var accuracy: Double
    /// The mean cross-entropy over the validation split after the epoch; nil without a validation split.
    public var validationLoss: Double?
    /// The accuracy over the validation split after the epoch; nil without a validation split.
    public var validationAccuracy: Double?
    /// The duration of the epoch, validation included, in seconds.
    public var seconds: Double

    /// Creates a record.
    public init(
        epoch: Int, loss: Double, accuracy: Double, validationLoss: Double?, validationAccuracy: Double?,
        seconds: Double
    ) {
        self.epoch = epoch
        self.loss = loss
        self.accuracy = accuracy
        self.validationLoss = validationLoss
        self.validationAccuracy = validationAccuracy
        self.seconds = seconds
    }
}
