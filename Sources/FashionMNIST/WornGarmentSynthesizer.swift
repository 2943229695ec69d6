import NeuralNetwork

/// Synthesis of images of worn garments from images of garments alone.
///
/// Photos of shops show tops, dresses and trousers on people, cropped at the thighs or closer; Fashion-MNIST shows the
/// garments alone. The synthesizer scales a garment and adds a head with hair, arms, shoes, and trousers below or a top
/// above. All are drawn as simple shapes or taken from other training images.
public struct WornGarmentSynthesizer: ImageSynthesis {
    private static let side = Double(LabeledImages.side)
    private static let centre = (side - 1) / 2
    private static let half = side / 2

    private let pool: GarmentPool

    /// Creates a synthesizer that takes other garments from the first `count` images.
    public init(images: LabeledImages, count: Int) {
        pool = GarmentPool(images, count: count)
    }

    /// Replaces the image of a top, a dress or trousers by one of a person who wears the garment. Images of other
    /// classes are not changed.
    public func synthesize(
        _ image: UnsafeMutablePointer<Float>, label: UInt8, white: Float, from generator: inout SplitMix64
    ) {
        guard let garment = FashionMNISTClass(label: label) else { return }
        if garment.isTop {
            showTop(image, of: garment, white: white, from: &generator)
        } else if garment == .trouser {
            showTrousers(image, white: white, from: &generator)
        }
    }

    /// Whether images of a class are stretched and tilted: shoes, which photos show obliquely from above.
    public func isTilted(label: UInt8) -> Bool { FashionMNISTClass(label: label)?.isShoe == true }

    private func showTop(
        _ image: UnsafeMutablePointer<Float>, of garment: FashionMNISTClass, white: Float,
        from generator: inout SplitMix64
    ) {
        let isClose = generator.uniform() < 0.35
        let height = isClose ? generator.uniform(0.8...1.1) : generator.uniform(0.55...0.85)
        let width = height * generator.uniform(0.75...1.05)
        // In a close view the garment begins at the upper edge.
        let down =
            isClose
            ? Self.half * (height - 1) + generator.uniform(-1.5...2) : Self.half * generator.uniform(-0.15...0.25)
        let right = Self.half * generator.uniform(-0.06...0.06)
        let top = PlacedGarment(image, width: width, height: height, right: right, down: down, white: white)

        let middle = Self.centre + right
        let upperEdge = Self.centre + down - Self.half * height, lowerEdge = Self.centre + down + Self.half * height
        let skin = generator.level(0.1...0.45), hair = generator.level(0.5...1)
        var person = PersonDrawing(white: white)
        if !isClose, generator.uniform() < 0.9 {
            drawHead(on: &person, middle: middle, above: upperEdge, skin: skin, hair: hair, from: &generator)
        }
        if generator.uniform() < 0.9 {
            let gain = generator.uniform(0.6...1.2)
            let legs = generator.uniform(0.9...1.6)
            let legsDown = lowerEdge - Self.centre + Self.half * (legs - generator.uniform(0.05...0.3))
            let isBare = garment == .dress && generator.uniform() < 0.8
            if let trousers = PlacedGarment(
                .trouser, from: pool, gain: gain, width: width * generator.uniform(0.8...1.15),
                height: legs, right: right, down: legsDown, white: white, generator: &generator)
            {
                person.put(trousers, as: isBare ? skin * 0.8 : nil)
            }
        }
        let bare = Arm.BarePart(below: garment, from: &generator)
        let arms = (0..<2).map { side in
            Arm(
                isLeft: side == 0, middle: middle, centre: Self.centre + down, halfWidth: Self.half * width,
                halfHeight: Self.half * height, from: &generator)
        }
        for arm in arms { person.draw(arm, bare: bare, skin) }
        person.put(top)
        person.copy(to: image)
        // In some images a forearm is in front of the garment.
        if bare == .whole, generator.uniform() < 0.15 {
            var front = PersonDrawing(white: white, over: image)
            front.draw(arms[0], bare: .forearm, skin)
            front.copy(to: image)
        }
    }

    private func drawHead(
        on person: inout PersonDrawing, middle: Double, above upperEdge: Double, skin: Float, hair: Float,
        from generator: inout SplitMix64
    ) {
        let radius = generator.uniform(1.5...2.6)
        let y = upperEdge - radius * generator.uniform(0.4...1.2) + 1
        person.fillEllipse(x: middle, y: y, radiusX: radius, radiusY: radius * 1.35, skin)
        person.fillEllipse(x: middle, y: y - radius * 0.9, radiusX: radius * 1.05, radiusY: radius * 0.8, hair)
        if generator.uniform() < 0.3 {  // long hair, beside the neck
            for side in [-1.0, 1] {
                person.fillEllipse(
                    x: middle + side * radius * 0.95, y: y + radius, radiusX: radius * 0.45,
                    radiusY: radius * generator.uniform(1.2...2.4), hair)
            }
        }
    }

    private func showTrousers(
        _ image: UnsafeMutablePointer<Float>, white: Float, from generator: inout SplitMix64
    ) {
        let isClose = generator.uniform() < 0.35
        let height = isClose ? generator.uniform(0.85...1.1) : generator.uniform(0.6...0.88)
        let width = height * generator.uniform(0.9...1.3)
        let down = isClose ? generator.uniform(-1...2.5) : Self.half * generator.uniform(0...0.35)
        let right = Self.half * generator.uniform(-0.06...0.06)
        let trousers = PlacedGarment(image, width: width, height: height, right: right, down: down, white: white)
        let upperEdge = Self.centre + down - Self.half * height, lowerEdge = Self.centre + down + Self.half * height

        var person = PersonDrawing(white: white)
        person.put(trousers)
        if generator.uniform() < 0.9 {
            let worn = [FashionMNISTClass.tShirtTop, .pullover, .shirt][generator.below(3)]
            let torso = generator.uniform(0.5...0.9)
            let torsoDown = upperEdge - Self.centre - Self.half * (torso - generator.uniform(0.1...0.5))
            if let top = PlacedGarment(
                worn, from: pool, gain: generator.uniform(0.3...1.2), width: torso * generator.uniform(0.5...0.9),
                height: torso, right: right, down: torsoDown, white: white, generator: &generator)
            {
                person.put(top)
            }
        }
        if generator.uniform() < 0.7 {
            for side in [-1.0, 1] {
                person.fillEllipse(
                    x: Self.centre + right + side * generator.uniform(1.5...4), y: lowerEdge - 0.3,
                    radiusX: generator.uniform(1...2.2), radiusY: generator.uniform(0.8...1.4),
                    generator.level(0.2...1))
            }
        }
        person.copy(to: image)
    }
}

extension SplitMix64 {
    /// Returns a gray value of a range.
    fileprivate mutating func level(_ range: ClosedRange<Double>) -> Float { Float(uniform(range)) }
}
