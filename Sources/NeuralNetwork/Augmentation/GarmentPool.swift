/// The training images by class: what an artificial person wears besides the garment that is shown.
final class Wardrobe: Sendable {
    /// Fashion-MNIST's labels, as far as garments are worn in different ways.
    enum Garment {
        static let tShirt: UInt8 = 0
        static let trouser: UInt8 = 1
        static let pullover: UInt8 = 2
        static let dress: UInt8 = 3
        static let shirt: UInt8 = 6
        /// What is worn on the upper body, or all over it.
        static let tops: Set<UInt8> = [tShirt, pullover, dress, 4, shirt]
        /// Sandal, sneaker, ankle boot.
        static let shoes: Set<UInt8> = [5, 7, 9]
    }

    private let images: [UInt8]
    /// The indices of the images of each class.
    private let indices: [[Int]]

    /// The first `count` images.
    init(_ images: LabeledImages, count: Int) {
        self.images = images.images
        var indices = [[Int]](repeating: [], count: Int(UInt8.max) + 1)
        for index in 0..<count { indices[Int(images.labels[index])].append(index) }
        self.indices = indices
    }

    /// Copies a random picture [28, 28] of one of the classes, of pixels up to `white`.
    ///
    /// - Returns: Whether there is one.
    func draw(
        _ label: UInt8, to picture: UnsafeMutablePointer<Float>, white: Float, from generator: inout SplitMix64
    ) -> Bool {
        let candidates = indices[Int(label)]
        guard !candidates.isEmpty else { return false }
        let first = candidates[generator.below(candidates.count)] * LabeledImages.imageBytes
        for i in 0..<LabeledImages.imageBytes { picture[i] = Float(images[first + i]) * (white / 255) }
        return true
    }
}
