// What is done to the training images, each time that they are seen, so that a network learns what does not matter. What is
// drawn for an image follows from the seed, the epoch and the image's index alone.

/// Random changes of the training images; all are off to begin with.
///
///     var augmentation = Augmentation()
///     augmentation.flip = true
///     augmentation.shiftPixels = 2
///
/// They are done in this order: flip and shift, erasing, and at last pasting or mixing, which take from other images of the
/// batch. The validation split is left as it is.
public struct Augmentation: Codable, Sendable, Equatable {
    /// Whether images are mirrored every other time: alternating flip (Jordan, "94% on CIFAR-10 in 3.29 seconds on a single
    /// GPU", 2024, section 3.6). Chance decides where each image begins; after two epochs all were seen both ways.
    public var flip = false
    /// By how many whole pixels images move at most, along each axis; zeros come in.
    public var shiftPixels = 0
    /// The probability that a rectangle is painted over with one random gray: random erasing (Zhong et al., 2017; AAAI 2020).
    public var erasing = 0.0
    /// The probability that a rectangle of another image is pasted in, the target shared by area: CutMix (Yun et al., 2019)
    /// with its α of 1.
    public var pasting = 0.0
    /// The α of mixup (Zhang et al., 2018): an image becomes the mean of itself and another one, weighted by a draw from
    /// Beta(α, α), and so does its target. At most 1; 0 is off. Images that something was pasted into are left out.
    public var mixing = 0.0

    /// No changes.
    public init() {}

    /// What is asked for, in the words of the command line, such as `flip` and `shift 2`.
    public var choices: [String] {
        func choice(_ name: String, _ strength: Double) -> [String] { strength == 0 ? [] : ["\(name) \(strength)"] }
        return (flip ? ["flip"] : []) + (shiftPixels == 0 ? [] : ["shift \(shiftPixels)"])
            + choice("erase", erasing) + choice("paste", pasting) + choice("mix", mixing)
    }

    /// Whether images are changed into something between classes.
    var mixesTargets: Bool { pasting > 0 || mixing > 0 }

    /// Throws `TrainingError.invalidConfiguration` where a strength cannot be.
    func validate() throws {
        func check(_ isRight: Bool, _ problem: String) throws {
            guard isRight else { throw TrainingError.invalidConfiguration(problem) }
        }
        try check(0..<LabeledImages.side ~= shiftPixels, "a shift by \(shiftPixels) pixels; give from 0 to 27")
        for (name, probability) in [("erasing", erasing), ("pasting", pasting)] {
            try check(0...1 ~= probability, "\(name) with a probability of \(probability); give from 0 to 1")
        }
        try check(0...1 ~= mixing, "mixing with an alpha of \(mixing); give from 0 to 1")
    }
}
