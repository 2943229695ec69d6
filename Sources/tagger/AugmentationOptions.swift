import ArgumentParser
import NeuralNetwork

/// How the training images are changed each time that they are seen.
struct AugmentationOptions: ParsableArguments {
    @Flag(help: "Mirror each image every other time (alternating flip).")
    var flip = false

    @Option(help: ArgumentHelp("Move images by up to so many pixels along each axis.", valueName: "pixels"))
    var shift: Int?

    @Option(
        help: ArgumentHelp("Scale images by a random factor of a range, such as 0.8-1.1.", valueName: "range"),
        transform: AugmentationOptions.range)
    var scale: ClosedRange<Double>?

    @Option(help: ArgumentHelp("Widen or heighten images in proportion, up to this factor.", valueName: "factor"))
    var aspect: Double?

    @Option(help: ArgumentHelp("Turn images by up to so many degrees.", valueName: "degrees"))
    var rotate: Double?

    @Option(help: ArgumentHelp("Let images lean by up to so many degrees.", valueName: "degrees"))
    var shear: Double?

    @Option(
        help: ArgumentHelp(
            "Change the grays of garments: gamma, gain, offset, inversion (0 to 1).", valueName: "strength"))
    var tone: Double?

    @Option(
        help: ArgumentHelp(
            "Show garments on an artificial person in this share of the images, as shops do.", valueName: "p"))
    var wear: Double?

    @Option(help: ArgumentHelp("Stretch and tilt this share of the shoes, as photos show them.", valueName: "p"))
    var tiltShoes: Double?

    @Option(help: ArgumentHelp("Blur or sharpen images (0 to 1).", valueName: "strength"))
    var sharpness: Double?

    @Option(help: ArgumentHelp("Paint over a rectangle in this share of the images (random erasing).", valueName: "p"))
    var erase: Double?

    @Option(help: ArgumentHelp("Paste a part of another image into this share of the images (CutMix).", valueName: "p"))
    var paste: Double?

    @Option(
        help: ArgumentHelp(
            "Mix the other images with the next one, weights drawn from Beta(alpha, alpha) (mixup).", valueName: "alpha"
        ))
    var mix: Double?

    /// What was chosen; nil for no changes.
    var augmentation: Augmentation? {
        var augmentation = Augmentation()
        augmentation.flip = flip
        if let shift { augmentation.shiftPixels = shift }
        if let scale { augmentation.scale = scale }
        if let aspect { augmentation.aspect = aspect }
        if let rotate { augmentation.rotationDegrees = rotate }
        if let shear { augmentation.shearDegrees = shear }
        if let tone { augmentation.tone = tone }
        if let wear { augmentation.wearing = wear }
        if let tiltShoes { augmentation.tiltingShoes = tiltShoes }
        if let sharpness { augmentation.sharpness = sharpness }
        if let erase { augmentation.erasing = erase }
        if let paste { augmentation.cutmix = paste }
        if let mix { augmentation.mixup = mix }
        return augmentation == Augmentation() ? nil : augmentation
    }

    /// Two numbers with a hyphen between.
    private static func range(_ text: String) throws -> ClosedRange<Double> {
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Double($0) }
        guard bounds.count == 2, let lower = bounds[0], let upper = bounds[1], lower <= upper else {
            throw ValidationError("Give two numbers, the smaller one first, such as 0.8-1.1.")
        }
        return lower...upper
    }

    /// What was chosen, as on the command line.
    var words: [String] { (augmentation?.choices ?? []).map { "--\($0)" } }
}
