import Foundation
import Testing

@testable import NeuralNetwork

/// Fine-tuning of a model of ten classes with an eleventh class.
@Suite struct FineTuningTests {
    private static let images = LabeledImages.ofFormula(count: 500)
    private static let elevenClasses = tenClasses + ["class 10"]

    /// A network with two pooling layers, since the last one matters.
    private static let architecture: Architecture = {
        func block(_ channels: Int) -> [Architecture.Layer] {
            [.convolution(channels: channels), .batchNormalisation, .relu]
        }
        return Architecture(
            layers: block(8) + [.maximumPooling(size: 2)] + block(16) + [.maximumPooling(size: 2)] + block(16)
                + [.globalAveragePooling, .dense(units: 10)])
    }()

    /// The model before fine-tuning, trained on the first 400 images.
    private static let trained = Result<Model, any Error> {
        var configuration = quickConfiguration()
        configuration.architecture = architecture
        configuration.epochs = 8
        configuration.learningRate = 0.01
        return try Trainer(configuration).train(
            on: images, name: "base", classes: tenClasses, preprocessing: "p1", provenance: ["base": "yes"])
    }

    private let base: Model
    /// The images that the model was trained on, and others.
    private let trainingImages: LabeledImages, testImages: LabeledImages

    init() throws {
        base = try Self.trained.get()
        func part(_ range: Range<Int>) -> LabeledImages {
            LabeledImages(
                images: Array(Self.images.images[range.lowerBound * 784..<range.upperBound * 784]),
                labels: Array(Self.images.labels[range]))
        }
        trainingImages = part(0..<400)
        testImages = part(400..<500)
    }

    private func examples(_ indices: Range<Int>, label: Int = 10) -> [FineTuning.Example] {
        indices.map { .init(inputs: [LabeledImages.imageOfFormula(label: label, index: $0)], label: UInt8(label)) }
    }

    private func tune(
        _ examples: [FineTuning.Example], replayImages: LabeledImages? = nil,
        _ change: (inout FineTuning) -> Void = { _ in }, progress: (Int) -> Void = { _ in },
        shouldStop: () -> Bool = { false }
    ) throws -> Model {
        var tuning = FineTuning()
        tuning.steps = 100
        tuning.batchSize = 16
        tuning.learningRate = 0.02
        tuning.threads = 1
        tuning.synthesis = TestSynthesis.self
        change(&tuning)
        return try tuning.tune(
            base, on: examples, replayImages: replayImages, classes: Self.elevenClasses, name: "tuned",
            provenance: ["decisions": "8"], progress: progress, shouldStop: shouldStop)
    }

    /// Returns the share of images that a model classifies correctly.
    private func accuracy(_ model: Model, _ images: [UInt8], _ labels: [UInt8]) -> Double {
        let logits = Inference(model: model).logits(images, count: labels.count)
        return SoftmaxCrossEntropy.score(
            logits, labels: labels, count: labels.count, classCount: model.classes.count
        ).accuracy
    }

    /// Returns the accuracy on new images of the eleventh class.
    private func accuracyOfNew(_ model: Model) -> Double {
        let images = (200..<250).flatMap { LabeledImages.imageOfFormula(label: 10, index: $0) }
        return accuracy(model, images, [UInt8](repeating: 10, count: 50))
    }

    private func distance(_ model: Model, _ other: Model) -> Double {
        zip(model.weights, other.weights).reduce(0) { $0 + pow(Double($1.0 - $1.1), 2) }.squareRoot()
    }

    @Test func newClassIsLearnedFromEightExamplesWithLittleForgetting() throws {
        let before = accuracy(base, testImages.images, testImages.labels)
        #expect(before > 0.9)
        let model = try tune(examples(0..<8), replayImages: trainingImages)
        #expect(accuracyOfNew(model) > 0.9)
        #expect(accuracy(model, testImages.images, testImages.labels) >= before - 0.04)
        #expect(model.classes == Self.elevenClasses && model.name == "tuned")
        #expect(model.provenance == ["decisions": "8"])
        #expect(model.temperature == base.temperature && model.preprocessing == "p1" && model.pixelScale == .unit)
        // The model can be written to a file and read.
        #expect(try Model(data: model.serialized(), path: "tuned") == model)
    }

    /// Without a step, the first ten logits are those of the model before, and the eleventh is 0.
    @Test func logitOfANewClassStartsAtZero() throws {
        let model = try tune(examples(0..<1)) { $0.steps = 0 }
        let logits = Inference(model: model).logits(testImages.images, count: 100)
        let old = Inference(model: base).logits(testImages.images, count: 100)
        for i in 0..<100 {
            #expect(Array(logits[i * 11..<i * 11 + 10]) == Array(old[i * 10..<i * 10 + 10]))
            #expect(logits[i * 11 + 10] == 0)
        }
    }

    /// The layers before the last pooling do not change in any bit.
    @Test func featureLayersDoNotChange() throws {
        #expect(Self.architecture.featureLayerCount == 8)
        let model = try tune(examples(0..<8), replayImages: trainingImages) { $0.steps = 10 }
        let old = try base.architecture.parameterTensors(), new = try model.architecture.parameterTensors()
        #expect(old.map(\.name) == new.map(\.name))
        var learned: Set<String> = []
        for (from, to) in zip(old, new) where base.weights[from.range] != model.weights[to.range] {
            learned.insert(String(to.name.prefix { $0 != "." }))
        }
        #expect(learned == ["convolution3", "batch_normalisation3", "dense1"])
    }

    @Test(arguments: [true, false]) func sameSeedGivesTheSameBitsForAnyNumberOfThreads(hasReplayImages: Bool) throws {
        func weights(threads: Int, seed: UInt64 = 1) throws -> [Float] {
            try tune(examples(0..<20), replayImages: hasReplayImages ? trainingImages : nil) {
                $0.steps = 12
                $0.exampleAugmentation = .everything
                $0.replayAugmentation = .everything
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

    @Test func fineTuningStopsBetweenSteps() throws {
        var done: [Int] = []
        #expect(throws: TrainingError.stopped) {
            try tune(
                examples(0..<8), replayImages: trainingImages, progress: { done.append($0) },
                shouldStop: { done.count == 3 })
        }
        #expect(done == [1, 2, 3])
        done = []
        _ = try tune(examples(0..<8), { $0.steps = 4 }, progress: { done.append($0) })
        #expect(done == [1, 2, 3, 4])
    }

    @Test func startingPointPenaltyAppliesWithoutReplayImagesOnly() throws {
        let start = try tune(examples(0..<8)) { $0.steps = 0 }
        let models = try [0, 0.1, 1].map { penalty in try tune(examples(0..<8)) { $0.startingPointPenalty = penalty } }
        let distances = models.map { distance($0, start) }
        #expect(distances[1] < distances[0] && distances[2] < 0.9 * distances[1])
        let usual = try tune(examples(0..<8))
        #expect(accuracyOfNew(usual) > 0.9)
        // With replay images the penalty has no effect.
        let (weak, strong) = try (
            tune(examples(0..<8), replayImages: trainingImages) { $0.startingPointPenalty = 0 },
            tune(examples(0..<8), replayImages: trainingImages) { $0.startingPointPenalty = 1 }
        )
        #expect(weak == strong)
    }

    /// A product may have a thumbnail and a close-up.
    @Test func allInputsOfAnExampleAreLearned() throws {
        let twoInputs = (0..<8).map { index in
            FineTuning.Example(
                inputs: [10, 12].map { LabeledImages.imageOfFormula(label: $0, index: index) }, label: 10)
        }
        let other = (200..<250).flatMap { LabeledImages.imageOfFormula(label: 12, index: $0) }
        let labels = [UInt8](repeating: 10, count: 50)
        let model = try tune(twoInputs, replayImages: trainingImages)
        #expect(accuracyOfNew(model) > 0.9 && accuracy(model, other, labels) > 0.9)
        #expect(try accuracy(tune(examples(0..<8), replayImages: trainingImages), other, labels) < 0.7)
    }

    /// A dense network has no feature layers, so all layers are trained.
    @Test func allLayersOfADenseNetworkAreTrained() throws {
        let dense = try Trainer(quickConfiguration()).train(
            on: trainingImages, name: "dense", classes: tenClasses, preprocessing: "p1")
        #expect(dense.architecture.featureLayerCount == 0)
        var tuning = FineTuning()
        tuning.steps = 100
        tuning.batchSize = 16
        tuning.learningRate = 0.02
        let model = try tuning.tune(
            dense, on: examples(0..<8), replayImages: trainingImages, classes: Self.elevenClasses, name: "tuned",
            provenance: [:]
        )
        #expect(accuracyOfNew(model) > 0.9)
        #expect(zip(dense.weights, model.weights).prefix(784 * 16).contains { $0 != $1 })
    }

    @Test func nonFiniteLossIsAnError() throws {
        #expect(throws: TrainingError.self) {
            try tune(examples(0..<8), replayImages: trainingImages) { $0.learningRate = 1e30 }
        }
    }
}
