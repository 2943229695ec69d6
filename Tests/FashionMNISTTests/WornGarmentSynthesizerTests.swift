import Testing

@testable import FashionMNIST
@testable import NeuralNetwork

/// The garment under test is white and all other garments are darker, so that gray values tell them apart.
@Suite struct WornGarmentSynthesizerTests {
    /// Images of one gray rectangle each on black.
    static func rectangles(
        _ labels: [UInt8], gray: UInt8 = 255, columns: Range<Int> = 5..<23, rows: Range<Int> = 0..<28
    ) -> LabeledImages {
        let image = (0..<784).map { columns ~= $0 % 28 && rows ~= $0 / 28 ? gray : 0 }
        return LabeledImages(images: labels.flatMap { _ in image }, labels: labels)
    }

    /// Dark tops, and trousers narrower than any garment under test.
    static let otherGarments = LabeledImages(
        images: rectangles([0, 2, 6], gray: 120).images + rectangles([1], gray: 180, columns: 10..<18).images,
        labels: [0, 2, 6, 1])

    /// The synthetic images `[N][28 · 28]` of a set.
    private func synthesized(
        _ images: LabeledImages, seed: UInt64 = 1, epoch: Int = 1, white: Float = 1,
        pool: LabeledImages = otherGarments
    ) -> [[Float]] {
        let synthesizer = WornGarmentSynthesizer(images: pool, count: pool.count)
        return images.labels.enumerated().map { index, label in
            var image = images.images[index * 784..<(index + 1) * 784].map { Float($0) * (white / 255) }
            var generator = SplitMix64(seed: seed, for: .augmentation(image: index, epoch: epoch))
            image.withUnsafeMutableBufferPointer { pixels in
                if let start = pixels.baseAddress {
                    synthesizer.synthesize(start, label: label, white: white, from: &generator)
                }
            }
            return image
        }
    }

    /// The garment under test in a synthetic image.
    private struct Found {
        let image: [Float]
        /// The extent of the garment.
        let rows: ClosedRange<Int>, columns: ClosedRange<Int>

        init?(_ image: [Float]) {
            let white = (0..<784).filter { image[$0] > 0.999 }
            let rows = (0..<28).filter { row in white.count { $0 / 28 == row } > 2 }
            let columns = (0..<28).filter { column in white.count { $0 % 28 == column } > 2 }
            guard let top = rows.first, let bottom = rows.last, let left = columns.first, let right = columns.last
            else { return nil }
            self.image = image
            self.rows = top...bottom
            self.columns = left...right
        }

        /// The pixels near the middle of a row that are not background.
        func middle(_ row: Int) -> [Float] { image[row * 28 + 10..<row * 28 + 18].filter { $0 > 0.05 } }

        /// The row beyond the edge of the garment; nil where that is near the edge of the image.
        var rowAbove: Int? { rows.lowerBound > 3 ? rows.lowerBound - 2 : nil }
        var rowBelow: Int? { rows.upperBound < 24 ? rows.upperBound + 2 : nil }

        /// Whether something is drawn beside the upper third of the garment.
        var hasUpperArms: Bool {
            let upper = rows.lowerBound...rows.lowerBound + rows.count / 3
            let beside = (0..<28).filter { $0 < columns.lowerBound - 1 || $0 > columns.upperBound + 1 }
            return upper.contains { row in beside.contains { image[row * 28 + $0] > 0.05 } }
        }
    }

    private func worn(_ label: UInt8, count: Int = 400) throws -> [Found] {
        let found = synthesized(Self.rectangles([UInt8](repeating: label, count: count))).compactMap(Found.init)
        #expect(found.count == count)
        return found
    }

    private func share<Element>(of elements: [Element], _ isTrue: (Element) -> Bool) -> Double {
        Double(elements.count(where: isTrue)) / Double(elements.count)
    }

    /// The height is 0.55 to 1.1 of the original, and below 0.85 in 65% of the images, which show more of the person.
    /// Of 28 rows, those whose centres lie within 27 times the height are completely white.
    @Test(arguments: [0, 2, 3, 4, 6] as [UInt8]) func topsAreScaledDownOnAPerson(label: UInt8) throws {
        let found = try worn(label)
        #expect(found.allSatisfy { $0.rows.count >= 14 && $0.columns.count >= 6 })
        #expect(0.6...0.85 ~= share(of: found) { $0.rows.count <= 23 })
        #expect((found.map(\.rows.count).min() ?? 0) < 17 && (found.map(\.rows.count).max() ?? 0) > 26)
        // Nine of ten have a head and nine of ten have legs, without a gap. Close views have no head.
        let above = found.filter { $0.rows.count < 19 && $0.rowAbove != nil }
        #expect(above.count > 50 && 0.75...0.97 ~= share(of: above) { !$0.middle($0.rowAbove ?? 0).isEmpty })
        let below = found.filter { $0.rowBelow != nil }
        #expect(below.count > 100 && 0.83...0.99 ~= share(of: below) { !$0.middle($0.rowBelow ?? 0).isEmpty })
        let small = found.filter { $0.rows.count < 19 }
        #expect(
            share(of: small) { found in
                found.image.indices.contains { !(found.rows ~= $0 / 28) && found.image[$0] > 0.05 }
            } > 0.95)
    }

    /// The height is 0.6 to 1.1 of the original. Where there is room, nine of ten have a top above.
    @Test func trousersAreScaledDownBelowATop() throws {
        let found = try worn(1)
        #expect(found.allSatisfy { $0.rows.count >= 9 })
        #expect((found.map(\.rows.count).min() ?? 0) < 15 && (found.map(\.rows.count).max() ?? 0) > 22)
        let above = found.filter { $0.rowAbove != nil }
        #expect(above.count > 100 && 0.83...0.97 ~= share(of: above) { !$0.middle($0.rowAbove ?? 0).isEmpty })
    }

    /// T-shirts have bare arms, and dresses bare legs. Legs have 0.08 to 0.36 of white, and trousers 0.42 and more.
    @Test func bareArmsAndLegsDependOnTheGarment() throws {
        let (tShirts, pullovers, dresses) = (try worn(0), try worn(2), try worn(3))
        #expect(share(of: tShirts, \.hasUpperArms) > 0.5)
        #expect(share(of: dresses, \.hasUpperArms) > 0.35)
        #expect(share(of: pullovers, \.hasUpperArms) < 0.02)
        func shareOfBareLegs(_ found: [Found]) -> Double {
            let legs = found.compactMap(\.rowBelow).count
            let bare = found.count { found in
                guard let row = found.rowBelow, let brightest = found.middle(row).max() else { return false }
                return brightest < 0.4
            }
            return Double(bare) / Double(legs)
        }
        #expect(0.6...0.9 ~= shareOfBareLegs(dresses))
        #expect(shareOfBareLegs(pullovers) < 0.15)
    }

    @Test func bagsAndShoesAreNotChanged() {
        let images = Self.rectangles((0..<100).map { UInt8($0 % 10) }, gray: 200)
        for (index, image) in synthesized(images).enumerated() {
            let isUnchanged = image == images.images[index * 784..<(index + 1) * 784].map { Float($0) * (1 / 255) }
            #expect(isUnchanged == [5, 7, 8, 9].contains(images.labels[index]))
        }
    }

    @Test func onlyShoesAreTilted() {
        let synthesizer = WornGarmentSynthesizer(images: Self.otherGarments, count: 4)
        #expect((0...255).filter { synthesizer.isTilted(label: $0) } == [5, 7, 9])
        #expect(FashionMNISTClass.names[5] == "Sandal" && FashionMNISTClass.names[9] == "Ankle boot")
    }

    @Test func sameSeedEpochAndIndexGiveTheSameImage() {
        let images = Self.rectangles([UInt8](repeating: 0, count: 50))
        let first = synthesized(images)
        #expect(synthesized(images) == first)
        #expect(synthesized(images, seed: 2) != first && synthesized(images, epoch: 2) != first)
        #expect(Set(first).count == 50)
    }

    /// The validation split must not be in the training, not even as the other garment of a person.
    @Test func otherGarmentsComeFromTheTrainingImagesOnly() {
        let images = Self.rectangles([UInt8](repeating: 0, count: 50))
        func synthesized(_ pool: LabeledImages) -> [[Float]] {
            let synthesizer = WornGarmentSynthesizer(images: pool, count: 4)
            return (0..<50).map { index in
                var image = [Float](repeating: 0.5, count: 784)
                var generator = SplitMix64(seed: 1, for: .augmentation(image: index, epoch: 1))
                image.withUnsafeMutableBufferPointer { pixels in
                    if let start = pixels.baseAddress {
                        synthesizer.synthesize(start, label: images.labels[index], white: 1, from: &generator)
                    }
                }
                return image
            }
        }
        let validation = Self.rectangles([1, 1, 1, 1], gray: 255)
        let both = LabeledImages(
            images: Self.otherGarments.images + validation.images, labels: Self.otherGarments.labels + validation.labels
        )
        #expect(synthesized(both) == synthesized(Self.otherGarments))
    }

    @Test func trainingGivesTheSameBitsForAnyNumberOfThreads() throws {
        let images = Self.rectangles((0..<60).map { UInt8($0 % 10) }, gray: 180)
        func weights(threads: Int, wearing: Double = 0.7) throws -> [Float] {
            var configuration = TrainingConfiguration(architecture: .dense(hidden: [8]))
            configuration.epochs = 2
            configuration.threads = threads
            configuration.augmentation = Augmentation()
            configuration.augmentation?.wearing = wearing
            return try Trainer(configuration, synthesis: WornGarmentSynthesizer.self).train(
                on: images, name: "test", classes: FashionMNISTClass.names, preprocessing: "p1"
            ).weights
        }
        let one = try weights(threads: 1)
        #expect(try weights(threads: 2) == one && weights(threads: 16) == one)
        #expect(try weights(threads: 1, wearing: 0) != one)
    }

    /// 20,000 images of many sizes, with all seeds and epochs.
    @Test(arguments: [[0, 1, 2, 3, 4, 6], [0, 2], [1], [5, 8], []] as [[UInt8]])
    func pixelsStayInRangeForAnyPool(classes: [UInt8]) throws {
        var images: [UInt8] = []
        for i in 0..<250 {
            let (columns, rows) = (i % 14..<28 - i % 9, i % 6..<28 - i % 17)
            images += Self.rectangles([0], gray: UInt8(i + 1), columns: columns, rows: rows).images
        }
        let garments = LabeledImages(images: images, labels: (0..<250).map { UInt8($0 % 10) })
        for seed in 0..<16 as Range<UInt64> {
            let white: Float = seed % 2 == 0 ? 1 : 255
            let images = synthesized(
                garments, seed: seed &* 0x9E37_79B9_7F4A_7C15, epoch: Int(seed) + 1, white: white,
                pool: Self.rectangles(classes))
            // Bilinear interpolation may round up.
            #expect(images.allSatisfy { image in image.allSatisfy { 0...white * 1.0000012 ~= $0 } })
        }
    }
}
