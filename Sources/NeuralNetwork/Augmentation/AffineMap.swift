import Foundation

/// How a picture [28, 28] is scaled, sheared, turned and shifted, all in one resampling, so that it is blurred once at most.
struct AffineMap {
    /// What becomes of a picture about its centre, in this order; x goes right and y down.
    struct Motion {
        /// How much wider and higher it gets; a negative width mirrors it first.
        var width = 1.0, height = 1.0
        /// The tangent of the angle that upright lines lean by.
        var slope = 0.0
        /// In radians, clockwise.
        var turn = 0.0
        /// In pixels.
        var right = 0.0, down = 0.0
    }

    // The inverse: where in the source a pixel of the result lies, (xx · x + xy · y + x0, yx · x + yy · y + y0).
    private let xx: Float, xy: Float, x0: Float
    private let yx: Float, yy: Float, y0: Float

    init(_ motion: Motion) {
        let cosine = cos(motion.turn), sine = sin(motion.turn)
        // turn · shear · scale = ((a, b), (c, d))
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

    /// Changes a picture: bilinear interpolation, with zeros around it.
    func apply(to picture: UnsafeMutablePointer<Float>) {
        let side = LabeledImages.side
        // One column and row of zeros before the picture and two after it, so that no pixel needs a test.
        let stride = side + 3
        withUnsafeTemporaryAllocation(of: Float.self, capacity: stride * stride) { padded in
            guard let start = padded.baseAddress else { return }
            start.initialize(repeating: 0, count: stride * stride)
            for y in 0..<side { (start + (y + 1) * stride + 1).update(from: picture + y * side, count: side) }
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
                    picture[y * side + x] = upper + below * (lower - upper)
                }
            }
        }
    }
}

extension AffineMap.Motion {
    /// A random one, as an augmentation wants it.
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
