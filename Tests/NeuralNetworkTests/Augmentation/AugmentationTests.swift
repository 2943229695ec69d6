import Foundation
import Testing

@testable import NeuralNetwork

/// The changes of the images of a batch, compared with the definitions in the papers.
@Suite struct AugmentationTests {
    /// Images without a symmetry, and with different values in neighbouring pixels.
    let images = LabeledImages.ofFormula(count: 400)

    @Test func eachImageIsMirroredInEveryOtherEpoch() throws {
        let originals = try augmented(images) { _ in }.images
        let mirrored = originals.map { mirror($0) }
        let epochs = try (1...3).map { epoch in try augmented(images, epoch: epoch) { $0.flip = true }.images }
        var flips = 0
        for i in 0..<images.count {
            let isFlipped = epochs[0][i] != originals[i]
            #expect(epochs[0][i] == (isFlipped ? mirrored : originals)[i])
            #expect(epochs[1][i] == (isFlipped ? originals : mirrored)[i])
            #expect(epochs[2][i] == epochs[0][i])
            flips += isFlipped ? 1 : 0
        }
        // Four standard deviations of a fair coin.
        #expect(abs(flips - 200) < 40)
        #expect(try augmented(images, seed: 2) { $0.flip = true }.images != epochs[0])
    }

    @Test func shiftsAreWholePixels() throws {
        let originals = try augmented(images) { _ in }.images
        var seen = Set<[Int]>()
        for (image, original) in zip(try augmented(images) { $0.shiftPixels = 2 }.images, originals) {
            let move = try #require(
                (-2...2).flatMap { x in (-2...2).map { [x, $0] } }
                    .first { shift(original, columns: $0[0], rows: $0[1]) == image })
            seen.insert(move)
        }
        #expect(seen.count == 25)
        let both = try augmented(images) {
            $0.flip = true
            $0.shiftPixels = 27
        }
        #expect(zip(both.images, originals).allSatisfy { Set($0).isSubset(of: Set($1 + [0])) })
    }

    @Test(arguments: [true, false])
    func erasingFillsOneRectangle(normalize: Bool) throws {
        // On black every rectangle is visible.
        let black = LabeledImages(
            images: [UInt8](repeating: 0, count: 2000 * 784), labels: [UInt8](repeating: 3, count: 2000))
        let white: Float = normalize ? 1 : 255
        let batch = try augmented(black, normalize: normalize) { $0.erasing = 0.25 }
        var erased: [PixelRectangle] = []
        var grays: [Float] = []
        for image in batch.images {
            guard let rectangle = bounds(image, where: { $0 != 0 }) else { continue }
            erased.append(rectangle)
            #expect(Set(image.filter { $0 != 0 }).count == 1)
            #expect(image.count { $0 != 0 } == rectangle.area)
            grays.append(image.max() ?? 0)
        }
        #expect(abs(erased.count - 500) < 80)
        #expect(Set(erased.map(\.rows.count)) == Set(4...12))
        #expect(Set(erased.map(\.columns.count)) == Set(4...12))
        #expect(erased.contains { $0.rows.lowerBound == 0 } && erased.contains { $0.columns.upperBound == 28 })
        #expect(grays.allSatisfy { 0...white ~= $0 })
        #expect((grays.max() ?? 0) > 0.95 * white && (grays.min() ?? 0) < 0.05 * white)
        #expect(batch.targets == nil)
    }

    /// The target is divided by area. The label is the class with the larger area.
    @Test func cutmixCopiesARectangleOfTheNextImage() throws {
        let (images, labels) = plain(count: 300)
        let batch = try augmented(images) { $0.cutmix = 0.5 }
        let targets = try #require(batch.targets)
        var areas: [Int] = []
        for i in 0..<300 {
            let next = labels[(i + 1) % 300]
            let pasted = bounds(batch.images[i]) { $0 == value(of: next) }
            let area = pasted?.area ?? 0
            areas.append(area)
            #expect(batch.images[i].count { $0 == value(of: next) } == area)
            #expect(batch.images[i].count { $0 == value(of: labels[i]) } == 784 - area)
            var expected = [Float](repeating: 0, count: 10)
            expected[labels[i]] = 1 - Float(area) / 784
            expected[next] = Float(area) / 784
            #expect(zip(targets[i], expected).allSatisfy { abs($0 - $1) < 1e-6 })
            #expect(batch.labels[i] == (area > 392 ? next : labels[i]))
        }
        #expect((100..<200).contains(areas.count { $0 == 0 }))
        // Beta(1, 1) is uniform, so there are large areas too, some clipped at the border.
        #expect(areas.contains { $0 > 450 } && areas.contains { 1..<50 ~= $0 })
    }

    /// A uniform share u of the area gives a square of side r = √u. With its centre anywhere, clipping at the border
    /// leaves r − r²/4 of a side on average, and the mean of (r − r²/4)² over u is 77/240.
    @Test func cutmixRectanglesHaveTheExpectedMeanArea() {
        var generator = SplitMix64(seed: 1)
        let areas = (0..<20_000).map { _ in Double(PixelRectangle(forCutmix: &generator).area) / 784 }
        let mean: Double = areas.reduce(0, +) / 20_000
        let expected: Double = 77 / 240
        #expect(abs(mean - expected) < 0.008)
    }

    @Test func mixupIsTheWeightedMeanOfImagesAndSmoothedTargets() throws {
        let (images, labels) = plain(count: 300)
        let batch = try augmented(images, labelSmoothing: 0.1) { $0.mixup = 0.4 }
        let targets = try #require(batch.targets)
        for i in 0..<300 {
            let next = labels[(i + 1) % 300]
            let own = Double(value(of: labels[i])), other = Double(value(of: next))
            let share = (Double(batch.images[i][0]) - other) / (own - other)
            #expect(batch.images[i].allSatisfy { abs(Double($0) - Double(batch.images[i][0])) < 1e-6 })
            #expect(-1e-5...1.00001 ~= share)
            for c in 0..<10 {
                let expected = 0.01 + 0.9 * ((c == labels[i] ? share : 0) + (c == next ? 1 - share : 0))
                #expect(abs(Double(targets[i][c]) - expected) < 1e-5)
            }
            #expect(abs(targets[i].reduce(0, +) - 1) < 1e-5)
            if abs(share - 0.5) > 1e-5 { #expect(batch.labels[i] == (share < 0.5 ? next : labels[i])) }
        }
    }

    /// An image is combined with at most one other.
    @Test func imagesChangedByCutmixAreLeftOutOfMixup() throws {
        let (images, labels) = plain(count: 50)
        let batch = try augmented(images) {
            $0.cutmix = 1
            $0.mixup = 1
        }
        for i in 0..<50 {
            let values = Set([value(of: labels[i]), value(of: labels[(i + 1) % 50])])
            #expect(Set(batch.images[i]).isSubset(of: values))
        }
        // The only image of a batch stays as it is.
        let alone = try augmented(images, indices: [7]) { $0.mixup = 1 }
        #expect(alone.images == [[Float](repeating: value(of: labels[7]), count: 784)])
    }

    @Test(arguments: [.leastNonzeroMagnitude, 1e-308, 0.01, 0.2, 1])
    func betaDistributionHasTheExpectedMoments(alpha: Double) {
        var generator = SplitMix64(seed: 1)
        let draws = (0..<20_000).map { _ in generator.beta(alpha) }
        #expect(draws.allSatisfy { 0...1 ~= $0 })
        let mean = draws.reduce(0, +) / 20_000
        let variance = draws.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 20_000
        #expect(abs(mean - 0.5) < 0.015)
        #expect(abs(variance - 1 / (4 * (2 * alpha + 1))) < 0.004)
        if alpha == 1 { #expect(abs(draws.count { $0 < 0.1 } - 2000) < 170) }
    }

    /// The changes of an image depend on nothing else, such as the other images of the batch or the number of threads.
    @Test func changesDependOnSeedEpochAndIndexOnly() throws {
        func everythingAlone(_ augmentation: inout Augmentation) {
            augmentation = .everything
            augmentation.cutmix = 0
            augmentation.mixup = 0
        }
        let batch = try augmented(images, everythingAlone)
        let others = try augmented(images, indices: [17, 399, 3], everythingAlone)
        #expect(others.images == [batch.images[17], batch.images[399], batch.images[3]])
        let later = try augmented(images, epoch: 3, everythingAlone)
        let reseeded = try augmented(images, seed: 9, everythingAlone)
        // A few images may be equal by chance.
        #expect(zip(later.images, batch.images).count { $0 == $1 } < 10)
        #expect(zip(reseeded.images, batch.images).count { $0 == $1 } < 10)
        for threads in [2, 3, 16] {
            let mixed = try augmented(images, threads: threads) { $0 = .everything }
            #expect(try mixed == augmented(images) { $0 = .everything })
        }
    }

    @Test(arguments: [true, false])
    func trainingAugmentsEachEpochAnewAndIsTheSameForAnyNumberOfThreads(mixes: Bool) throws {
        func weights(threads: Int, augmentation: Augmentation?) throws -> [Float] {
            var configuration = quickConfiguration()
            configuration.augmentation = augmentation
            configuration.threads = threads
            return try Trainer(configuration).train(
                on: images, name: "test", classes: tenClasses, preprocessing: "p1"
            ).weights
        }
        var augmentation = Augmentation.everything
        if !mixes { augmentation = Augmentation() }
        augmentation.flip = true
        let one = try weights(threads: 1, augmentation: augmentation)
        #expect(try weights(threads: 2, augmentation: augmentation) == one)
        #expect(try weights(threads: 1, augmentation: nil) != one)
        // An augmentation without changes is the same as none.
        #expect(try weights(threads: 1, augmentation: nil) == weights(threads: 1, augmentation: Augmentation()))

        // The images of the second epoch differ from those of the first.
        var configuration = quickConfiguration()
        configuration.augmentation = augmentation
        configuration.validationSplit = 0
        configuration.batchSize = 400
        let bench = try StepBench(configuration, stepCount: 2)
        for epoch in 1...2 {
            let order = Trainer.order(ofEpoch: epoch, count: 400, seed: configuration.seed)
            _ = bench(order[...], of: images, epoch: epoch)
        }
        let model = try Trainer(configuration).train(
            on: images, name: "test", classes: tenClasses, preprocessing: "p1")
        #expect(model.weights == bench.step.parameters.contents)
    }

    /// Configurations without augmentation have the same bytes as before augmentation existed.
    @Test func augmentationThatIsOffIsOmitted() throws {
        var configuration = quickConfiguration()
        #expect(try !String(decoding: JSONEncoder().encode(configuration), as: UTF8.self).contains("ugmentation"))
        configuration.augmentation = .everything
        let copy = try JSONDecoder().decode(
            TrainingConfiguration.self, from: JSONEncoder().encode(configuration))
        #expect(copy == configuration)
        #expect(Augmentation().choices.isEmpty)
        let model = try Trainer(configuration).train(
            on: images, name: "test", classes: tenClasses, preprocessing: "p1")
        #expect(model.provenance["augmentation"] == Augmentation.everything.choices.joined(separator: ", "))
        configuration.augmentation = Augmentation()
        let plain = try Trainer(configuration).train(
            on: images, name: "test", classes: tenClasses, preprocessing: "p1")
        #expect(plain.provenance["augmentation"] == nil)
    }

    /// Returns images of one value each, which depends on the label; neighbours differ.
    private func plain(count: Int) -> (images: LabeledImages, labels: [Int]) {
        let labels = (0..<count).map { $0 * 3 % 10 }
        let images = LabeledImages(
            images: labels.flatMap { [UInt8](repeating: UInt8($0 * 20 + 10), count: 784) },
            labels: labels.map(UInt8.init))
        return (images, labels)
    }

    /// Returns the value of all pixels of a plain image.
    private func value(of label: Int) -> Float { Float(label * 20 + 10) * (1 / 255) }

    private func mirror(_ image: [Float]) -> [Float] {
        (0..<784).map { image[$0 / 28 * 28 + 27 - $0 % 28] }
    }

    private func shift(_ image: [Float], columns: Int, rows: Int) -> [Float] {
        (0..<784).map { i in
            let x = i % 28 - columns, y = i / 28 - rows
            return 0..<28 ~= x && 0..<28 ~= y ? image[y * 28 + x] : 0
        }
    }

    /// Returns the smallest rectangle around the pixels for which a condition is true.
    private func bounds(_ image: [Float], where isInside: (Float) -> Bool) -> PixelRectangle? {
        let inside = (0..<784).filter { isInside(image[$0]) }
        let columns = inside.map { $0 % 28 }
        guard let top = inside.first, let bottom = inside.last, let left = columns.min(), let right = columns.max()
        else { return nil }
        return PixelRectangle(rows: top / 28..<bottom / 28 + 1, columns: left..<right + 1)
    }
}
