import CKernels

/// Fills batches with images of a training set: converts bytes to floats, smooths labels and applies the augmentation.
final class BatchLoader {
    /// The last batch.
    let batch: Batch
    private let labelSmoothing: Float
    private let pixelScale: Float
    private let augmenter: Augmenter?
    private let instructionSet: InstructionSet

    /// - Parameters:
    ///   - capacity: The largest number of images in a batch.
    ///   - configuration: The label smoothing, the augmentation, the pixel scale and the seed are used.
    ///   - synthesis: The step of the augmentation that depends on the classes of the dataset.
    init(
        capacity: Int, classCount: Int, configuration: TrainingConfiguration, instructionSet: InstructionSet,
        workers: Workers, synthesis: (any ImageSynthesis)? = nil
    ) {
        batch = Batch(
            capacity: capacity, classCount: classCount,
            hasTargets: configuration.labelSmoothing > 0 || configuration.augmentation?.mixesTargets == true)
        labelSmoothing = Float(configuration.labelSmoothing)
        pixelScale = configuration.pixelScale.factor
        let white = 255 * pixelScale
        augmenter = configuration.augmentation.map {
            Augmenter($0, seed: configuration.seed, white: white, workers: workers, synthesis: synthesis)
        }
        self.instructionSet = instructionSet
    }

    /// Returns the batch with the images at the given indices. It is valid until the next call.
    ///
    /// - Parameter epoch: The epoch, on which the augmentation depends.
    func load(_ indices: ArraySlice<Int>, of images: LabeledImages, epoch: Int) -> Batch {
        batch.images.rows = indices.count
        let pixels = LabeledImages.imageBytes
        images.images.withUnsafeBufferPointer { bytes in
            for (row, index) in indices.enumerated() {
                let image = UnsafeBufferPointer(rebasing: bytes[index * pixels..<(index + 1) * pixels])
                guard let start = image.baseAddress else { continue }
                kernels_scale_bytes(instructionSet, pixels, start, pixelScale, batch.images.row(row))
                batch.labels[row] = images.labels[index]
            }
        }
        smoothLabels()
        augmenter?(batch, indices: indices, epoch: epoch)
        return batch
    }

    /// Sets the targets by label smoothing (Szegedy et al., "Rethinking the Inception architecture", 2016): 1 − ε for
    /// the label, and ε divided equally among all classes.
    private func smoothLabels() {
        guard let targets = batch.targets else { return }
        targets.rows = batch.images.rows
        for row in 0..<targets.rows {
            targets.row(row).update(repeating: labelSmoothing / Float(targets.columns), count: targets.columns)
            targets.row(row)[Int(batch.labels[row])] += 1 - labelSmoothing
        }
    }
}
