import Foundation

/// The reason why a training does not end with a model.
public enum TrainingError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// A value of the configuration is outside its limits.
    case invalidConfiguration(String)
    /// The validation split leaves no images to train on, or none to validate with.
    case tooFewImages(count: Int, validationSplit: Double)
    /// The loss or a parameter is infinite or undefined.
    case nonFiniteLoss(epoch: Int)
    /// `shouldStop` returned true.
    case stopped

    /// The message: what is wrong, and what to do.
    public var description: String {
        switch self {
        case .invalidConfiguration(let problem):
            "the training configuration is not valid: \(problem)"
        case .tooFewImages(let count, let validationSplit):
            "\(count) image(s) cannot be divided by a validation split of \(validationSplit). Give more images or another split"
        case .nonFiniteLoss(let epoch):
            "the loss is no longer finite in epoch \(epoch). Lower the learning rate, or normalise the pixels"
        case .stopped:
            "the training was stopped"
        }
    }

    /// The same as `description`.
    public var errorDescription: String? { description }
}
