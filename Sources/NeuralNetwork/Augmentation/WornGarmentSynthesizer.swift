// Photos of a shop show tops, dresses and trousers on people; Fashion-MNIST shows them alone. This puts the one into the
// other: head and hair above, arms beside, another garment below or above, all from Fashion-MNIST itself or drawn.

import Foundation

/// Puts a garment [28, 28] on an artificial person, as a photo of a shop shows it: as far as the thighs, or from near.
struct Wearer {
    private static let side = Double(LabeledImages.side)
    private static let centre = (side - 1) / 2
    private static let half = side / 2

    let wardrobe: Wardrobe
    /// The value of the brightest pixels; the background is 0.
    let white: Float

    /// Changes a picture of something that people wear, and leaves others as they are.
    func dress(_ picture: UnsafeMutablePointer<Float>, label: UInt8, from generator: inout SplitMix64) {
        if Wardrobe.Garment.tops.contains(label) {
            showTop(picture, label: label, from: &generator)
        } else if label == Wardrobe.Garment.trouser {
            showTrousers(picture, from: &generator)
        }
    }

    private func showTop(_ picture: UnsafeMutablePointer<Float>, label: UInt8, from generator: inout SplitMix64) {
        let isDress = label == Wardrobe.Garment.dress
        let isNear = generator.uniform() < 0.35
        let height = isNear ? generator.uniform(0.8...1.1) : generator.uniform(0.55...0.85)
        let width = height * generator.uniform(0.75...1.05)
        // From near the garment begins at the upper edge.
        let down =
            isNear
            ? Self.half * (height - 1) + generator.uniform(-1.5...2) : Self.half * generator.uniform(-0.15...0.25)
        let right = Self.half * generator.uniform(-0.06...0.06)
        let garment = PlacedGarment(picture, width: width, height: height, right: right, down: down, white: white)

        let middle = Self.centre + right
        let top = Self.centre + down - Self.half * height, bottom = Self.centre + down + Self.half * height
        let skin = generator.level(0.1...0.45), hair = generator.level(0.5...1)
        var person = Person(white: white)
        if !isNear, generator.uniform() < 0.9 {
            let radius = generator.uniform(1.5...2.6)
            let y = top - radius * generator.uniform(0.4...1.2) + 1
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
        if generator.uniform() < 0.9 {
            let gain = generator.uniform(0.6...1.2)
            let legs = generator.uniform(0.9...1.6)
            let legsDown = bottom - Self.centre + Self.half * (legs - generator.uniform(0.05...0.3))
            let isBare = isDress && generator.uniform() < 0.8
            if let trousers = PlacedGarment(
                of: Wardrobe.Garment.trouser, in: wardrobe, gain: gain, width: width * generator.uniform(0.8...1.15),
                height: legs, right: right, down: legsDown, white: white, from: &generator)
            {
                person.put(trousers, as: isBare ? skin * 0.8 : nil)
            }
        }
        let reach = Arms.Reach(label: label, from: &generator)
        let arms = (0..<2).map { side in
            Arms(
                isLeft: side == 0, middle: middle, centre: Self.centre + down, halfWidth: Self.half * width,
                halfHeight: Self.half * height, from: &generator)
        }
        for arm in arms { person.draw(arm, reach: reach, skin) }
        person.show(behind: garment, in: picture)
        // A forearm may cross the body.
        if reach == .whole, generator.uniform() < 0.15 {
            var front = Person(white: white, showing: picture)
            front.draw(arms[0], reach: .forearm, skin)
            front.show(in: picture)
        }
    }

    private func showTrousers(_ picture: UnsafeMutablePointer<Float>, from generator: inout SplitMix64) {
        let isNear = generator.uniform() < 0.35
        let height = isNear ? generator.uniform(0.85...1.1) : generator.uniform(0.6...0.88)
        let width = height * generator.uniform(0.9...1.3)
        let down = isNear ? generator.uniform(-1...2.5) : Self.half * generator.uniform(0...0.35)
        let right = Self.half * generator.uniform(-0.06...0.06)
        let garment = PlacedGarment(picture, width: width, height: height, right: right, down: down, white: white)
        let top = Self.centre + down - Self.half * height, bottom = Self.centre + down + Self.half * height

        var person = Person(white: white)
        person.put(garment, as: nil)
        if generator.uniform() < 0.9 {
            let worn = [Wardrobe.Garment.tShirt, Wardrobe.Garment.pullover, Wardrobe.Garment.shirt][generator.below(3)]
            let torso = generator.uniform(0.5...0.9)
            let torsoDown = top - Self.centre - Self.half * (torso - generator.uniform(0.1...0.5))
            if let shirt = PlacedGarment(
                of: worn, in: wardrobe, gain: generator.uniform(0.3...1.2), width: torso * generator.uniform(0.5...0.9),
                height: torso, right: right, down: torsoDown, white: white, from: &generator)
            {
                person.put(shirt, as: nil)
            }
        }
        if generator.uniform() < 0.7 {
            for side in [-1.0, 1] {
                person.fillEllipse(
                    x: Self.centre + right + side * generator.uniform(1.5...4), y: bottom - 0.3,
                    radiusX: generator.uniform(1...2.2), radiusY: generator.uniform(0.8...1.4),
                    generator.level(0.2...1))
            }
        }
        person.show(in: picture)
    }
}

extension SplitMix64 {
    fileprivate mutating func level(_ range: ClosedRange<Double>) -> Float { Float(uniform(range)) }
}

/// A garment somewhere in the picture, with how much of each pixel it covers.
private struct PlacedGarment {
    var pixels: [Float]  // [28, 28]
    var cover: [Float]  // [28, 28], 0 to 1

    init(
        _ picture: UnsafePointer<Float>, width: Double, height: Double, right: Double, down: Double, white: Float
    ) {
        var pixels = Array(UnsafeBufferPointer(start: picture, count: LabeledImages.imageBytes))
        let rows = Tone.silhouette(of: picture, threshold: Tone.threshold * white)
        var cover = rows.flatMap { row in (0..<LabeledImages.side).map { Float(row >> $0 & 1) } }
        let map = AffineMap(.init(width: width, height: height, right: right, down: down))
        pixels.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { map.apply(to: start) } }
        cover.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { map.apply(to: start) } }
        self.pixels = pixels
        self.cover = cover
    }

    /// A garment of a class from the wardrobe; nil where there is none.
    init?(
        of label: UInt8, in wardrobe: Wardrobe, gain: Double, width: Double, height: Double, right: Double,
        down: Double, white: Float, from generator: inout SplitMix64
    ) {
        var drawn = [Float](repeating: 0, count: LabeledImages.imageBytes)
        let isThere = drawn.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { wardrobe.draw(label, to: $0, white: white, from: &generator) } ?? false
        }
        guard isThere else { return nil }
        for i in drawn.indices { drawn[i] = min(drawn[i] * Float(gain), white) }
        let made = drawn.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map {
                PlacedGarment($0, width: width, height: height, right: right, down: down, white: white)
            }
        }
        guard let made else { return nil }
        self = made
    }
}

/// An arm from shoulder to hand, in pixels.
private struct Arms {
    /// How much of an arm is bare.
    enum Reach {
        case none, hand, forearm, whole

        /// What sleeves of a class leave bare.
        init(label: UInt8, from generator: inout SplitMix64) {
            let draw = generator.uniform()
            switch label {
            case Wardrobe.Garment.tShirt: self = draw < 0.9 ? .whole : .none
            case Wardrobe.Garment.dress: self = draw < 0.7 ? .whole : .none
            case Wardrobe.Garment.shirt:
                self = draw < 0.35 ? .whole : draw < 0.6 ? .forearm : draw < 0.85 ? .hand : .none
            default: self = draw < 0.1 ? .forearm : draw < 0.6 ? .hand : .none
            }
        }
    }

    let shoulder: (x: Double, y: Double), elbow: (x: Double, y: Double), hand: (x: Double, y: Double)
    let radius: Double

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

/// What is seen beside the garment.
private struct Person {
    private var pixels: [Float]
    private let white: Float

    init(white: Float) {
        self.white = white
        pixels = [Float](repeating: 0, count: LabeledImages.imageBytes)
    }

    init(white: Float, showing picture: UnsafePointer<Float>) {
        self.white = white
        pixels = Array(UnsafeBufferPointer(start: picture, count: LabeledImages.imageBytes))
    }

    /// The bare part of an arm, in one gray, a share of white.
    mutating func draw(_ arm: Arms, reach: Arms.Reach, _ gray: Float) {
        if reach == .whole { fillBar(from: arm.shoulder, to: arm.elbow, radius: arm.radius, gray) }
        if reach == .whole || reach == .forearm { fillBar(from: arm.elbow, to: arm.hand, radius: arm.radius, gray) }
        if reach == .hand { fillBar(from: arm.hand, to: arm.hand, radius: arm.radius * 1.2, gray) }
    }

    /// All pixels that are near to the line between two points.
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

    /// An ellipse of one gray, a share of white.
    mutating func fillEllipse(x: Double, y: Double, radiusX: Double, radiusY: Double, _ gray: Float) {
        let side = LabeledImages.side
        let first = max(0, Int((y - radiusY).rounded(.up))), last = min(side - 1, Int((y + radiusY).rounded(.down)))
        guard first <= last else { return }  // It lies outside.
        for row in first...last {
            for column in 0..<side {
                let (a, b) = ((Double(column) - x) / radiusX, (Double(row) - y) / radiusY)
                if a * a + b * b < 1 { pixels[row * side + column] = gray * white }
            }
        }
    }

    /// A garment over what is there, in its own grays or in one, a share of white.
    mutating func put(_ layer: PlacedGarment, as gray: Float?) {
        for i in pixels.indices {
            let value = gray.map { $0 * white } ?? layer.pixels[i]
            pixels[i] = value * layer.cover[i] + pixels[i] * (1 - layer.cover[i])
        }
    }

    func show(in picture: UnsafeMutablePointer<Float>) {
        picture.update(from: pixels, count: pixels.count)
    }

    func show(behind garment: PlacedGarment, in picture: UnsafeMutablePointer<Float>) {
        var all = self
        all.put(garment, as: nil)
        all.show(in: picture)
    }
}
