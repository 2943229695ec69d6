import Foundation
import Testing

@testable import NeuralNetwork

/// Changes of single images, compared with closed forms.
@Suite struct ImageTransformTests {
    /// An image without a symmetry, black at the border.
    let image = (0..<784).map { i -> Float in
        let x = i % 28, y = i / 28
        guard 2..<26 ~= x && 2..<26 ~= y else { return 0 }
        return 0.2 + 0.025 * Float(x) + 0.003 * Float(y * y % 17)
    }

    private func moved(_ image: [Float], _ change: (inout AffineMap.Motion) -> Void) -> [Float] {
        var motion = AffineMap.Motion()
        change(&motion)
        var result = image
        result.withUnsafeMutableBufferPointer { pixels in
            if let start = pixels.baseAddress { AffineMap(motion).apply(to: start) }
        }
        return result
    }

    private func isClose(_ a: [Float], _ b: [Float], within tolerance: Float = 1e-4) -> Bool {
        zip(a, b).allSatisfy { abs($0 - $1) < tolerance }
    }

    /// Returns an image whose pixel at (x, y) is that of another image at a given position, or 0 outside.
    private func rearranged(_ other: [Float]? = nil, _ place: (_ x: Int, _ y: Int) -> (x: Int, y: Int)) -> [Float] {
        let source = other ?? image
        return (0..<784).map { i in
            let (x, y) = place(i % 28, i / 28)
            return 0..<28 ~= x && 0..<28 ~= y ? source[y * 28 + x] : 0
        }
    }

    @Test func motionsByWholePixelsDoNotResample() {
        #expect(moved(image) { _ in } == image)
        #expect(isClose(moved(image) { $0.width = -1 }, rearranged { (27 - $0, $1) }))
        // Clockwise: the left side becomes the top.
        #expect(isClose(moved(image) { $0.turn = .pi / 2 }, rearranged { ($1, 27 - $0) }))
        #expect(isClose(moved(image) { $0.turn = .pi }, rearranged { (27 - $0, 27 - $1) }))
        let shifted = moved(image) {
            $0.right = 3
            $0.down = -5
        }
        #expect(isClose(shifted, rearranged { ($0 - 3, $1 + 5) }))
        // The order is mirroring, rotation, shift.
        let all = moved(image) {
            $0.width = -1
            $0.turn = .pi / 2
            $0.right = 2
        }
        #expect(isClose(all, rearranged { (27 - $1, 27 - ($0 - 2)) }))
        // A shear to the left at the top, where y is small: by one pixel per row, starting with half a pixel at the
        // centre.
        let leaning = moved(image) {
            $0.slope = 1
            $0.right = 0.5
        }
        #expect(isClose(leaning, rearranged { ($0 - $1 + 13, $1) }))
    }

    /// Bilinear interpolation is exact on a ramp, whose values therefore show the map of the coordinates.
    @Test func affineMapsOfRampsAreExact() {
        var ramp: [Float] = []
        for y in 0..<28 {
            for x in 0..<28 { ramp.append(Float(2 * x + 3 * y)) }
        }
        let result = moved(ramp) {
            $0.width = 0.9
            $0.height = 1.25
            $0.slope = 0.1
            $0.turn = 0.2
            $0.right = 0.75
            $0.down = -0.5
        }
        var inside = 0
        for i in 0..<784 {
            // The inverse of the motion, step by step.
            var x = Double(i % 28) - 14.25
            var y = Double(i / 28) - 13
            (x, y) = (x * cos(0.2) + y * sin(0.2), y * cos(0.2) - x * sin(0.2))
            x -= 0.1 * y
            x = x / 0.9 + 13.5
            y = y / 1.25 + 13.5
            if 0...27 ~= x && 0...27 ~= y {
                inside += 1
                #expect(abs(Double(result[i]) - (2 * x + 3 * y)) < 1e-3)
            } else if x < -1 || y < -1 || x > 28 || y > 28 {
                #expect(result[i] == 0)
            }
        }
        #expect(inside > 500)
    }

    @Test func motionsAreDrawnFromTheConfiguredRanges() {
        var augmentation = Augmentation()
        augmentation.scale = 0.8...1.1
        augmentation.rotationDegrees = 30
        augmentation.shearDegrees = 10
        augmentation.shiftPixels = 2
        var generator = SplitMix64(seed: 1)
        let motions = (0..<5000).map { _ in AffineMap.Motion(augmentation, isFlipped: false, from: &generator) }
        func isSpread(_ values: [Double], _ lower: Double, _ upper: Double) -> Bool {
            let edge = (upper - lower) / 100
            let allowed = lower - 1e-6...upper + 1e-6
            return values.allSatisfy { allowed ~= $0 } && values.contains { $0 < lower + edge }
                && values.contains { $0 > upper - edge }
        }
        #expect(isSpread(motions.map(\.width), 0.8, 1.1))
        #expect(motions.allSatisfy { $0.width == $0.height })
        #expect(isSpread(motions.map(\.turn), -.pi / 6, .pi / 6))
        #expect(isSpread(motions.map(\.slope), -tan(.pi / 18), tan(.pi / 18)))
        #expect(isSpread(motions.map(\.right), -2, 2) && isSpread(motions.map(\.down), -2, 2))
        augmentation = Augmentation()
        augmentation.aspect = 1.5
        let stretched = (0..<5000).map { _ in AffineMap.Motion(augmentation, isFlipped: true, from: &generator) }
        #expect(isSpread(stretched.map { -$0.width / $0.height }, 1 / 1.5, 1.5))
        #expect(stretched.allSatisfy { abs($0.width * $0.height + 1) < 1e-9 })
    }

    @Test func flipsAlternateInResampledImages() throws {
        let images = LabeledImages(images: image.map { UInt8($0 * 200) }, labels: [0])
        let epochs = try (1...4).map { epoch in
            // A rotation too small to change any pixel.
            try augmented(images, epoch: epoch) {
                $0.flip = true
                $0.rotationDegrees = 1e-9
            }.images[0]
        }
        let mirrored = rearranged(epochs[0]) { (27 - $0, $1) }
        #expect(isClose(epochs[1], mirrored) && isClose(epochs[2], epochs[0]) && isClose(epochs[3], mirrored))
        #expect(!isClose(epochs[0], epochs[1], within: 0.1))
    }

    private func toned(_ image: [Float], _ tone: IntensityJitter, white: Float) -> [Float] {
        var result = image.map { $0 * white }
        result.withUnsafeMutableBufferPointer { pixels in
            if let start = pixels.baseAddress { tone.apply(to: start, white: white) }
        }
        return result.map { $0 / white }
    }

    @Test(arguments: [1, 255] as [Float])
    func intensityJitterFollowsTheFormulaInsideTheSilhouetteOnly(white: Float) {
        var image = image
        image[10 * 28 + 10] = 0  // a dark speck in the cloth
        image[0] = 0.02  // a trace in the background
        let tone = IntensityJitter(isInverted: true, gamma: 1.5, gain: 0.5, offset: 0.3)
        let result = toned(image, tone, white: white)
        for i in 0..<784 {
            let isInside = 2..<26 ~= i % 28 && 2..<26 ~= i / 28
            let changed: Float = 0.3 + 0.5 * pow(1 - image[i], 1.5)
            let expected = isInside ? changed : image[i]
            #expect(abs(result[i] - expected) < 1e-5)
        }
        let clipped = toned(image, IntensityJitter(gain: 3), white: white)
        #expect(clipped.allSatisfy { 0...1 ~= $0 } && clipped.contains(1))
        let dark = toned(image, IntensityJitter(offset: -0.5), white: white)
        #expect(dark.allSatisfy { 0...1 ~= $0 } && dark[3 * 28 + 3] == 0)
    }

    /// Closing fills specks, but not the gap between trouser legs or the background, and removes nothing at the border.
    @Test func silhouetteIsClosed() {
        var shape = [Float](repeating: 0, count: 784)
        for y in 0..<28 {
            for x in 0..<28 where !(11..<17 ~= x && y > 5) { shape[y * 28 + x] = 1 }
        }
        shape[3 * 28 + 20] = 0
        let rows = shape.withUnsafeBufferPointer { pixels in
            pixels.baseAddress.map { Silhouette.rows(of: $0, threshold: 0.03) } ?? []
        }
        let full: UInt32 = 0xFFF_FFFF
        let legs = full & ~(0b11_1111 << 11)
        #expect(rows == (0..<28).map { $0 > 5 ? legs : full })
    }

    @Test func intensityJitterChangesHalfOfTheImagesWithinTheRange() throws {
        let images = LabeledImages(
            images: (0..<600).flatMap { _ in image.map { UInt8($0 * 255) } },
            labels: [UInt8](repeating: 0, count: 600))
        let original = try augmented(images) { _ in }.images[0]
        let jittered = try augmented(images) { $0.tone = 1 }.images
        #expect(abs(jittered.count { $0 != original } - 300) < 50)
        #expect(jittered.joined().allSatisfy { 0...1 ~= $0 })
        #expect(jittered.allSatisfy { zip($0, original).allSatisfy { $1 > 0 || $0 == 0 } })
        // In inverted images the brighter side is darker.
        let left = 5 * 28 + 4, right = 5 * 28 + 23
        let inverted = jittered.count { $0[left] > $0[right] }
        #expect((20..<100).contains(inverted))
        // A small strength changes little.
        let gentle = try augmented(images) { $0.tone = 0.01 }.images
        #expect(gentle.count { isClose($0, original, within: 0.02) } > 590)
    }

    private func sharpened(_ image: [Float], _ amount: Float) -> [Float] {
        var result = image
        result.withUnsafeMutableBufferPointer { pixels in
            if let start = pixels.baseAddress { UnsharpMask.apply(amount, to: start, white: 1) }
        }
        return result
    }

    @Test func unsharpMaskFollowsTheFormula() {
        #expect(isClose(sharpened(image, 0), image, within: 1e-7))
        let flat = [Float](repeating: 0.7, count: 784)
        #expect(isClose(sharpened(flat, -1), flat) && isClose(sharpened(flat, 1), flat))
        let weights: [Float] = [1, 2, 1, 2, 4, 2, 1, 2, 1]
        for amount in [-1, -0.5, 0.8] as [Float] {
            let result = sharpened(image, amount)
            for i in 0..<784 {
                var blurred: Float = 0
                for k in 0..<9 {
                    let x = min(max(i % 28 + k % 3 - 1, 0), 27), y = min(max(i / 28 + k / 3 - 1, 0), 27)
                    blurred += weights[k] / 16 * image[y * 28 + x]
                }
                let expected = min(max(image[i] + amount * (image[i] - blurred), 0), 1)
                #expect(abs(result[i] - expected) < 1e-5)
            }
        }
        // Pixels beyond the border repeat the outermost ones, as a dot at the border shows.
        var dot = [Float](repeating: 0, count: 784)
        dot[27] = 1
        #expect(abs(sharpened(dot, -1)[27] - 9 / 16) < 1e-6)
    }

    @Test func sharpnessBlursAndSharpens() throws {
        let images = LabeledImages.ofFormula(count: 200)
        func roughness(_ image: [Float]) -> Float {
            zip(image, image.dropFirst()).map { abs($0 - $1) }.reduce(0, +)
        }
        let originals = try augmented(images) { _ in }.images
        let results = try augmented(images) { $0.sharpness = 0.9 }.images
        let sharper = zip(results, originals).count { roughness($0) > roughness($1) }
        #expect((60..<140).contains(sharper))
        #expect(results.joined().allSatisfy { 0...1 ~= $0 })
    }

    /// Raw pixels are 255 times the normalised ones.
    @Test func rawAndNormalisedPixelsAreChangedInTheSameWay() throws {
        let images = LabeledImages.ofFormula(count: 40)
        let unit = try augmented(images) { $0 = .everything }
        let raw = try augmented(images, normalize: false) { $0 = .everything }
        #expect(zip(unit.images, raw.images).allSatisfy { isClose($0, $1.map { $0 / 255 }) })
        #expect(unit.targets == raw.targets && unit.labels == raw.labels)
    }

    /// A bar of 24×8 pixels becomes 1.05 to 1.6 times as high, and rotates by at most 0.3. Its thickness and slope
    /// follow from the sums and centres of its columns, which interpolation preserves.
    @Test func imagesOfTiltedClassesAreStretchedAndRotated() throws {
        let bar = (0..<784).map { UInt8(2..<26 ~= $0 % 28 && 10..<18 ~= $0 / 28 ? 255 : 0) }
        let images = LabeledImages(
            images: (0..<500).flatMap { _ in bar }, labels: (0..<500).map { UInt8($0 % 10) })
        let before = try augmented(images) { _ in }.images
        let after = try augmented(images) { $0.tiltingShoes = 1 }.images
        var heights: [Double] = [], slopes: [Double] = []
        for (i, image) in after.enumerated() {
            guard !images.labels[i].isMultiple(of: 2) else {
                #expect(image == before[i])
                continue
            }
            func column(_ x: Int) -> (sum: Double, centre: Double) {
                let values = (0..<28).map { Double(image[$0 * 28 + x]) }
                let sum = values.reduce(0, +)
                return (sum, values.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element } / sum)
            }
            let slope = (column(20).centre - column(7).centre) / 13
            slopes.append(slope)
            heights.append(column(13).sum / (8 * (1 + slope * slope).squareRoot()))
        }
        #expect(heights.allSatisfy { 1.04...1.61 ~= $0 } && slopes.allSatisfy { abs($0) < 0.312 })
        #expect(heights.contains { $0 < 1.1 } && heights.contains { $0 > 1.5 })
        #expect(slopes.contains { $0 < -0.2 } && slopes.contains { $0 > 0.2 })
    }

    @Test func synthesisIsAppliedWithItsProbability() throws {
        let images = LabeledImages.ofFormula(count: 400)
        let before = try augmented(images) { _ in }
        let after = try augmented(images) { $0.wearing = 0.5 }
        let changed = (0..<400).filter { before.images[$0] != after.images[$0] }
        #expect(changed.allSatisfy { images.labels[$0].isMultiple(of: 2) })
        #expect(70..<130 ~= changed.count)
        #expect(before.labels == after.labels && after.targets == nil)
    }
}
