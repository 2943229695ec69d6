/// An `Augmentation` at work on the batches of a training.
final class Augmenter {
    private let augmentation: Augmentation
    private let seed: UInt64
    /// The value of the brightest pixels; the background is 0.
    private let white: Float
    private let workers: Workers
    private let wearer: Wearer?

    /// - Parameter wardrobe: What people wear; needed where garments are shown worn.
    init(_ augmentation: Augmentation, seed: UInt64, white: Float, workers: Workers, wardrobe: Wardrobe? = nil) {
        self.augmentation = augmentation
        self.seed = seed
        self.white = white
        self.workers = workers
        wearer = augmentation.wearing > 0 ? wardrobe.map { Wearer(wardrobe: $0, white: white) } : nil
    }

    /// Changes the pictures of a batch, and its labels and targets where pictures of several classes become one.
    ///
    /// - Parameter indices: Those of the pictures in the dataset.
    func callAsFunction(_ batch: Batch, indices: ArraySlice<Int>, epoch: Int) {
        workers.shards(of: batch.pictures.rows) { _, rows, _ in
            for row in rows {
                changePicture(
                    batch.pictures.row(row), label: batch.labels[row], image: indices[indices.startIndex + row],
                    epoch: epoch)
            }
        }
        if augmentation.mixesTargets { mixPictures(batch, indices: indices, epoch: epoch) }
    }

    /// Whether an image is mirrored in an epoch: every other time, beginning by chance.
    static func isFlipped(image: Int, epoch: Int, seed: UInt64) -> Bool {
        var generator = SplitMix64(seed: seed, for: .flipping(image: image))
        return (generator.next() & 1 == 1) != (epoch % 2 == 1)
    }

    /// All that happens to a picture [28, 28] on its own.
    private func changePicture(_ picture: UnsafeMutablePointer<Float>, label: UInt8, image: Int, epoch: Int) {
        var generator = SplitMix64(seed: seed, for: .augmentation(image: image, epoch: epoch))
        let isFlipped = augmentation.flip && Self.isFlipped(image: image, epoch: epoch, seed: seed)
        if augmentation.tone > 0, let tone = Tone(strength: augmentation.tone, from: &generator) {
            tone.apply(to: picture, white: white)
        }
        if let wearer, Double(generator.uniform()) < augmentation.wearing {
            wearer.dress(picture, label: label, from: &generator)
        }
        if augmentation.resamples {
            var motion = AffineMap.Motion(augmentation, isFlipped: isFlipped, from: &generator)
            if augmentation.tiltingShoes > 0, Wardrobe.Garment.shoes.contains(label),
                Double(generator.uniform()) < augmentation.tiltingShoes
            {
                motion.height *= generator.uniform(1.05...1.6)
                motion.turn += generator.uniform(-0.3...0.3)
            }
            AffineMap(motion).apply(to: picture)
        } else {
            let shifts = -augmentation.shiftPixels...augmentation.shiftPixels
            let columns = generator.whole(shifts)
            let rows = generator.whole(shifts)
            move(picture, isFlipped: isFlipped, columns: columns, rows: rows)
        }
        if augmentation.sharpness > 0 {
            let amount = Float(generator.uniform(-1...1) * augmentation.sharpness)
            Sharpness.apply(amount, to: picture, white: white)
        }
        if augmentation.erasing > 0, Double(generator.uniform()) < augmentation.erasing {
            PixelRectangle(toErase: &generator).fill(picture, with: generator.uniform() * white)
        }
    }

    /// Mirrors and shifts a picture by whole pixels, without a change to any.
    private func move(_ picture: UnsafeMutablePointer<Float>, isFlipped: Bool, columns: Int, rows: Int) {
        guard isFlipped || columns != 0 || rows != 0 else { return }
        let side = LabeledImages.side
        withUnsafeTemporaryAllocation(of: Float.self, capacity: LabeledImages.imageBytes) { copy in
            guard let source = copy.baseAddress else { return }
            source.initialize(from: picture, count: LabeledImages.imageBytes)
            picture.update(repeating: 0, count: LabeledImages.imageBytes)
            for y in max(0, rows)..<min(side, side + rows) {
                let from = source + (y - rows) * side
                let to = picture + y * side
                for x in max(0, columns)..<min(side, side + columns) {
                    to[x] = isFlipped ? from[side - 1 - (x - columns)] : from[x - columns]
                }
            }
        }
    }

    /// Pastes and mixes: each picture takes from the next one of the batch, and the last from the first. Batches are in
    /// random order, so that the next one is any.
    private func mixPictures(_ batch: Batch, indices: ArraySlice<Int>, epoch: Int) {
        guard let targets = batch.targets else { preconditionFailure("mixing without targets") }
        let pictures = batch.pictures
        guard pictures.rows > 1 else { return }
        // The next one is still as it was, but for the first.
        let firstPicture = Array(UnsafeBufferPointer(start: pictures.row(0), count: pictures.columns))
        let firstTargets = Array(UnsafeBufferPointer(start: targets.row(0), count: targets.columns))
        let firstLabel = batch.labels[0]
        firstPicture.withUnsafeBufferPointer { firstPicture in
            firstTargets.withUnsafeBufferPointer { firstTargets in
                guard let firstPicture = firstPicture.baseAddress, let firstTargets = firstTargets.baseAddress else {
                    return
                }
                for (row, image) in indices.enumerated() {
                    let isLast = row + 1 == pictures.rows
                    var generator = SplitMix64(seed: seed, for: .mixing(image: image, epoch: epoch))
                    let share = mix(
                        pictures.row(row), with: isLast ? firstPicture : UnsafePointer(pictures.row(row + 1)),
                        &generator)
                    blend(
                        targets.row(row), with: isLast ? firstTargets : UnsafePointer(targets.row(row + 1)),
                        share: share, count: targets.columns)
                    // What the picture shows most of is what counts as the right answer.
                    if share < 0.5 { batch.labels[row] = isLast ? firstLabel : batch.labels[row + 1] }
                }
            }
        }
    }

    /// Mixes another picture into a picture in one of the two ways or in none, and returns the share that remains of it.
    private func mix(
        _ picture: UnsafeMutablePointer<Float>, with other: UnsafePointer<Float>, _ generator: inout SplitMix64
    ) -> Float {
        if Double(generator.uniform()) < augmentation.pasting {
            let rectangle = PixelRectangle(toPaste: &generator)
            rectangle.copy(from: other, to: picture)
            return 1 - Float(rectangle.area) / Float(LabeledImages.imageBytes)
        }
        guard augmentation.mixing > 0 else { return 1 }
        let share = Float(generator.beta(augmentation.mixing))
        blend(picture, with: other, share: share, count: LabeledImages.imageBytes)
        return share
    }

    /// The weighted mean of two rows, in the place of the first.
    private func blend(
        _ row: UnsafeMutablePointer<Float>, with other: UnsafePointer<Float>, share: Float, count: Int
    ) {
        for i in 0..<count { row[i] = share * row[i] + (1 - share) * other[i] }
    }
}
