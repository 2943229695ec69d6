import NeuralNetwork

/// A drawing of a person: what is visible beside the garment of a scene.
struct PersonDrawing {
    private var pixels: [Float]  // [28, 28], from 0 to white
    private let white: Float

    /// Creates a black drawing.
    ///
    /// - Parameter white: The value of the brightest pixels.
    init(white: Float) {
        self.white = white
        pixels = [Float](repeating: 0, count: LabeledImages.imageBytes)
    }

    /// Creates a drawing on top of an image `[28, 28]`.
    init(white: Float, over image: UnsafePointer<Float>) {
        self.white = white
        pixels = Array(UnsafeBufferPointer(start: image, count: LabeledImages.imageBytes))
    }

    /// Draws the bare part of an arm.
    ///
    /// - Parameter gray: A share of white.
    mutating func draw(_ arm: Arm, bare: Arm.BarePart, _ gray: Float) {
        if bare == .whole { fillBar(from: arm.shoulder, to: arm.elbow, radius: arm.radius, gray) }
        if bare == .whole || bare == .forearm { fillBar(from: arm.elbow, to: arm.hand, radius: arm.radius, gray) }
        if bare == .hand { fillBar(from: arm.hand, to: arm.hand, radius: arm.radius * 1.2, gray) }
    }

    /// Fills all pixels within a distance from the line between two points.
    private mutating func fillBar(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), radius: Double, _ gray: Float
    ) {
        let side = LabeledImages.side
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let length = dx * dx + dy * dy
        for row in 0..<side {
            for column in 0..<side {
                let (x, y) = (Double(column) - start.x, Double(row) - start.y)
                let along = length == 0 ? 0 : min(max((x * dx + y * dy) / length, 0), 1)
                let (a, b) = (x - along * dx, y - along * dy)
                if a * a + b * b < radius * radius { pixels[row * side + column] = gray * white }
            }
        }
    }

    /// Fills an ellipse.
    ///
    /// - Parameter gray: A share of white.
    mutating func fillEllipse(x: Double, y: Double, radiusX: Double, radiusY: Double, _ gray: Float) {
        let side = LabeledImages.side
        let first = max(0, Int((y - radiusY).rounded(.up))), last = min(side - 1, Int((y + radiusY).rounded(.down)))
        guard first <= last else { return }  // The ellipse is outside the image.
        for row in first...last {
            for column in 0..<side {
                let (a, b) = ((Double(column) - x) / radiusX, (Double(row) - y) / radiusY)
                if a * a + b * b < 1 { pixels[row * side + column] = gray * white }
            }
        }
    }

    /// Draws a garment over the drawing.
    ///
    /// - Parameter gray: A share of white for the whole garment; nil for the gray values of the garment.
    mutating func put(_ garment: PlacedGarment, as gray: Float? = nil) {
        for i in pixels.indices {
            let value = gray.map { $0 * white } ?? garment.pixels[i]
            pixels[i] = value * garment.cover[i] + pixels[i] * (1 - garment.cover[i])
        }
    }

    /// Copies the drawing into an image `[28, 28]`.
    func copy(to image: UnsafeMutablePointer<Float>) {
        image.update(from: pixels, count: pixels.count)
    }
}

/// An arm from shoulder to hand, in pixels.
struct Arm {
    /// The part of an arm that a sleeve leaves bare.
    enum BarePart {
        case none, hand, forearm, whole

        /// Draws the part that the sleeves of a garment leave bare.
        init(below garment: FashionMNISTClass, from generator: inout SplitMix64) {
            let draw = generator.uniform()
            switch garment {
            case .tShirtTop: self = draw < 0.9 ? .whole : .none
            case .dress: self = draw < 0.7 ? .whole : .none
            case .shirt: self = draw < 0.35 ? .whole : draw < 0.6 ? .forearm : draw < 0.85 ? .hand : .none
            default: self = draw < 0.1 ? .forearm : draw < 0.6 ? .hand : .none
            }
        }
    }

    let shoulder: (x: Double, y: Double), elbow: (x: Double, y: Double), hand: (x: Double, y: Double)
    let radius: Double

    /// Draws a random position.
    ///
    /// - Parameters:
    ///   - middle: The horizontal centre of the garment.
    ///   - centre: The vertical centre of the garment.
    init(
        isLeft: Bool, middle: Double, centre: Double, halfWidth: Double, halfHeight: Double,
        from generator: inout SplitMix64
    ) {
        let side = isLeft ? -1.0 : 1
        func place(_ out: Double, _ down: Double) -> (x: Double, y: Double) {
            (middle + side * halfWidth * out, centre + halfHeight * down)
        }
        shoulder = place(generator.uniform(0.5...0.75), -0.6)
        elbow = place(generator.uniform(0.7...1.1), generator.uniform(-0.05...0.35))
        hand = place(generator.uniform(0.35...1.15), generator.uniform(0.45...1.15))
        radius = halfWidth * generator.uniform(0.09...0.19)
    }
}
