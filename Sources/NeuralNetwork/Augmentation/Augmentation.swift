// What is done to the training images, each time that they are seen, so that a network learns what does not matter. What is
// drawn for an image follows from the seed, the epoch and the image's index alone.

/// Random changes of the training images; all are off to begin with.
///
///     var augmentation = Augmentation()
///     augmentation.flip = true
///     augmentation.shiftPixels = 2
///
/// They are done in this order: tone, wearing, flip, all that moves pixels (in one bilinear resampling, with zeros around the image),
/// sharpness, erasing, and at last pasting or mixing, which take from other images of the
/// batch. The validation split is left as it is.
public struct Augmentation: Codable, Sendable, Equatable {
    /// Whether images are mirrored every other time: alternating flip (Jordan, "94% on CIFAR-10 in 3.29 seconds on a single
    /// GPU", 2024, section 3.6). Chance decides where each image begins; after two epochs all were seen both ways.
    public var flip = false
    /// By how many pixels images move at most, along each axis; zeros come in. These are whole pixels, and nothing is
    /// resampled, as long as scale, aspect, rotation and shear are off.
    public var shiftPixels = 0
    /// How large images get, at least and at most, about their centre.
    public var scale = 1.0...1.0
    /// How much wider, or higher, images get in proportion at most; 1 is off.
    public var aspect = 1.0
    /// By how many degrees images turn at most, either way.
    public var rotationDegrees = 0.0
    /// By how many degrees upright lines lean at most, either way.
    public var shearDegrees = 0.0
    /// How far grays may move in half of the images, from 0 to 1: gamma, gain, offset and, seldom, inversion, all inside the
    /// silhouette. The background stays black.
    public var tone = 0.0
    /// How far images are blurred or sharpened at most, from 0 to 1, where all that a 3×3 binomial filter takes away is
    /// taken away or added.
    public var sharpness = 0.0
    /// The probability that a garment is shown on an artificial person, as ``Wearer`` does it.
    public var wearing = 0.0
    /// The probability that shoes are seen from the side and above, as in photos: stretched upwards and tilted.
    public var tiltingShoes = 0.0
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
        var choices = flip ? ["flip"] : []
        if shiftPixels != 0 { choices.append("shift \(shiftPixels)") }
        if scale != 1...1 { choices.append("scale \(scale.lowerBound)-\(scale.upperBound)") }
        if aspect != 1 { choices.append("aspect \(aspect)") }
        let strengths = [
            ("rotate", rotationDegrees), ("shear", shearDegrees), ("tone", tone), ("wear", wearing),
            ("tilt-shoes", tiltingShoes), ("sharpness", sharpness), ("erase", erasing), ("paste", pasting),
            ("mix", mixing),
        ]
        return choices + strengths.filter { $0.1 != 0 }.map { "\($0) \($1)" }
    }

    /// Whether pixels come to lie between pixels.
    var resamples: Bool {
        scale != 1...1 || aspect != 1 || rotationDegrees != 0 || shearDegrees != 0 || tiltingShoes != 0
    }

    /// Whether images are changed into something between classes.
    var mixesTargets: Bool { pasting > 0 || mixing > 0 }

    /// Throws `TrainingError.invalidConfiguration` where a strength cannot be.
    func validate() throws {
        func check(_ isRight: Bool, _ problem: String) throws {
            guard isRight else { throw TrainingError.invalidConfiguration(problem) }
        }
        try check(0..<LabeledImages.side ~= shiftPixels, "a shift by \(shiftPixels) pixels; give from 0 to 27")
        try check(
            scale.lowerBound >= 0.25 && scale.upperBound <= 4,
            "a scale of \(scale.lowerBound)-\(scale.upperBound); give numbers from 0.25 to 4")
        try check(1...4 ~= aspect, "an aspect of \(aspect); give from 1 to 4")
        try check(0...180 ~= rotationDegrees, "a rotation by \(rotationDegrees) degrees; give from 0 to 180")
        try check(0...60 ~= shearDegrees, "a shear by \(shearDegrees) degrees; give from 0 to 60")
        for (name, strength) in [("tone", tone), ("sharpness", sharpness)] {
            try check(0...1 ~= strength, "a change of \(name) of \(strength); give from 0 to 1")
        }
        let probabilities = [
            ("erasing", erasing), ("pasting", pasting), ("wearing", wearing), ("tilting of shoes", tiltingShoes),
        ]
        for (name, probability) in probabilities {
            try check(0...1 ~= probability, "\(name) with a probability of \(probability); give from 0 to 1")
        }
        try check(0...1 ~= mixing, "mixing with an alpha of \(mixing); give from 0 to 1")
    }
}
