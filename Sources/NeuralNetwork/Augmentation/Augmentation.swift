/// Random changes of the training images, drawn anew in each epoch. By default all are off.
///
///     var augmentation = Augmentation()
///     augmentation.flip = true
///     augmentation.shiftPixels = 2
///
/// The order is: intensity jitter, synthesis, flip, all geometric changes (in one bilinear resampling, with zeros
/// around the image), blur or sharpening, random erasing, and last CutMix or mixup, which combine two images of a
/// batch. The validation split is not changed.
///
/// What is drawn for an image depends on the seed, the epoch and the index of the image only.
public struct Augmentation: Codable, Sendable, Equatable {
    /// Whether images are mirrored in every other epoch: alternating flip (Jordan, "94% on CIFAR-10 in 3.29 seconds on
    /// a single GPU", 2024, section 3.6). Whether an image starts mirrored is random.
    public var flip = false
    /// The largest shift along each axis, in pixels. Zeros are shifted in. While scale, aspect, rotation and shear are
    /// off, shifts are whole pixels and nothing is resampled.
    public var shiftPixels = 0
    /// The range of the factor by which images are scaled about their centre.
    public var scale = 1.0...1.0
    /// The largest factor by which the ratio of width to height changes, in either direction; 1 is off.
    public var aspect = 1.0
    /// The largest rotation in either direction, in degrees.
    public var rotationDegrees = 0.0
    /// The largest angle between sheared vertical lines and the vertical, in degrees.
    public var shearDegrees = 0.0
    /// The strength of the intensity jitter, from 0 to 1. See ``IntensityJitter``.
    public var tone = 0.0
    /// The strength of blur and sharpening, from 0 to 1, where 1 removes or adds all that a 3×3 binomial filter
    /// removes.
    public var sharpness = 0.0
    /// The probability that an image is replaced by a synthetic scene, such as a garment worn by a person. It has an
    /// effect only in a training with an ``ImageSynthesis``.
    public var wearing = 0.0
    /// The probability that an image of a class for which ``ImageSynthesis/isTilted(label:)`` is true is stretched
    /// vertically and tilted. It has an effect only in a training with an ``ImageSynthesis``.
    public var tiltingShoes = 0.0
    /// The probability that a rectangle is filled with one random gray: random erasing (Zhong et al., "Random erasing
    /// data augmentation", 2020).
    public var erasing = 0.0
    /// The probability that a rectangle is replaced by that of another image, with the target divided by area: CutMix
    /// with α = 1 (Yun et al., "CutMix", 2019).
    public var cutmix = 0.0
    /// The α of mixup (Zhang et al., "mixup: beyond empirical risk minimization", 2018): an image and its target become
    /// the mean of two, with weights drawn from Beta(α, α). From 0, which is off, to 1. Images changed by CutMix are
    /// left out.
    public var mixup = 0.0

    /// The keys in checkpoints, which keep the names of the first version.
    private enum CodingKeys: String, CodingKey {
        case flip, shiftPixels, scale, aspect, rotationDegrees, shearDegrees, tone, sharpness, wearing, tiltingShoes
        case erasing
        case cutmix = "pasting"
        case mixup = "mixing"
    }

    /// Creates an augmentation that changes nothing.
    public init() {}

    /// The changes that are on, with their strengths, in the words of the command line, such as `flip` and `shift 2`.
    public var choices: [String] {
        var choices = flip ? ["flip"] : []
        if shiftPixels != 0 { choices.append("shift \(shiftPixels)") }
        if scale != 1...1 { choices.append("scale \(scale.lowerBound)-\(scale.upperBound)") }
        if aspect != 1 { choices.append("aspect \(aspect)") }
        let strengths = [
            ("rotate", rotationDegrees), ("shear", shearDegrees), ("tone", tone), ("wear", wearing),
            ("tilt-shoes", tiltingShoes), ("sharpness", sharpness), ("erase", erasing), ("cutmix", cutmix),
            ("mixup", mixup),
        ]
        return choices + strengths.filter { $0.1 != 0 }.map { "\($0) \($1)" }
    }

    /// Whether images are resampled, rather than mirrored and shifted by whole pixels.
    var resamples: Bool {
        scale != 1...1 || aspect != 1 || rotationDegrees != 0 || shearDegrees != 0 || tiltingShoes != 0
    }

    /// Whether two images, and their targets, are combined.
    var mixesTargets: Bool { cutmix > 0 || mixup > 0 }

    /// Checks that all strengths are within their limits.
    ///
    /// - Throws: `TrainingError.invalidConfiguration`.
    func validate() throws {
        func check(_ isValid: Bool, _ problem: String) throws {
            guard isValid else { throw TrainingError.invalidConfiguration(problem) }
        }
        try check(
            0..<LabeledImages.side ~= shiftPixels, "the shift is \(shiftPixels) pixels; it must be from 0 to 27")
        try check(
            scale.lowerBound >= 0.25 && scale.upperBound <= 4,
            "the scale is \(scale.lowerBound)-\(scale.upperBound); both numbers must be from 0.25 to 4")
        try check(1...4 ~= aspect, "the aspect is \(aspect); it must be from 1 to 4")
        try check(0...180 ~= rotationDegrees, "the rotation is \(rotationDegrees) degrees; it must be from 0 to 180")
        try check(0...60 ~= shearDegrees, "the shear is \(shearDegrees) degrees; it must be from 0 to 60")
        let shares = [
            ("strength of the intensity jitter", tone), ("strength of blur and sharpening", sharpness),
            ("probability of random erasing", erasing), ("probability of CutMix", cutmix),
            ("probability of wearing", wearing), ("probability of tilting shoes", tiltingShoes),
            ("alpha of mixup", mixup),
        ]
        for (name, share) in shares {
            try check(0...1 ~= share, "the \(name) is \(share); it must be from 0 to 1")
        }
    }
}
