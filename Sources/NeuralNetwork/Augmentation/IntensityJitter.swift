import Foundation

/// A change of the gray values inside the silhouette of an image `[28, 28]`: inversion, gamma, gain and offset.
///
/// Photos differ in exposure and garments in color; the background stays black.
struct IntensityJitter: Equatable {
    var isInverted = false
    var gamma: Float = 1
    var gain: Float = 1
    /// A share of white.
    var offset: Float = 0

    /// Changes an image in place: `v = ((1 − v or v) ^ gamma) · gain + offset`, limited to 0...1, with `v` a share of
    /// white.
    ///
    /// - Parameter white: The value of the brightest pixels.
    func apply(to image: UnsafeMutablePointer<Float>, white: Float) {
        let silhouette = Silhouette.rows(of: image, threshold: Silhouette.threshold * white)
        for y in 0..<LabeledImages.side {
            for x in 0..<LabeledImages.side where silhouette[y] >> x & 1 == 1 {
                let pixel = image + y * LabeledImages.side + x
                var value = min(pixel.pointee / white, 1)
                if isInverted { value = 1 - value }
                pixel.pointee = min(max(pow(value, gamma) * gain + offset, 0), 1) * white
            }
        }
    }
}

extension IntensityJitter {
    /// Draws a random change for half of the images; nil for the others.
    ///
    /// - Parameter strength: From 0 to 1.
    init?(strength: Double, from generator: inout SplitMix64) {
        guard generator.uniform() < 0.5 else { return nil }
        isInverted = Double(generator.uniform()) < 0.3 * strength
        gamma = Float(exp(generator.uniform(-0.7...0.7) * strength))
        gain = Float(1 + generator.uniform(-0.6...0.1) * strength)
        offset = Float(generator.uniform(-0.1...0.5) * strength)
    }
}
