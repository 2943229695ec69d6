import NeuralNetwork

/// A garment, scaled and shifted to its place in a scene, with the share of each pixel that the garment covers.
struct PlacedGarment {
    /// The garment on black `[28, 28]`.
    let pixels: [Float]
    /// The covered share of each pixel `[28, 28]`, from 0 to 1.
    let cover: [Float]

    /// - Parameters:
    ///   - image: The garment on black `[28, 28]`, with pixels from 0 to `white`.
    ///   - width: The factor by which the image gets wider.
    ///   - height: The factor by which the image gets higher.
    ///   - right: The shift to the right, in pixels.
    ///   - down: The shift downwards, in pixels.
    init(
        _ image: UnsafePointer<Float>, width: Double, height: Double, right: Double, down: Double, white: Float
    ) {
        var pixels = Array(UnsafeBufferPointer(start: image, count: LabeledImages.imageBytes))
        let rows = Silhouette.rows(of: image, threshold: Silhouette.threshold * white)
        var cover = rows.flatMap { row in (0..<LabeledImages.side).map { Float(row >> $0 & 1) } }
        let map = AffineMap(.init(width: width, height: height, right: right, down: down))
        pixels.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { map.apply(to: start) } }
        cover.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { map.apply(to: start) } }
        self.pixels = pixels
        self.cover = cover
    }

    /// Draws a garment of a class from a pool; nil where the pool has none.
    ///
    /// - Parameter gain: The factor of the gray values, which are limited to `white`.
    init?(
        _ garment: FashionMNISTClass, from pool: GarmentPool, gain: Double, width: Double, height: Double,
        right: Double, down: Double, white: Float, generator: inout SplitMix64
    ) {
        guard let drawn = pool.draw(garment, white: white, from: &generator) else { return nil }
        self.init(
            drawn.map { min($0 * Float(gain), white) }, width: width, height: height, right: right, down: down,
            white: white)
    }
}
