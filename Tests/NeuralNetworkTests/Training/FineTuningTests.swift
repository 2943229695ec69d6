import Foundation
import Testing

@testable import NeuralNetwork

/// A model of ten classes learns an eleventh, as a shop's decisions teach it.
@Suite struct FineTuningTests {
    private static let images = LabeledImages.ofFormula(count: 500)
    private static let elevenClasses = tenClasses + ["class 10"]

    /// Two poolings, so that it matters which is the last one.
    private static let architecture: Architecture = {
        func block(_ channels: Int) -> [Architecture.Layer] {
            [.convolution(channels: channels), .batchNormalisation, .relu]
        }
        return Architecture(
            layers: block(8) + [.maximumPooling(size: 2)] + block(16) + [.maximumPooling(size: 2)] + block(16)
                + [.globalAveragePooling, .dense(units: 10)])
    }()

    /// Trained on the first 400 images.
    private static let trained = Result<Model, any Error> {
        var configuration = quickConfiguration()
        configuration.architecture = architecture
        configuration.epochs = 8
        configuration.learningRate = 0.01
        return try Trainer(configuration).train(
            on: images, name: "base", classes: tenClasses, preprocessing: "p1", provenance: ["base": "yes"])
    }

    private let base: Model
    /// What it was trained on, and what it was not.
    private let known: LabeledImages, unseen: LabeledImages

    init() throws {
        base = try Self.trained.get()
        func part(_ range: Range<Int>) -> LabeledImages {
            LabeledImages(
                images: Array(Self.images.images[range.lowerBound * 784..<range.upperBound * 784]),
                labels: Array(Self.images.labels[range]))
        }
        known = part(0..<400)
        unseen = part(400..<500)
    }

    private func examples(_ indices: Range<Int>, label: Int = 10) -> [FineTuning.Example] {
        indices.map { .init(views: [LabeledImages.imageOfFormula(label: label, index: $0)], label: UInt8(label)) }
    }

    private func tune(
        _ examples: [FineTuning.Example], beside known: LabeledImages? = nil,
        _ change: (inout FineTuning) -> Void = { _ in }, progress: (Int) -> Void = { _ in },
        shouldStop: () -> Bool = { false }
    ) throws -> Model {
        var tuning = FineTuning()
        tuning.steps = 100
        tuning.batchSize = 16
        tuning.learningRate = 0.02
        tuning.threads = 1
        change(&tuning)
        return try tuning.tune(
            base, on: examples, beside: known, classes: Self.elevenClasses, name: "tuned",
            provenance: ["decisions": "8"], progress: progress, shouldStop: shouldStop)
    }

    /// The share of images that a model has right.
    private func accuracy(_ model: Model, _ images: [UInt8], _ labels: [UInt8]) -> Double {
        let logits = Inference(model: model).logits(images, count: labels.count)
        return SoftmaxCrossEntropy.score(
            logits, labels: labels, count: labels.count, classCount: model.classes.count
        ).accuracy
    }

    /// On images of the eleventh class that it has not seen.
    private func accuracyOfNew(_ model: Model) -> Double {
        let images = (200..<250).flatMap { LabeledImages.imageOfFormula(label: 10, index: $0) }
        return accuracy(model, images, [UInt8](repeating: 10, count: 50))
    }

    private func distance(_ model: Model, _ other: Model) -> Double {
        zip(model.weights, other.weights).reduce(0) { $0 + pow(Double($1.0 - $1.1), 2) }.squareRoot()
    }

    @Test func learnsAClassFromEightExamplesAndForgetsLittle() throws {
        let before = accuracy(base, unseen.images, unseen.labels)
        #expect(before > 0.9)
        let model = try tune(examples(0..<8), beside: known)
        #expect(accuracyOfNew(model) > 0.9)
        #expect(accuracy(model, unseen.images, unseen.labels) >= before - 0.04)
        #expect(model.classes == Self.elevenClasses && model.name == "tuned")
        #expect(model.provenance == ["decisions": "8"])
        #expect(model.temperature == base.temperature && model.preprocessing == "p1" && model.pixelScale == .unit)
        // It can be kept in a file.
        #expect(try Model(data: model.serialized(), path: "tuned") == model)
    }

    /// Without a step, the ten logits are those of the base, and the eleventh is 0.
    @Test func aNewClassBeginsWithNothing() throws {
        let model = try tune(examples(0..<1)) { $0.steps = 0 }
        let logits = Inference(model: model).logits(unseen.images, count: 100)
        let old = Inference(model: base).logits(unseen.images, count: 100)
        for i in 0..<100 {
            #expect(Array(logits[i * 11..<i * 11 + 10]) == Array(old[i * 10..<i * 10 + 10]))
            #expect(logits[i * 11 + 10] == 0)
        }
    }

    /// All before the last pooling, to the bit.
    @Test func featuresStay() throws {
        #expect(Self.architecture.featureLayerCount == 8)
        let model = try tune(examples(0..<8), beside: known) { $0.steps = 10 }
        let old = try base.architecture.parameterTensors(), new = try model.architecture.parameterTensors()
        #expect(old.map(\.name) == new.map(\.name))
        var learned: Set<String> = []
        for (from, to) in zip(old, new) where base.weights[from.range] != model.weights[to.range] {
            learned.insert(String(to.name.prefix { $0 != "." }))
        }
        #expect(learned == ["convolution3", "batch_normalisation3", "dense1"])
    }

    @Test(arguments: [true, false]) func theSameBitsForAnyNumberOfThreads(hasKnown: Bool) throws {
        func weights(threads: Int, seed: UInt64 = 1) throws -> [Float] {
            try tune(examples(0..<20), beside: hasKnown ? known : nil) {
                $0.steps = 12
                $0.exampleAugmentation = .everything
                $0.knownAugmentation = .everything
                $0.labelSmoothing = 0.1
                $0.threads = threads
                $0.seed = seed
            }.weights
        }
        let first = try weights(threads: 1)
        #expect(try weights(threads: 1) == first)
        #expect(try weights(threads: 2) == first)
        #expect(try weights(threads: 2, seed: 2) != first)
    }

    @Test func stopsBetweenSteps() throws {
        var done: [Int] = []
        #expect(throws: TrainingError.stopped) {
            try tune(examples(0..<8), beside: known, progress: { done.append($0) }, shouldStop: { done.count == 3 })
        }
        #expect(done == [1, 2, 3])
        done = []
        _ = try tune(examples(0..<8), { $0.steps = 4 }, progress: { done.append($0) })
        #expect(done == [1, 2, 3, 4])
    }

    @Test func withoutKnownImagesItIsPulledBack() throws {
        let start = try tune(examples(0..<8)) { $0.steps = 0 }
        let models = try [0, 0.1, 1].map { pull in try tune(examples(0..<8)) { $0.pull = pull } }
        let distances = models.map { distance($0, start) }
        #expect(distances[1] < distances[0] && distances[2] < 0.9 * distances[1])
        let usual = try tune(examples(0..<8))
        #expect(accuracyOfNew(usual) > 0.9)
        // Beside known images nothing is pulled.
        let (weak, strong) = try (
            tune(examples(0..<8), beside: known) { $0.pull = 0 }, tune(examples(0..<8), beside: known) { $0.pull = 1 }
        )
        #expect(weak == strong)
    }

    /// A product may be shown twice: as a whole and from near.
    @Test func allViewsOfAnExampleAreLearned() throws {
        let twoViews = (0..<8).map { index in
            FineTuning.Example(
                views: [10, 12].map { LabeledImages.imageOfFormula(label: $0, index: index) }, label: 10)
        }
        let other = (200..<250).flatMap { LabeledImages.imageOfFormula(label: 12, index: $0) }
        let labels = [UInt8](repeating: 10, count: 50)
        let model = try tune(twoViews, beside: known)
        #expect(accuracyOfNew(model) > 0.9 && accuracy(model, other, labels) > 0.9)
        #expect(try accuracy(tune(examples(0..<8), beside: known), other, labels) < 0.7)
    }

    /// A dense network has no features of its own: all of it learns.
    @Test func denseNetworksLearnToo() throws {
        let dense = try Trainer(quickConfiguration()).train(
            on: known, name: "dense", classes: tenClasses, preprocessing: "p1")
        #expect(dense.architecture.featureLayerCount == 0)
        var tuning = FineTuning()
        tuning.steps = 100
        tuning.batchSize = 16
        tuning.learningRate = 0.02
        let model = try tuning.tune(
            dense, on: examples(0..<8), beside: known, classes: Self.elevenClasses, name: "tuned", provenance: [:])
        #expect(accuracyOfNew(model) > 0.9)
        #expect(zip(dense.weights, model.weights).prefix(784 * 16).contains { $0 != $1 })
    }

    @Test func aLossThatIsNotFiniteIsAnError() throws {
        #expect(throws: TrainingError.self) { try tune(examples(0..<8), beside: known) { $0.learningRate = 1e30 } }
    }
}
