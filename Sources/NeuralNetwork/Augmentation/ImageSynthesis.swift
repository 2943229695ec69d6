/// A step of the augmentation that depends on the classes of a dataset.
///
/// This module contains no dataset. A dataset with changes beyond the class-independent ones of ``Augmentation``
/// passes a type of this kind to ``Trainer/init(_:synthesis:)`` or ``FineTuning/synthesis``.
///
/// All random numbers come from the generator that is passed in, which is seeded with the training's seed, the epoch
/// and the index of the image. The number of draws may depend on these and on the images only.
public protocol ImageSynthesis: Sendable {
    /// Creates the step for a training.
    ///
    /// - Parameters:
    ///   - images: The images of the training, validation split included.
    ///   - count: The number of images, from the first, that the step may use: those outside the validation split.
    init(images: LabeledImages, count: Int)

    /// Replaces an image with a synthetic scene that shows the same object.
    ///
    /// Called with the probability ``Augmentation/wearing``.
    ///
    /// - Parameters:
    ///   - image: Pixels `[28, 28]` from 0 to `white`, changed in place.
    ///   - label: The class of the image.
    ///   - white: The value of the brightest pixels; the background is 0.
    func synthesize(
        _ image: UnsafeMutablePointer<Float>, label: UInt8, white: Float, from generator: inout SplitMix64)

    /// Whether images of a class are stretched and tilted, with the probability ``Augmentation/tiltingShoes``.
    func isTilted(label: UInt8) -> Bool
}
