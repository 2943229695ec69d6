import Testing

@testable import NeuralNetwork

/// Garments on artificial people. The garment is white and all else that is worn is darker, so that grays tell them apart.
@Suite struct WearerTests {
    /// Pictures of one gray in a rectangle, black around it.
    static func rectangles(
        _ labels: [UInt8], gray: UInt8 = 255, columns: Range<Int> = 5..<23, rows: Range<Int> = 0..<28
    ) -> LabeledImages {
        let image = (0..<784).map { columns ~= $0 % 28 && rows ~= $0 / 28 ? gray : 0 }
        return LabeledImages(images: labels.flatMap { _ in image }, labels: labels)
    }

    /// Dark shirts, and trousers narrower than any garment.
    static let wardrobe = LabeledImages(
        images: rectangles([0, 2, 6], gray: 120).images + rectangles([1], gray: 180, columns: 10..<18).images,
        labels: [0, 2, 6, 1])

    /// Where the garment is seen in a picture.
    private struct Seen {
        let picture: [Float]
        /// All of its rows and columns.
        let rows: ClosedRange<Int>, columns: ClosedRange<Int>

        init?(_ picture: [Float]) {
            let white = (0..<784).filter { picture[$0] > 0.999 }
            let rows = (0..<28).filter { row in white.count { $0 / 28 == row } > 2 }
            let columns = (0..<28).filter { column in white.count { $0 % 28 == column } > 2 }
            guard let top = rows.first, let bottom = rows.last, let left = columns.first, let right = columns.last
            else { return nil }
            self.picture = picture
            self.rows = top...bottom
            self.columns = left...right
        }

        /// The pixels of a row near the middle that show something.
        func middle(_ row: Int) -> [Float] { picture[row * 28 + 10..<row * 28 + 18].filter { $0 > 0.05 } }

        /// The row after the one that the garment's edge goes through, unless that is at the picture's edge.
        var rowAbove: Int? { rows.lowerBound > 3 ? rows.lowerBound - 2 : nil }
        var rowBelow: Int? { rows.upperBound < 24 ? rows.upperBound + 2 : nil }

        /// Whether something is seen beside the upper third.
        var hasUpperArms: Bool {
            let upper = rows.lowerBound...rows.lowerBound + rows.count / 3
            let beside = (0..<28).filter { $0 < columns.lowerBound - 1 || $0 > columns.upperBound + 1 }
            return upper.contains { row in beside.contains { picture[row * 28 + $0] > 0.05 } }
        }
    }

    private func worn(_ label: UInt8, count: Int = 400) throws -> [Seen] {
        let images = Self.rectangles([UInt8](repeating: label, count: count))
        let pictures = try changed(images, threads: 2, wardrobe: Self.wardrobe) { $0.wearing = 1 }.pictures
        let seen = pictures.compactMap(Seen.init)
        #expect(seen.count == count)
        return seen
    }

    private func share<Element>(of elements: [Element], _ isTrue: (Element) -> Bool) -> Double {
        Double(elements.count(where: isTrue)) / Double(elements.count)
    }

    /// Their height is from 0.55 to 1.1 of what it was, and below 0.85 in 65% of the pictures, which show more of a person. Of
    /// 28 rows, those whose centres lie within 27 times as much are white all over.
    @Test(arguments: [0, 2, 3, 4, 6] as [UInt8]) func topsGetSmallerAndMoreIsShown(label: UInt8) throws {
        let seen = try worn(label)
        #expect(seen.allSatisfy { $0.rows.count >= 14 && $0.columns.count >= 6 })
        #expect(0.6...0.85 ~= share(of: seen) { $0.rows.count <= 23 })
        #expect((seen.map(\.rows.count).min() ?? 0) < 17 && (seen.map(\.rows.count).max() ?? 0) > 26)
        // Nine of ten have a head, and nine of ten have legs, with no gap between. Near ones have no head.
        let above = seen.filter { $0.rows.count < 19 && $0.rowAbove != nil }
        #expect(above.count > 50 && 0.75...0.97 ~= share(of: above) { !$0.middle($0.rowAbove ?? 0).isEmpty })
        let below = seen.filter { $0.rowBelow != nil }
        #expect(below.count > 100 && 0.83...0.99 ~= share(of: below) { !$0.middle($0.rowBelow ?? 0).isEmpty })
        let small = seen.filter { $0.rows.count < 19 }
        #expect(
            share(of: small) { seen in
                seen.picture.indices.contains { !(seen.rows ~= $0 / 28) && seen.picture[$0] > 0.05 }
            } > 0.95)
    }

    /// Trousers get 0.6 to 1.1 of their height, with a shirt above in nine of ten, where there is room.
    @Test func trousersGetSmallerBelowAShirt() throws {
        let seen = try worn(1)
        #expect(seen.allSatisfy { $0.rows.count >= 9 })
        #expect((seen.map(\.rows.count).min() ?? 0) < 15 && (seen.map(\.rows.count).max() ?? 0) > 22)
        let above = seen.filter { $0.rowAbove != nil }
        #expect(above.count > 100 && 0.83...0.97 ~= share(of: above) { !$0.middle($0.rowAbove ?? 0).isEmpty })
    }

    /// T-shirts have bare arms, and dresses bare legs. Legs are 0.08 to 0.36 bright, and trousers 0.42 and more.
    @Test func whatIsBareDependsOnTheGarment() throws {
        let (tShirts, pullovers, dresses) = (try worn(0), try worn(2), try worn(3))
        #expect(share(of: tShirts, \.hasUpperArms) > 0.5)
        #expect(share(of: dresses, \.hasUpperArms) > 0.35)
        #expect(share(of: pullovers, \.hasUpperArms) < 0.02)
        func shareOfBareLegs(_ seen: [Seen]) -> Double {
            let legs = seen.compactMap(\.rowBelow).count
            let bare = seen.count { seen in
                guard let row = seen.rowBelow, let brightest = seen.middle(row).max() else { return false }
                return brightest < 0.4
            }
            return Double(bare) / Double(legs)
        }
        #expect(0.6...0.9 ~= shareOfBareLegs(dresses))
        #expect(shareOfBareLegs(pullovers) < 0.15)
    }

    @Test func whatNobodyWearsStaysAsItIs() throws {
        let images = LabeledImages.ofFormula(count: 100)
        let before = try changed(images) { _ in }
        let after = try changed(images) { $0.wearing = 1 }
        for i in 0..<100 {
            #expect((before.pictures[i] == after.pictures[i]) == [5, 7, 8, 9].contains(images.labels[i]))
        }
        #expect(before.labels == after.labels && after.targets == nil)
    }

    @Test func theSameSeedGivesTheSamePeople() throws {
        let images = LabeledImages.ofFormula(count: 100)
        func pictures(seed: UInt64 = 1, epoch: Int = 1, threads: Int) throws -> [[Float]] {
            try changed(images, seed: seed, epoch: epoch, threads: threads) {
                $0.wearing = 0.5
                $0.tiltingShoes = 0.5
            }.pictures
        }
        let first = try pictures(threads: 1)
        #expect(try pictures(threads: 1) == first && pictures(threads: 2) == first)
        #expect(try pictures(seed: 2, threads: 1) != first && pictures(epoch: 2, threads: 1) != first)
    }

    /// 20,000 people, and shoes, of all seeds and epochs, in garments of all sizes.
    @Test(arguments: [[0, 1, 2, 3, 4, 6], [0, 2], [1], [5, 8], []] as [[UInt8]])
    func pixelsStayInRangeWhateverIsInTheWardrobe(classes: [UInt8]) throws {
        var images: [UInt8] = []
        for i in 0..<250 {
            let (columns, rows) = (i % 14..<28 - i % 9, i % 6..<28 - i % 17)
            images += Self.rectangles([0], gray: UInt8(i + 1), columns: columns, rows: rows).images
        }
        let garments = LabeledImages(images: images, labels: (0..<250).map { UInt8($0 % 10) })
        let wardrobe = Self.rectangles(classes)
        for seed in 0..<16 as Range<UInt64> {
            let batch = try changed(
                garments, seed: seed &* 0x9E37_79B9_7F4A_7C15, epoch: Int(seed) + 1, threads: 2,
                normalize: seed % 2 == 0, wardrobe: wardrobe
            ) {
                $0.wearing = 1
                $0.tiltingShoes = 1
            }
            // But for how bilinear interpolation is rounded.
            let white: Float = seed % 2 == 0 ? 1.000001 : 255.0003
            #expect(batch.pictures.allSatisfy { picture in picture.allSatisfy { 0...white ~= $0 } })
        }
    }

    /// A sole of 24×8 pixels becomes 1.05 to 1.6 times as high, and turns by 0.3 at most. Its thickness and slope can be read
    /// from the columns' sums and centres, which interpolation leaves as they are.
    @Test func shoesAreTiltedAndStretched() throws {
        let images = Self.rectangles((0..<500).map { UInt8($0 % 10) }, columns: 2..<26, rows: 10..<18)
        let before = try changed(images) { _ in }.pictures
        let after = try changed(images) { $0.tiltingShoes = 1 }.pictures
        var heights: [Double] = [], slopes: [Double] = []
        for (i, picture) in after.enumerated() {
            guard [5, 7, 9].contains(images.labels[i]) else {
                #expect(picture == before[i])
                continue
            }
            func column(_ x: Int) -> (sum: Double, centre: Double) {
                let values = (0..<28).map { Double(picture[$0 * 28 + x]) }
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
}
