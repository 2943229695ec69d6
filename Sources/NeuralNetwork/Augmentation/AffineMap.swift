import Foundation

/// An affine map of an image `[28, 28]`: scale, shear, rotation and shift in one resampling, so that the image is
/// blurred at most once.
public struct AffineMap {
    /// The parts of the map, applied about the image's centre in the order of the properties; x points right and y
    /// down.
    public struct Motion {
        /// The factor by which the image gets wider; a negative one mirrors the image.
        public var width = 1.0
        /// The factor by which the image gets higher.
        public var height = 1.0
        /// The tangent of the angle between sheared vertical lines and the vertical.
        public var slope = 0.0
        /// The rotation, in radians, clockwise.
        public var turn = 0.0
        /// The shift to the right, in pixels.
        public var right = 0.0
        /// The shift downwards, in pixels.
        public var down = 0.0

        /// Creates a scaling followed by a shift; by default the identity.
        public init(width: Double = 1, height: Double = 1, right: Double = 0, down: Double = 0) {
            self.width = width
            self.height = height
            self.right = right
            self.down = down
        }
    }

    // The inverse: the position in the source of a pixel of the result, (xx · x + xy · y + x0, yx · x + yy · y + y0).
    private let xx: Float, xy: Float, x0: Float
    private let yx: Float, yy: Float, y0: Float

    /// Creates the map of a motion.
    public init(_ motion: Motion) {
        let cosine = cos(motion.turn), sine = sin(motion.turn)
        // rotation · shear · scale = ((a, b), (c, d))
        let a = cosine * motion.width, b = (cosine * motion.slope - sine) * motion.height
        let c = sine * motion.width, d = (sine * motion.slope + cosine) * motion.height
        let determinant = a * d - b * c
        let centre = Double(LabeledImages.side - 1) / 2
        let x = centre + motion.right, y = centre + motion.down
        xx = Float(d / determinant)
        xy = Float(-b / determinant)
        yx = Float(-c / determinant)
        yy = Float(a / determinant)
        x0 = Float(centre - (d * x - b * y) / determinant)
        y0 = Float(centre - (a * y - c * x) / determinant)
    }

    /// Applies the map to an image in place, with bilinear interpolation and zeros around the image.
    public func apply(to image: UnsafeMutablePointer<Float>) {
        let side = LabeledImages.side
        // One column and row of zeros before the image and two after it, so that no pixel needs a bounds check.
        let stride = side + 3
        withUnsafeTemporaryAllocation(of: Float.self, capacity: stride * stride) { padded in
            guard let start = padded.baseAddress else { return }
            start.initialize(repeating: 0, count: stride * stride)
            for y in 0..<side { (start + (y + 1) * stride + 1).update(from: image + y * side, count: side) }
            let last = Float(side)
            for y in 0..<side {
                for x in 0..<side {
                    let sourceX = min(max(xx * Float(x) + xy * Float(y) + x0, -1), last) + 1
                    let sourceY = min(max(yx * Float(x) + yy * Float(y) + y0, -1), last) + 1
                    let column = Int(sourceX), row = Int(sourceY)
                    let right = sourceX - Float(column), below = sourceY - Float(row)
                    let corner = start + row * stride + column
                    let upper = corner[0] + right * (corner[1] - corner[0])
                    let lower = corner[stride] + right * (corner[stride + 1] - corner[stride])
                    image[y * side + x] = upper + below * (lower - upper)
                }
            }
        }
    }
}

extension AffineMap.Motion {
    /// Draws a random motion within the limits of an augmentation.
    init(_ augmentation: Augmentation, isFlipped: Bool, from generator: inout SplitMix64) {
        let scale = generator.uniform(augmentation.scale)
        let widening = exp(generator.uniform(-1...1) * log(augmentation.aspect) / 2)
        width = (isFlipped ? -1 : 1) * scale * widening
        height = scale / widening
        slope = tan(generator.uniform(-1...1) * augmentation.shearDegrees * .pi / 180)
        turn = generator.uniform(-1...1) * augmentation.rotationDegrees * .pi / 180
        right = generator.uniform(-1...1) * Double(augmentation.shiftPixels)
        down = generator.uniform(-1...1) * Double(augmentation.shiftPixels)
    }
}
