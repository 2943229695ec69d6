import Foundation
import Testing

@testable import NeuralNetwork

@Suite struct TrainerTests {
    let images = LabeledImages.ofFormula(count: 500)

    private func train(_ configuration: TrainingConfiguration, on images: LabeledImages? = nil) throws -> Model {
        try Trainer(configuration).train(
            on: images ?? self.images, name: "test", classes: tenClasses, preprocessing: "p1")
    }

    @Test func sameSeedGivesTheSameBytes() throws {
        let first = try train(quickConfiguration(seed: 1, dropout: 0.3)).serialized()
        #expect(try train(quickConfiguration(seed: 1, dropout: 0.3)).serialized() == first)
        #expect(try train(quickConfiguration(seed: 2, dropout: 0.3)).weights != train(quickConfiguration()).weights)
    }

    @Test func seedDeterminesWeightsOrderAndDropout() throws {
        func bench(seed: UInt64, dropout: Double = 0) throws -> StepBench {
            var configuration = quickConfiguration(seed: seed, dropout: dropout)
            configuration.learningRate = 1e-30  // so that steps differ by dropout only
            return try StepBench(configuration)
        }
        let weights = try (1...2).map { try bench(seed: $0).step.parameters.contents }
        #expect(weights[0] != weights[1])

        let orders = [UInt64(1), 2].flatMap { seed in
            [1, 2].map { Trainer.order(ofEpoch: $0, count: 100, seed: seed) }
        }
        #expect(Set(orders).count == 4)
        #expect(orders.allSatisfy { $0.sorted() == Array(0..<100) })

        let batch = Array(0..<32)[...]
        let dropping = try bench(seed: 1, dropout: 0.5)
        #expect(dropping(batch, of: images).loss != dropping(batch, of: images).loss)
        let keeping = try bench(seed: 1)
        #expect(keeping(batch, of: images).loss == keeping(batch, of: images).loss)
    }

    @Test func trainingReachesHighAccuracyOnSeparableClasses() throws {
        var configuration = quickConfiguration()
        configuration.epochs = 20
        var records: [EpochRecord] = []
        let model = try Trainer(configuration).train(
            on: images, name: "test", classes: tenClasses, preprocessing: "p1"
        ) { records.append($0) }
        #expect(records.map(\.epoch) == Array(1...20))
        let last = try #require(records.last)
        #expect(last.loss < records[0].loss / 2)
        #expect(last.accuracy > 0.9)
        // The record describes the returned model.
        let logits = Inference(model: model).logits(Array(images.images[(400 * 784)...]), count: 100)
        let score = SoftmaxCrossEntropy.score(
            logits, labels: Array(images.labels[400...]), count: 100, classCount: 10)
        #expect(last.validationLoss == score.meanLoss)
        #expect(last.validationAccuracy == score.accuracy)
        #expect(model.provenance["seed"] == "1")
        #expect(model.provenance["validation_accuracy"] == "\(score.accuracy)")
    }

    /// What depends on the weights only, such as their Winograd transform, must be computed anew for each validation.
    @Test func eachEpochIsValidatedWithItsOwnWeights() throws {
        let unit: [Architecture.Layer] = [.convolution(channels: 16), .batchNormalisation, .relu]
        var configuration = quickConfiguration()
        configuration.architecture = Architecture(
            layers: unit + [.maximumPooling(size: 2)] + unit + [.globalAveragePooling, .dense(units: 10)])
        configuration.learningRate = 0.01
        let images = LabeledImages.ofFormula(count: 60)
        var records: [EpochRecord] = []
        let model = try Trainer(configuration).train(
            on: images, name: "test", classes: tenClasses, preprocessing: "p1"
        ) { records.append($0) }
        let logits = Inference(model: model).logits(Array(images.images[(48 * 784)...]), count: 12)
        let score = SoftmaxCrossEntropy.score(logits, labels: Array(images.labels[48...]), count: 12, classCount: 10)
        #expect(records.count == 2 && records[0].validationLoss != records[1].validationLoss)
        #expect(records.last?.validationLoss == score.meanLoss)
    }

    /// The validation split is the end of the images.
    @Test func validationSplitIsNotTrainedOn() throws {
        var labels = images.labels
        for i in 400..<500 { labels[i] = (labels[i] + 1) % 10 }
        let changed = LabeledImages(images: images.images, labels: labels)
        #expect(try train(quickConfiguration()).weights == train(quickConfiguration(), on: changed).weights)
        labels[399] = (labels[399] + 1) % 10
        let learned = LabeledImages(images: images.images, labels: labels)
        #expect(try train(quickConfiguration()).weights != train(quickConfiguration(), on: learned).weights)
    }

    @Test func temperatureIsOneWithoutAValidationSplit() throws {
        var configuration = quickConfiguration()
        configuration.validationSplit = 0
        var records: [EpochRecord] = []
        let model = try Trainer(configuration).train(
            on: images, name: "test", classes: tenClasses, preprocessing: "p1"
        ) { records.append($0) }
        #expect(model.temperature == 1)
        #expect(model.provenance["training_images"] == "500")
        #expect(records.allSatisfy { $0.validationLoss == nil && $0.validationAccuracy == nil })
    }

    /// 33 images in batches of 32 make two steps per epoch.
    @Test func lastBatchOfAnEpochMayBeSmaller() throws {
        var configuration = quickConfiguration()
        configuration.validationSplit = 0
        let shorter = LabeledImages.ofFormula(count: 32)
        let longer = LabeledImages.ofFormula(count: 33)
        var counts: [Int] = []
        for images in [shorter, longer] {
            var steps = 0
            _ = try Trainer(configuration).train(
                on: images, name: "test", classes: tenClasses, preprocessing: "p1",
                shouldStop: {
                    steps += 1
                    return false
                })
            counts.append(steps)
        }
        #expect(counts == [2, 4])
    }

    @Test func rawPixelScaleIsStoredInTheModel() throws {
        var configuration = quickConfiguration()
        configuration.normalize = false
        let model = try train(configuration)
        #expect(model.pixelScale == .raw)
        #expect(try model.weights != train(quickConfiguration()).weights)
    }

    @Test func nonFiniteLossEndsTheTraining() throws {
        var configuration = quickConfiguration()
        configuration.learningRate = 1e30
        var steps = 0
        #expect(throws: TrainingError.nonFiniteLoss(epoch: 1)) {
            try Trainer(configuration).train(
                on: images, name: "test", classes: tenClasses, preprocessing: "p1",
                shouldStop: {
                    steps += 1
                    return false
                })
        }
        // The training ends at once, since an epoch of a large dataset takes long.
        #expect(steps == 2)
        // The last step is checked too.
        configuration.epochs = 1
        configuration.batchSize = 500
        configuration.learningRate = 1e39
        configuration.validationSplit = 0
        #expect(throws: TrainingError.nonFiniteLoss(epoch: 1)) { try train(configuration) }
    }

    @Test func trainingStopsBetweenSteps() throws {
        var calls = 0
        var records = 0
        #expect(throws: TrainingError.stopped) {
            try Trainer(quickConfiguration()).train(
                on: images, name: "test", classes: tenClasses, preprocessing: "p1", progress: { _ in records += 1 },
                shouldStop: {
                    calls += 1
                    return calls == 5
                })
        }
        #expect(calls == 5)
        #expect(records == 0)
    }

    /// The model has the weights of the best epoch rather than those of the last one.
    @Test(arguments: [nil, 0.9])
    func earlyStoppingKeepsTheBestEpoch(averagingDecay: Double?) throws {
        // Random labels, with which the validation loss rises after some epochs.
        var generator = SplitMix64(seed: 3)
        let labels = images.labels.map { generator.below(10) < 3 ? UInt8(generator.below(10)) : $0 }
        let noisy = LabeledImages(images: images.images, labels: labels)
        var configuration = quickConfiguration()
        configuration.epochs = 60
        configuration.learningRate = 0.01
        configuration.averagingDecay = averagingDecay
        configuration.patience = 4
        var records: [EpochRecord] = []
        let model = try Trainer(configuration).train(
            on: noisy, name: "test", classes: tenClasses, preprocessing: "p1"
        ) { records.append($0) }
        let best = try #require(records.min { ($0.validationLoss ?? .nan) < ($1.validationLoss ?? .nan) })
        #expect(records.count == best.epoch + 4)
        #expect(records.count < 60)
        let logits = Inference(model: model).logits(Array(noisy.images[(400 * 784)...]), count: 100)
        let score = SoftmaxCrossEntropy.score(logits, labels: Array(labels[400...]), count: 100, classCount: 10)
        #expect(score.meanLoss == best.validationLoss)
        #expect(model.provenance["best_epoch"] == "\(best.epoch)")
        #expect(model.provenance["validation_loss"] == best.validationLoss.map { "\($0)" })
        #expect(model.temperature == TemperatureScaling.fit(logits: logits, labels: noisy.labels[400...]))
    }

    /// The schedule covers all steps of all epochs, the smaller last batch of an epoch included.
    @Test func scheduleEndsWithTheLastStep() throws {
        var configuration = quickConfiguration()
        configuration.schedule = LearningRateSchedule(warmUp: 0, decay: .linear)
        configuration.optimiser = .nesterov(momentum: 0, weightDecay: 0)
        configuration.validationSplit = 0
        configuration.batchSize = 20
        let images = LabeledImages.ofFormula(count: 30)
        // Two epochs of two steps, with 1, 3/4, 1/2 and 1/4 of the learning rate.
        let model = try train(configuration, on: images)
        var constant = configuration
        constant.schedule = .constant
        let bench = try StepBench(configuration, stepCount: 4)
        for epoch in 1...2 {
            let order = Trainer.order(ofEpoch: epoch, count: 30, seed: configuration.seed)
            _ = bench(order[..<20], of: images)
            _ = bench(order[20...], of: images)
        }
        #expect(model.weights == bench.step.parameters.contents)
        #expect(try model.weights != train(constant, on: images).weights)
    }

    private var invalidAugmentations: [Augmentation] {
        func augmentation(_ change: (inout Augmentation) -> Void) -> Augmentation {
            var augmentation = Augmentation()
            change(&augmentation)
            return augmentation
        }
        return [
            augmentation { $0.shiftPixels = 28 }, augmentation { $0.shiftPixels = -1 },
            augmentation { $0.erasing = 1.1 }, augmentation { $0.erasing = .nan },
            augmentation { $0.wearing = 1.1 }, augmentation { $0.tiltingShoes = -0.1 },
            augmentation { $0.scale = 0.2...1 }, augmentation { $0.scale = 1...5 }, augmentation { $0.aspect = 0.9 },
            augmentation { $0.rotationDegrees = 181 }, augmentation { $0.shearDegrees = 90 },
            augmentation { $0.tone = 1.1 }, augmentation { $0.sharpness = -1 },
            augmentation { $0.cutmix = -0.1 }, augmentation { $0.mixup = 2 },
        ]
    }

    @Test func invalidConfigurationsAreRefused() throws {
        func configuration(_ change: (inout TrainingConfiguration) -> Void) -> TrainingConfiguration {
            var configuration = quickConfiguration()
            change(&configuration)
            return configuration
        }
        for invalid in [
            configuration { $0.epochs = 0 }, configuration { $0.batchSize = 0 },
            configuration { $0.batchSize = 1 << 40 },
            configuration { $0.learningRate = 0 }, configuration { $0.learningRate = .nan },
            configuration { $0.validationSplit = 1 }, configuration { $0.validationSplit = -0.1 },
            configuration { $0.threads = 0 }, configuration { $0.labelSmoothing = 1 },
            configuration { $0.labelSmoothing = .nan }, configuration { $0.averagingDecay = 1 },
            configuration { $0.patience = 0 }, configuration { $0.patience = 3 },
            configuration {
                $0.patience = 1
                $0.validationSplit = 0
            },
            configuration { $0.schedule.warmUp = 1 }, configuration { $0.schedule.warmUp = -0.1 },
            configuration { $0.optimiser = .adamW(weightDecay: -1) },
            configuration { $0.optimiser = .adamW(weightDecay: 1e6) },
            configuration { $0.optimiser = .nesterov(momentum: 1, weightDecay: 0) },
            configuration { $0.optimiser = .nesterov(momentum: 0.9, weightDecay: .nan) },
        ] + invalidAugmentations.map({ augmentation in configuration { $0.augmentation = augmentation } }) {
            let error = #expect(throws: TrainingError.self) { try train(invalid) }
            #expect(error?.description.contains("must be") == true)
        }
        #expect(throws: TrainingError.tooFewImages(count: 1, validationSplit: 0.2)) {
            try train(quickConfiguration(), on: .ofFormula(count: 1))
        }
        #expect(throws: TrainingError.tooFewImages(count: 0, validationSplit: 0.2)) {
            try train(quickConfiguration(), on: .ofFormula(count: 0))
        }
        // The name is checked before the training.
        #expect(throws: ModelError.self) {
            try Trainer(quickConfiguration()).train(on: images, name: "", classes: tenClasses, preprocessing: "p1")
        }
    }
}
