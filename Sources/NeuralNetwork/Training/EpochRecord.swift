/// What an epoch of training measured.
public struct EpochRecord: Codable, Sendable, Equatable {
    /// From 1.
    public var epoch: Int
    /// The mean cross-entropy over the epoch's training images, each measured before the step that it takes part in, as
    /// Keras reports it: the network gets better meanwhile.
    public var loss: Double
    /// The share of right answers, measured likewise.
    public var accuracy: Double
    /// The mean cross-entropy over the validation split after the epoch, or nil without one.
    public var validationLoss: Double?
    /// The share of right answers there.
    public var validationAccuracy: Double?
    /// How long the epoch took, validation included.
    public var seconds: Double

    /// A record of measurements.
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
