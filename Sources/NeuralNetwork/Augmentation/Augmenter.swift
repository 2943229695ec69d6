/// Applies an ``Augmentation`` to the batches of a training.
final class Augmenter {
    private let augmentation: Augmentation
    private let seed: UInt64
    /// The value of the brightest pixels; the background is 0.
    private let white: Float
    private let workers: Workers
    private let synthesis: (any ImageSynthesis)?

    /// - Parameter synthesis: The step for ``Augmentation/wearing`` and ``Augmentation/tiltingShoes``; without it both
    ///   are off.
    init(
        _ augmentation: Augmentation, seed: UInt64, white: Float, workers: Workers,
        synthesis: (any ImageSynthesis)? = nil
    ) {
        self.augmentation = augmentation
        self.seed = seed
        self.white = white
        self.workers = workers
        self.synthesis = synthesis
    }

    /// Changes the images of a batch in place, and the labels and targets where images of different classes are
    /// combined.
    ///
    /// - Parameter indices: The index of each image in the training set.
    func callAsFunction(_ batch: Batch, indices: ArraySlice<Int>, epoch: Int) {
        workers.shards(of: batch.images.rows) { _, rows, _ in
            for row in rows {
                change(
                    batch.images.row(row), label: batch.labels[row], index: indices[indices.startIndex + row],
                    epoch: epoch)
            }
        }
        if augmentation.mixesTargets { combineImages(batch, indices: indices, epoch: epoch) }
    }

    /// Whether an image is mirrored in an epoch: in every other one, starting at random.
    static func isFlipped(image: Int, epoch: Int, seed: UInt64) -> Bool {
        var generator = SplitMix64(seed: seed, for: .flipping(image: image))
        return (generator.next() & 1 == 1) != (epoch % 2 == 1)
    }

    /// Applies all changes that involve one image `[28, 28]` only.
    private func change(_ image: UnsafeMutablePointer<Float>, label: UInt8, index: Int, epoch: Int) {
        var generator = SplitMix64(seed: seed, for: .augmentation(image: index, epoch: epoch))
        let isFlipped = augmentation.flip && Self.isFlipped(image: index, epoch: epoch, seed: seed)
        if augmentation.tone > 0, let jitter = IntensityJitter(strength: augmentation.tone, from: &generator) {
            jitter.apply(to: image, white: white)
        }
        if augmentation.wearing > 0, let synthesis, Double(generator.uniform()) < augmentation.wearing {
            synthesis.synthesize(image, label: label, white: white, from: &generator)
        }
        if augmentation.resamples {
            var motion = AffineMap.Motion(augmentation, isFlipped: isFlipped, from: &generator)
            if augmentation.tiltingShoes > 0, synthesis?.isTilted(label: label) == true,
                Double(generator.uniform()) < augmentation.tiltingShoes
            {
                motion.height *= generator.uniform(1.05...1.6)
                motion.turn += generator.uniform(-0.3...0.3)
            }
            AffineMap(motion).apply(to: image)
        } else {
            let shifts = -augmentation.shiftPixels...augmentation.shiftPixels
            let columns = generator.whole(shifts)
            let rows = generator.whole(shifts)
            move(image, isFlipped: isFlipped, columns: columns, rows: rows)
        }
        if augmentation.sharpness > 0 {
            let amount = Float(generator.uniform(-1...1) * augmentation.sharpness)
            UnsharpMask.apply(amount, to: image, white: white)
        }
        if augmentation.erasing > 0, Double(generator.uniform()) < augmentation.erasing {
            PixelRectangle(forErasing: &generator).fill(image, with: generator.uniform() * white)
        }
    }

    /// Mirrors and shifts an image by whole pixels, without resampling.
    private func move(_ image: UnsafeMutablePointer<Float>, isFlipped: Bool, columns: Int, rows: Int) {
        guard isFlipped || columns != 0 || rows != 0 else { return }
        let side = LabeledImages.side
        withUnsafeTemporaryAllocation(of: Float.self, capacity: LabeledImages.imageBytes) { copy in
            guard let source = copy.baseAddress else { return }
            source.initialize(from: image, count: LabeledImages.imageBytes)
            image.update(repeating: 0, count: LabeledImages.imageBytes)
            for y in max(0, rows)..<min(side, side + rows) {
                let from = source + (y - rows) * side
                let to = image + y * side
                for x in max(0, columns)..<min(side, side + columns) {
                    to[x] = isFlipped ? from[side - 1 - (x - columns)] : from[x - columns]
                }
            }
        }
    }

    /// Applies CutMix and mixup: each image is combined with the next one of the batch, the last with the first. The
    /// order of a batch is random, so the next image is a random one.
    private func combineImages(_ batch: Batch, indices: ArraySlice<Int>, epoch: Int) {
        guard let targets = batch.targets else { preconditionFailure("CutMix and mixup need targets") }
        let images = batch.images
        guard images.rows > 1 else { return }
        // The next image is unchanged when it is read, except the first, which is copied.
        let firstImage = Array(UnsafeBufferPointer(start: images.row(0), count: images.columns))
        let firstTargets = Array(UnsafeBufferPointer(start: targets.row(0), count: targets.columns))
        let firstLabel = batch.labels[0]
        firstImage.withUnsafeBufferPointer { firstImage in
            firstTargets.withUnsafeBufferPointer { firstTargets in
                guard let firstImage = firstImage.baseAddress, let firstTargets = firstTargets.baseAddress else {
                    return
                }
                for (row, image) in indices.enumerated() {
                    let isLast = row + 1 == images.rows
                    var generator = SplitMix64(seed: seed, for: .mixing(image: image, epoch: epoch))
                    let share = combine(
                        images.row(row), with: isLast ? firstImage : UnsafePointer(images.row(row + 1)),
                        &generator)
                    blend(
                        targets.row(row), with: isLast ? firstTargets : UnsafePointer(targets.row(row + 1)),
                        share: share, count: targets.columns)
                    // The label, by which accuracy is measured, is the class with the larger share.
                    if share < 0.5 { batch.labels[row] = isLast ? firstLabel : batch.labels[row + 1] }
                }
            }
        }
    }

    /// Combines an image with another one by CutMix, by mixup or not at all, and returns the share of the image that
    /// remains.
    private func combine(
        _ image: UnsafeMutablePointer<Float>, with other: UnsafePointer<Float>, _ generator: inout SplitMix64
    ) -> Float {
        if Double(generator.uniform()) < augmentation.cutmix {
            let rectangle = PixelRectangle(forCutmix: &generator)
            rectangle.copy(from: other, to: image)
            return 1 - Float(rectangle.area) / Float(LabeledImages.imageBytes)
        }
        guard augmentation.mixup > 0 else { return 1 }
        let share = Float(generator.beta(augmentation.mixup))
        blend(image, with: other, share: share, count: LabeledImages.imageBytes)
        return share
    }

    /// Replaces a row by the weighted mean of two rows.
    private func blend(
        _ row: UnsafeMutablePointer<Float>, with other: UnsafePointer<Float>, share: Float, count: Int
    ) {
        for i in 0..<count { row[i] = share * row[i] + (1 - share) * other[i] }
    }
}
