import NeuralNetwork

/// The training images by class, from which the other garments of a synthetic person are drawn.
final class GarmentPool: Sendable {
    private let images: [UInt8]
    /// The indices of the images of each class.
    private let indices: [FashionMNISTClass: [Int]]

    /// Creates a pool of the first `count` images.
    init(_ images: LabeledImages, count: Int) {
        self.images = images.images
        var indices: [FashionMNISTClass: [Int]] = [:]
        for index in 0..<count {
            guard let garment = FashionMNISTClass(label: images.labels[index]) else { continue }
            indices[garment, default: []].append(index)
        }
        self.indices = indices
    }

    /// Returns a random image `[28, 28]` of a class, with pixels from 0 to `white`; nil where the pool has none.
    func draw(_ garment: FashionMNISTClass, white: Float, from generator: inout SplitMix64) -> [Float]? {
        guard let candidates = indices[garment], !candidates.isEmpty else { return nil }
        let first = candidates[generator.below(candidates.count)] * LabeledImages.imageBytes
        return images[first..<first + LabeledImages.imageBytes].map { Float($0) * (white / 255) }
    }
}
