// The images of one training step, gathered from wherever they lie in the dataset.

import CKernels

/// Up to `capacity` images as a network takes them, with their labels.
final class Batch {
    let pictures: Tensor  // [N, 28, 28]
    /// [N]: the classes; of a picture made of two, the one that there is more of. Accuracy is measured by them.
    let labels: UnsafeMutablePointer<UInt8>
    /// What the loss asks for, where it is not the labels alone.
    let targets: Tensor?  // [N, classes]
    private let labelSmoothing: Float
    private let pixelScale: Float
    private let augmenter: Augmenter?
    private let instructionSet: InstructionSet

    init(
        capacity: Int, classCount: Int, configuration: TrainingConfiguration, instructionSet: InstructionSet,
        workers: Workers, wardrobe: Wardrobe? = nil
    ) {
        pictures = Tensor(capacity: capacity, columns: LabeledImages.imageBytes)
        labels = .allocate(capacity: capacity)
        labels.initialize(repeating: 0, count: capacity)
        let hasTargets = configuration.labelSmoothing > 0 || configuration.augmentation?.mixesTargets == true
        targets = hasTargets ? Tensor(capacity: capacity, columns: classCount) : nil
        labelSmoothing = Float(configuration.labelSmoothing)
        pixelScale = configuration.pixelScale.factor
        let white = 255 * pixelScale
        augmenter = configuration.augmentation.map {
            Augmenter($0, seed: configuration.seed, white: white, workers: workers, wardrobe: wardrobe)
        }
        self.instructionSet = instructionSet
    }

    deinit {
        labels.deallocate()
    }

    /// Takes the images at the indices given, changed as the epoch has them.
    func fill(_ indices: ArraySlice<Int>, of images: LabeledImages, epoch: Int) {
        pictures.rows = indices.count
        let pixels = LabeledImages.imageBytes
        images.images.withUnsafeBufferPointer { bytes in
            for (row, index) in indices.enumerated() {
                let image = UnsafeBufferPointer(rebasing: bytes[index * pixels..<(index + 1) * pixels])
                guard let start = image.baseAddress else { continue }
                kernels_scale_bytes(instructionSet, pixels, start, pixelScale, pictures.row(row))
                labels[row] = images.labels[index]
            }
        }
        smoothLabels()
        augmenter?(self, indices: indices, epoch: epoch)
    }

    /// Label smoothing: 1 − ε for the label, and ε divided among all classes.
    private func smoothLabels() {
        guard let targets else { return }
        targets.rows = pictures.rows
        for row in 0..<targets.rows {
            targets.row(row).update(repeating: labelSmoothing / Float(targets.columns), count: targets.columns)
            targets.row(row)[Int(labels[row])] += 1 - labelSmoothing
        }
    }
}
