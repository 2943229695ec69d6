@testable import NeuralNetwork

/// The contents of a batch.
struct AugmentedBatch: Equatable {
    var images: [[Float]]  // [N][28 · 28]
    var labels: [Int]  // [N]
    var targets: [[Float]]?  // [N][10]
}

/// Returns one batch of all images, augmented for an epoch.
///
/// - Parameter choose: Sets the augmentation.
func augmented(
    _ images: LabeledImages, indices: [Int]? = nil, seed: UInt64 = 1, epoch: Int = 1, threads: Int = 1,
    normalize: Bool = true, labelSmoothing: Double = 0, _ choose: (inout Augmentation) -> Void
) throws -> AugmentedBatch {
    var augmentation = Augmentation()
    choose(&augmentation)
    var configuration = quickConfiguration(seed: seed)
    configuration.augmentation = augmentation
    configuration.normalize = normalize
    configuration.labelSmoothing = labelSmoothing
    try configuration.validate(classCount: 10)
    let indices = indices ?? Array(0..<images.count)
    let loader = BatchLoader(
        capacity: indices.count, classCount: 10, configuration: configuration, instructionSet: .reference,
        workers: Workers(count: threads), synthesis: TestSynthesis(images: images, count: images.count))
    // The slice does not begin at index 0.
    let batch = loader.load(([0] + indices)[1...], of: images, epoch: epoch)
    func rows(_ tensor: Tensor) -> [[Float]] {
        let contents = tensor.contents
        return (0..<tensor.rows).map { Array(contents[$0 * tensor.columns..<($0 + 1) * tensor.columns]) }
    }
    return AugmentedBatch(
        images: rows(batch.images), labels: indices.indices.map { Int(batch.labels[$0]) },
        targets: batch.targets.map(rows))
}

/// A synthesis step that inverts images of even classes with a random gain, and tilts those of odd classes.
struct TestSynthesis: ImageSynthesis {
    init(images: LabeledImages, count: Int) {}

    func synthesize(
        _ image: UnsafeMutablePointer<Float>, label: UInt8, white: Float, from generator: inout SplitMix64
    ) {
        guard label.isMultiple(of: 2) else { return }
        let gain = generator.uniform()
        for i in 0..<LabeledImages.imageBytes { image[i] = (white - image[i]) * gain }
    }

    func isTilted(label: UInt8) -> Bool { !label.isMultiple(of: 2) }
}

extension Augmentation {
    /// All changes at once.
    static var everything: Augmentation {
        var augmentation = Augmentation()
        augmentation.flip = true
        augmentation.shiftPixels = 3
        augmentation.scale = 0.8...1.1
        augmentation.aspect = 1.2
        augmentation.rotationDegrees = 10
        augmentation.shearDegrees = 5
        augmentation.tone = 0.5
        augmentation.wearing = 0.5
        augmentation.tiltingShoes = 0.5
        augmentation.sharpness = 0.5
        augmentation.erasing = 0.5
        augmentation.cutmix = 0.4
        augmentation.mixup = 0.5
        return augmentation
    }
}
