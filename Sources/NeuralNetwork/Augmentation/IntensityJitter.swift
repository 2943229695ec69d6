import Foundation

/// A change of the grays inside the silhouette of what a picture [28, 28] shows: inversion, gamma, gain and offset. What is
/// photographed elsewhere has other exposures and darker or brighter cloth; the background is black everywhere.
struct Tone: Equatable {
    /// Pixels below this share of white are background: Fashion-MNIST's has traces of gray.
    static let threshold: Float = 0.03

    var isInverted = false
    var gamma: Float = 1
    var gain: Float = 1
    /// A share of white.
    var offset: Float = 0

    /// Changes a picture whose brightest pixels are `white`.
    func apply(to picture: UnsafeMutablePointer<Float>, white: Float) {
        let silhouette = Self.silhouette(of: picture, threshold: Self.threshold * white)
        for y in 0..<LabeledImages.side {
            for x in 0..<LabeledImages.side where silhouette[y] >> x & 1 == 1 {
                let pixel = picture + y * LabeledImages.side + x
                var value = min(pixel.pointee / white, 1)
                if isInverted { value = 1 - value }
                pixel.pointee = min(max(pow(value, gamma) * gain + offset, 0), 1) * white
            }
        }
    }

    /// The pixels that are no background, closed: dilated and then eroded by 3×3 pixels (Serra, 1982), so that dark specks
    /// in cloth belong to it. A row is a number whose lowest bit is the first pixel.
    static func silhouette(of picture: UnsafePointer<Float>, threshold: Float) -> [UInt32] {
        let side = LabeledImages.side
        let all: UInt32 = 1 << side - 1
        let bright = (0..<side).map { y in
            (0..<side).reduce(UInt32(0)) { $0 | (picture[y * side + $1] >= threshold ? 1 << $1 : 0) }
        }
        // What lies outside dilates nothing and erodes nothing.
        let wide = [0] + bright.map { ($0 | $0 << 1 | $0 >> 1) & all } + [0]
        let dilated = (0..<side).map { wide[$0] | wide[$0 + 1] | wide[$0 + 2] }
        let narrow = [all] + dilated.map { $0 & ($0 << 1 | 1) & ($0 >> 1 | 1 << (side - 1)) } + [all]
        return (0..<side).map { narrow[$0] & narrow[$0 + 1] & narrow[$0 + 2] }
    }
}

extension Tone {
    /// A random one for half of the pictures, and nil for the others.
    ///
    /// - Parameter strength: From 0 to 1, where grays may be anything that garments have.
    init?(strength: Double, from generator: inout SplitMix64) {
        guard generator.uniform() < 0.5 else { return nil }
        isInverted = Double(generator.uniform()) < 0.3 * strength
        gamma = Float(exp(generator.uniform(-0.7...0.7) * strength))
        gain = Float(1 + generator.uniform(-0.6...0.1) * strength)
        offset = Float(generator.uniform(-0.1...0.5) * strength)
    }
}
