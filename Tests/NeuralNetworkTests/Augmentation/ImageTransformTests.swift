import Foundation
import Testing

@testable import NeuralNetwork

/// Changes of single pictures, each against a closed form.
@Suite struct PictureChangesTests {
    /// A picture without a symmetry, black at its border.
    let picture = (0..<784).map { i -> Float in
        let x = i % 28, y = i / 28
        guard 2..<26 ~= x && 2..<26 ~= y else { return 0 }
        return 0.2 + 0.025 * Float(x) + 0.003 * Float(y * y % 17)
    }

    private func moved(_ picture: [Float], _ change: (inout AffineMap.Motion) -> Void) -> [Float] {
        var motion = AffineMap.Motion()
        change(&motion)
        var result = picture
        result.withUnsafeMutableBufferPointer { pixels in
            if let start = pixels.baseAddress { AffineMap(motion).apply(to: start) }
        }
        return result
    }

    private func isClose(_ a: [Float], _ b: [Float], within tolerance: Float = 1e-4) -> Bool {
        zip(a, b).allSatisfy { abs($0 - $1) < tolerance }
    }

    /// A picture whose pixel at (x, y) is that of another at the place given, 0 outside.
    private func rearranged(_ other: [Float]? = nil, _ place: (_ x: Int, _ y: Int) -> (x: Int, y: Int)) -> [Float] {
        let source = other ?? picture
        return (0..<784).map { i in
            let (x, y) = place(i % 28, i / 28)
            return 0..<28 ~= x && 0..<28 ~= y ? source[y * 28 + x] : 0
        }
    }

    @Test func motionsByWholePixelsAreExact() {
        #expect(moved(picture) { _ in } == picture)
        #expect(isClose(moved(picture) { $0.width = -1 }, rearranged { (27 - $0, $1) }))
        // Clockwise: what was on the left is at the top.
        #expect(isClose(moved(picture) { $0.turn = .pi / 2 }, rearranged { ($1, 27 - $0) }))
        #expect(isClose(moved(picture) { $0.turn = .pi }, rearranged { (27 - $0, 27 - $1) }))
        let shifted = moved(picture) {
            $0.right = 3
            $0.down = -5
        }
        #expect(isClose(shifted, rearranged { ($0 - 3, $1 + 5) }))
        // Mirrored first, then turned, then shifted.
        let all = moved(picture) {
            $0.width = -1
            $0.turn = .pi / 2
            $0.right = 2
        }
        #expect(isClose(all, rearranged { (27 - $1, 27 - ($0 - 2)) }))
        // A lean to the left at the top, where y is small: by a pixel for each row, from half a pixel at the centre.
        let leaning = moved(picture) {
            $0.slope = 1
            $0.right = 0.5
        }
        #expect(isClose(leaning, rearranged { ($0 - $1 + 13, $1) }))
    }

    /// Bilinear interpolation is exact on a ramp: there, a map of coordinates can be read from the values.
    @Test func rampsStayRamps() {
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
            // The same motion undone step by step.
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

    @Test func motionsAreDrawnFromTheRangesAskedFor() {
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

    @Test func flipsAlternateInResampledImagesToo() throws {
        let images = LabeledImages(images: picture.map { UInt8($0 * 200) }, labels: [0])
        let epochs = try (1...4).map { epoch in
            // So little that it shows in no pixel.
            try changed(images, epoch: epoch) {
                $0.flip = true
                $0.rotationDegrees = 1e-9
            }.pictures[0]
        }
        let mirrored = rearranged(epochs[0]) { (27 - $0, $1) }
        #expect(isClose(epochs[1], mirrored) && isClose(epochs[2], epochs[0]) && isClose(epochs[3], mirrored))
        #expect(!isClose(epochs[0], epochs[1], within: 0.1))
    }

    private func toned(_ picture: [Float], _ tone: Tone, white: Float) -> [Float] {
        var result = picture.map { $0 * white }
        result.withUnsafeMutableBufferPointer { pixels in
            if let start = pixels.baseAddress { tone.apply(to: start, white: white) }
        }
        return result.map { $0 / white }
    }

    @Test(arguments: [1, 255] as [Float])
    func toneFollowsItsFormulaInsideTheSilhouetteAlone(white: Float) {
        var picture = picture
        picture[10 * 28 + 10] = 0  // a dark speck in the cloth
        picture[0] = 0.02  // a trace in the background
        let tone = Tone(isInverted: true, gamma: 1.5, gain: 0.5, offset: 0.3)
        let result = toned(picture, tone, white: white)
        for i in 0..<784 {
            let isInside = 2..<26 ~= i % 28 && 2..<26 ~= i / 28
            let changed: Float = 0.3 + 0.5 * pow(1 - picture[i], 1.5)
            let expected = isInside ? changed : picture[i]
            #expect(abs(result[i] - expected) < 1e-5)
        }
        let clipped = toned(picture, Tone(gain: 3), white: white)
        #expect(clipped.allSatisfy { 0...1 ~= $0 } && clipped.contains(1))
        let dark = toned(picture, Tone(offset: -0.5), white: white)
        #expect(dark.allSatisfy { 0...1 ~= $0 } && dark[3 * 28 + 3] == 0)
    }

    /// Closing fills specks, and neither gaps between trouser legs nor the world outside; it loses nothing at the border.
    @Test func silhouettesAreClosed() {
        var shape = [Float](repeating: 0, count: 784)
        for y in 0..<28 {
            for x in 0..<28 where !(11..<17 ~= x && y > 5) { shape[y * 28 + x] = 1 }
        }
        shape[3 * 28 + 20] = 0
        let rows = shape.withUnsafeBufferPointer { pixels in
            pixels.baseAddress.map { Tone.silhouette(of: $0, threshold: 0.03) } ?? []
        }
        let full: UInt32 = 0xFFF_FFFF
        let legs = full & ~(0b11_1111 << 11)
        #expect(rows == (0..<28).map { $0 > 5 ? legs : full })
    }

    @Test func toneChangesHalfOfTheImagesAndKeepsTheRange() throws {
        let images = LabeledImages(
            images: (0..<600).flatMap { _ in picture.map { UInt8($0 * 255) } },
            labels: [UInt8](repeating: 0, count: 600))
        let original = try changed(images) { _ in }.pictures[0]
        let pictures = try changed(images) { $0.tone = 1 }.pictures
        #expect(abs(pictures.count { $0 != original } - 300) < 50)
        #expect(pictures.joined().allSatisfy { 0...1 ~= $0 })
        #expect(pictures.allSatisfy { zip($0, original).allSatisfy { $1 > 0 || $0 == 0 } })
        // Some are inverted: what was brighter is darker.
        let left = 5 * 28 + 4, right = 5 * 28 + 23
        let inverted = pictures.count { $0[left] > $0[right] }
        #expect((20..<100).contains(inverted))
        // At a small strength nothing moves far.
        let gentle = try changed(images) { $0.tone = 0.01 }.pictures
        #expect(gentle.count { isClose($0, original, within: 0.02) } > 590)
    }

    private func sharpened(_ picture: [Float], _ amount: Float) -> [Float] {
        var result = picture
        result.withUnsafeMutableBufferPointer { pixels in
            if let start = pixels.baseAddress { Sharpness.apply(amount, to: start, white: 1) }
        }
        return result
    }

    @Test func sharpnessIsUnsharpMasking() {
        #expect(isClose(sharpened(picture, 0), picture, within: 1e-7))
        let flat = [Float](repeating: 0.7, count: 784)
        #expect(isClose(sharpened(flat, -1), flat) && isClose(sharpened(flat, 1), flat))
        let weights: [Float] = [1, 2, 1, 2, 4, 2, 1, 2, 1]
        for amount in [-1, -0.5, 0.8] as [Float] {
            let result = sharpened(picture, amount)
            for i in 0..<784 {
                var blurred: Float = 0
                for k in 0..<9 {
                    let x = min(max(i % 28 + k % 3 - 1, 0), 27), y = min(max(i / 28 + k / 3 - 1, 0), 27)
                    blurred += weights[k] / 16 * picture[y * 28 + x]
                }
                let expected = min(max(picture[i] + amount * (picture[i] - blurred), 0), 1)
                #expect(abs(result[i] - expected) < 1e-5)
            }
        }
        // A dot at the border: nothing comes in from outside.
        var dot = [Float](repeating: 0, count: 784)
        dot[27] = 1
        #expect(abs(sharpened(dot, -1)[27] - 9 / 16) < 1e-6)
    }

    @Test func sharpnessIsDrawnBothWays() throws {
        let images = LabeledImages.ofFormula(count: 200)
        func roughness(_ picture: [Float]) -> Float {
            zip(picture, picture.dropFirst()).map { abs($0 - $1) }.reduce(0, +)
        }
        let originals = try changed(images) { _ in }.pictures
        let pictures = try changed(images) { $0.sharpness = 0.9 }.pictures
        let sharper = zip(pictures, originals).count { roughness($0) > roughness($1) }
        #expect((60..<140).contains(sharper))
        #expect(pictures.joined().allSatisfy { 0...1 ~= $0 })
    }

    /// Raw pixels are those from 0 to 1, 255 times as bright.
    @Test func rawPixelsAreChangedInTheSameWay() throws {
        let images = LabeledImages.ofFormula(count: 40)
        let unit = try changed(images) { $0 = .everything }
        let raw = try changed(images, normalize: false) { $0 = .everything }
        #expect(zip(unit.pictures, raw.pictures).allSatisfy { isClose($0, $1.map { $0 / 255 }) })
        #expect(unit.targets == raw.targets && unit.labels == raw.labels)
    }
}
