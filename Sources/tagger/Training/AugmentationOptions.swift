import ArgumentParser
import NeuralNetwork

/// The options of the random changes to training images in each epoch.
struct AugmentationOptions: ParsableArguments {
    @Flag(help: "Mirror each image horizontally in every second epoch (alternating flip).")
    var flip = false

    @Option(help: ArgumentHelp("Shift images by up to this number of pixels along each axis.", valueName: "pixels"))
    var shift: Int?

    @Option(
        help: ArgumentHelp("Scale images by a random factor from a range, for example 0.8-1.1.", valueName: "range"),
        transform: AugmentationOptions.range)
    var scale: ClosedRange<Double>?

    @Option(help: ArgumentHelp("Stretch images along one axis by a random factor up to this one.", valueName: "factor"))
    var aspect: Double?

    @Option(help: ArgumentHelp("Rotate images by up to this number of degrees.", valueName: "degrees"))
    var rotate: Double?

    @Option(help: ArgumentHelp("Shear images by up to this number of degrees.", valueName: "degrees"))
    var shear: Double?

    @Option(
        help: ArgumentHelp(
            "Change the intensities of garments: gamma, gain, offset, inversion (0 to 1).", valueName: "strength"))
    var tone: Double?

    @Option(
        help: ArgumentHelp(
            "Draw garments on an artificial person in this share of the images.", valueName: "p"))
    var wear: Double?

    @Option(help: ArgumentHelp("Stretch and tilt this share of the shoes.", valueName: "p"))
    var tiltShoes: Double?

    @Option(help: ArgumentHelp("Blur or sharpen images (0 to 1).", valueName: "strength"))
    var sharpness: Double?

    @Option(help: ArgumentHelp("Erase a rectangle in this share of the images (random erasing).", valueName: "p"))
    var erase: Double?

    @Option(
        help: ArgumentHelp("Paste a part of another image into this share of the images (CutMix).", valueName: "p"))
    var cutmix: Double?

    @Option(
        help: ArgumentHelp(
            "Mix the other images with the next image, with weights from Beta(alpha, alpha) (mixup).",
            valueName: "alpha"))
    var mixup: Double?

    /// The earlier name of `--cutmix`: accepted, because the commands recorded in model files contain it.
    @Option(help: .hidden) var paste: Double?

    /// The earlier name of `--mixup`.
    @Option(help: .hidden) var mix: Double?

    /// The chosen augmentation; nil if no option was given.
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
        if let cutmix = cutmix ?? paste { augmentation.cutmix = cutmix }
        if let mixup = mixup ?? mix { augmentation.mixup = mixup }
        return augmentation == Augmentation() ? nil : augmentation
    }

    /// Parses two numbers separated by a hyphen.
    private static func range(_ text: String) throws -> ClosedRange<Double> {
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Double($0) }
        guard bounds.count == 2, let lower = bounds[0], let upper = bounds[1], lower <= upper else {
            throw ValidationError("expected two numbers, the smaller one first, for example 0.8-1.1")
        }
        return lower...upper
    }

    /// The chosen options as on the command line. Options left at their default are omitted.
    var words: [String] { (augmentation?.choices ?? []).map { "--\($0)" } }
}
