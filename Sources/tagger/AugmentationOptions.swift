import ArgumentParser
import NeuralNetwork

/// How the training images are changed each time that they are seen.
struct AugmentationOptions: ParsableArguments {
    @Flag(help: "Mirror each image every other time (alternating flip).")
    var flip = false

    @Option(help: ArgumentHelp("Move images by up to so many whole pixels along each axis.", valueName: "pixels"))
    var shift: Int?

    @Option(help: ArgumentHelp("Paint over a random rectangle of so many images (random erasing).", valueName: "p"))
    var erase: Double?

    @Option(help: ArgumentHelp("Paste a part of another image into so many images (CutMix).", valueName: "p"))
    var paste: Double?

    @Option(
        help: ArgumentHelp(
            "Mix the other images in pairs, the weights drawn from Beta(alpha, alpha) (mixup).", valueName: "alpha"))
    var mix: Double?

    /// What was chosen; nil for no changes.
    var augmentation: Augmentation? {
        var augmentation = Augmentation()
        augmentation.flip = flip
        if let shift { augmentation.shiftPixels = shift }
        if let erase { augmentation.erasing = erase }
        if let paste { augmentation.pasting = paste }
        if let mix { augmentation.mixing = mix }
        return augmentation == Augmentation() ? nil : augmentation
    }

    /// What was chosen, as on the command line.
    var words: [String] { (augmentation?.choices ?? []).map { "--\($0)" } }
}
