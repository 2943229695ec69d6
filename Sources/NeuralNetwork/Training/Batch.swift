/// Up to `capacity` images as a network takes them, with their labels.
final class Batch {
    /// The images `[N, 28, 28]`.
    let images: Tensor
    /// The classes `[N]`, by which accuracy is measured. Of an image made of two, the class with the larger share.
    let labels: UnsafeMutablePointer<UInt8>
    /// The target probabilities of the loss `[N, classes]`; nil where they are 1 for the label and 0 for all others.
    let targets: Tensor?

    init(capacity: Int, classCount: Int, hasTargets: Bool) {
        images = Tensor(capacity: capacity, columns: LabeledImages.imageBytes)
        labels = .allocate(capacity: capacity)
        labels.initialize(repeating: 0, count: capacity)
        targets = hasTargets ? Tensor(capacity: capacity, columns: classCount) : nil
    }

    deinit {
        labels.deallocate()
    }

    /// Replaces the contents with those of other batches, one after the other.
    func fill(with batches: [Batch]) {
        images.rows = batches.reduce(0) { $0 + $1.images.rows }
        targets?.rows = images.rows
        var row = 0
        for batch in batches {
            images.row(row).update(from: batch.images.values, count: batch.images.count)
            (labels + row).update(from: batch.labels, count: batch.images.rows)
            if let targets {
                guard let other = batch.targets else { preconditionFailure("all batches must have targets") }
                targets.row(row).update(from: other.values, count: other.count)
            }
            row += batch.images.rows
        }
    }
}
