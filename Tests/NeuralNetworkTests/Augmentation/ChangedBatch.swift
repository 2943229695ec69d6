@testable import NeuralNetwork

/// What a training step gets to see.
struct ChangedBatch: Equatable {
    var pictures: [[Float]]  // [N][28 · 28]
    var labels: [Int]  // [N]
    var targets: [[Float]]?  // [N][10]
}

/// Images as an augmentation has them in an epoch, all in one batch. People wear what is among them or in the wardrobe.
func changed(
    _ images: LabeledImages, indices: [Int]? = nil, seed: UInt64 = 1, epoch: Int = 1, threads: Int = 1,
    normalize: Bool = true, labelSmoothing: Double = 0, wardrobe: LabeledImages? = nil,
    _ choose: (inout Augmentation) -> Void
) throws -> ChangedBatch {
    var augmentation = Augmentation()
    choose(&augmentation)
    var configuration = quickConfiguration(seed: seed)
    configuration.augmentation = augmentation
    configuration.normalize = normalize
    configuration.labelSmoothing = labelSmoothing
    try configuration.validate(classCount: 10)
    let indices = indices ?? Array(0..<images.count)
    let batch = Batch(
        capacity: indices.count, classCount: 10, configuration: configuration, instructionSet: .reference,
        workers: Workers(count: threads),
        wardrobe: Wardrobe(wardrobe ?? images, count: wardrobe?.count ?? images.count))
    // A slice does not begin at 0.
    batch.fill(([0] + indices)[1...], of: images, epoch: epoch)
    func rows(_ tensor: Tensor) -> [[Float]] {
        let contents = tensor.contents
        return (0..<tensor.rows).map { Array(contents[$0 * tensor.columns..<($0 + 1) * tensor.columns]) }
    }
    return ChangedBatch(
        pictures: rows(batch.pictures), labels: indices.indices.map { Int(batch.labels[$0]) },
        targets: batch.targets.map(rows))
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
        augmentation.pasting = 0.4
        augmentation.mixing = 0.5
        return augmentation
    }
}
