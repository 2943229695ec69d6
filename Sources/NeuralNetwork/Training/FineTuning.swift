import CKernels
import Foundation

/// Fine-tuning: training of the last layers of a model on a few images of a shop, mixed with replay images.
///
/// The layers up to the last pooling of a convolutional network are frozen (Yosinski et al., "How transferable are
/// features in deep neural networks?", 2014). A third of each batch are replay images, from the dataset that the model
/// was trained on, against forgetting (Robins, "Catastrophic forgetting, rehearsal and pseudorehearsal", 1995). Without
/// replay images the parameters are pulled to their initial values instead (L2-SP: Li, Grandvalet and Davoine, 2018).
public struct FineTuning: Sendable {
    /// A product to learn from.
    public struct Example: Sendable {
        /// The inputs of the product, such as thumbnail and close-up, `[28, 28]` each, bright on black. Passes over the
        /// examples use them in turn.
        public let inputs: [[UInt8]]
        /// The index of the class.
        public let label: UInt8

        /// Creates an example.
        ///
        /// - Precondition: There is at least one input, and each has 784 bytes.
        public init(inputs: [[UInt8]], label: UInt8) {
            precondition(!inputs.isEmpty && inputs.allSatisfy { $0.count == LabeledImages.imageBytes })
            self.inputs = inputs
            self.label = label
        }
    }

    /// The number of steps.
    public var steps = 400
    /// The number of examples in a step.
    public var batchSize = 64
    /// The number of replay images in a step. With more of them new images are learned less well, in particular those
    /// of a new class.
    public var replayCount = 32
    /// The largest learning rate. After a warm-up it falls to 0 along a cosine.
    public var learningRate = 0.03
    /// The strength of the pull to the initial parameters, where there are no replay images.
    public var startingPointPenalty = 0.01
    /// The augmentation of the examples.
    public var exampleAugmentation = Augmentation()
    /// The augmentation of the replay images.
    public var replayAugmentation = Augmentation()
    /// The step of the replay images' augmentation that depends on the classes of the dataset.
    public var synthesis: (any ImageSynthesis.Type)?
    /// The share of each label that is distributed over all classes.
    public var labelSmoothing = 0.0
    /// The seed of all random numbers.
    public var seed: UInt64 = 0
    /// The number of threads. The result is the same for any number.
    public var threads = ProcessInfo.processInfo.activeProcessorCount

    /// Creates a fine-tuning with the defaults.
    public init() {}

    /// Returns a model that has also learned from examples.
    ///
    /// - Parameters:
    ///   - model: The model to start from.
    ///   - examples: At least one example, with labels below the number of classes.
    ///   - replayImages: Images of the dataset that the model was trained on; nil where they are not available.
    ///   - classes: The classes of the model, followed by new ones.
    ///   - name: The name of the new model.
    ///   - provenance: The provenance of the new model.
    ///   - progress: Called after every step with the number of steps done.
    ///   - shouldStop: Called before every step; true ends the fine-tuning.
    /// - Throws: `TrainingError.stopped` where `shouldStop` returns true; `TrainingError.nonFiniteLoss`; `ModelError`
    ///   or `ArchitectureError` where the classes do not fit.
    public func tune(
        _ model: Model, on examples: [Example], replayImages: LabeledImages?, classes: [String], name: String,
        provenance: [String: String], progress: (Int) -> Void = { _ in }, shouldStop: () -> Bool = { false }
    ) throws -> Model {
        precondition(!examples.isEmpty && examples.allSatisfy { $0.label < classes.count })
        precondition(classes.starts(with: model.classes))
        guard replayImages?.labels.allSatisfy({ $0 < model.classes.count }) ?? true else {
            throw TrainingError.invalidConfiguration("the replay images have more classes than the model")
        }
        let replayImages = replayImages?.count == 0 ? nil : replayImages
        let architecture = model.architecture.withClassCount(classes.count)
        try architecture.validate(classCount: classes.count)
        let configuration = configuration(
            architecture, pixelScale: model.pixelScale, batchSize: batchSize + (replayImages == nil ? 0 : replayCount))
        let step = try TrainingStep(
            configuration, classCount: classes.count, stepCount: steps,
            initialParameters: architecture.weights(from: model), frozenCount: architecture.featureLayerCount,
            startingPointPenalty: replayImages == nil ? startingPointPenalty : nil)
        let batch = Batch(capacity: configuration.batchSize, classCount: classes.count, hasTargets: true)

        func loader(_ capacity: Int, _ augmentation: Augmentation, _ synthesis: (any ImageSynthesis)?) -> BatchLoader {
            var configuration = configuration
            configuration.augmentation = augmentation
            return BatchLoader(
                capacity: capacity, classCount: classes.count, configuration: configuration,
                instructionSet: kernels_fastest(), workers: step.workers, synthesis: synthesis)
        }
        let inputs = ExampleInputs(examples, batchSize: batchSize)
        let exampleLoader = loader(batchSize, exampleAugmentation, nil)
        var exampleOrder = ShuffledPasses(count: examples.count, seed: seed)
        let replayLoader = loader(
            replayCount, replayAugmentation, replayImages.flatMap { synthesis?.init(images: $0, count: $0.count) })
        var replayOrder = ShuffledPasses(count: replayImages?.count ?? 0, seed: ~seed)

        for index in 0..<steps {
            guard !shouldStop() else { throw TrainingError.stopped }
            let rows = exampleOrder.next(batchSize).map { inputs.index(ofExample: $0.index, pass: $0.pass) }
            var parts = [exampleLoader.load(rows[...], of: inputs.images, epoch: index + 1)]
            if let replayImages {
                let rows = replayOrder.next(replayCount).map(\.index)
                parts.append(replayLoader.load(rows[...], of: replayImages, epoch: index + 1))
            }
            batch.fill(with: parts)
            guard step(batch).loss.isFinite else { throw TrainingError.nonFiniteLoss(epoch: index + 1) }
            progress(index + 1)
        }
        return try Model(
            name: name, architecture: architecture, classes: classes, pixelScale: model.pixelScale,
            preprocessing: model.preprocessing, temperature: model.temperature, provenance: provenance,
            weights: step.result.contents)
    }

    private func configuration(
        _ architecture: Architecture, pixelScale: Model.PixelScale, batchSize: Int
    ) -> TrainingConfiguration {
        var configuration = TrainingConfiguration(architecture: architecture)
        configuration.batchSize = batchSize
        configuration.optimiser = .nesterov(momentum: 0.9, weightDecay: 0)
        configuration.learningRate = learningRate
        configuration.schedule = LearningRateSchedule(warmUp: 0.1, decay: .cosine)
        configuration.averagingDecay = 0.98
        configuration.normalize = pixelScale == .unit
        configuration.seed = seed
        configuration.threads = threads
        // Above 0, since CutMix and mixup may change the targets of one part of a batch, and then both parts need
        // targets.
        configuration.labelSmoothing = max(labelSmoothing, 1e-9)
        return configuration
    }
}

/// The inputs of all examples as one set of images.
///
/// The augmentation of an image depends on its index and the step. An example that occurs several times in a step is
/// therefore stored several times, so that each occurrence is augmented in its own way.
private struct ExampleInputs {
    let images: LabeledImages
    /// The number of times that each example is stored.
    private let copies: Int
    /// For each example and copy, the indices of its inputs in `images`.
    private let indices: [[Range<Int>]]

    init(_ examples: [FineTuning.Example], batchSize: Int) {
        copies = (batchSize + examples.count - 1) / examples.count
        var pixels: [UInt8] = [], labels: [UInt8] = [], indices: [[Range<Int>]] = []
        for example in examples {
            indices.append(
                (0..<copies).map { _ in
                    let first = labels.count
                    for input in example.inputs {
                        pixels += input
                        labels.append(example.label)
                    }
                    return first..<labels.count
                })
        }
        images = LabeledImages(images: pixels, labels: labels)
        self.indices = indices
    }

    /// Returns the index of the input that an example has in a pass: its copies take turns, and so do its inputs.
    func index(ofExample example: Int, pass: Int) -> Int {
        let inputs = indices[example][pass % copies]
        return inputs.lowerBound + (pass / copies + example) % inputs.count
    }
}

/// Endless passes over the numbers below `count`, each in a random order of its own.
private struct ShuffledPasses {
    private let count: Int
    private let seed: UInt64
    private var pass = -1
    private var rest: [Int] = []

    init(count: Int, seed: UInt64) {
        self.count = count
        self.seed = seed
    }

    /// Returns the next numbers, each with its pass, from 0.
    mutating func next(_ wanted: Int) -> [(index: Int, pass: Int)] {
        var taken: [(index: Int, pass: Int)] = []
        while taken.count < wanted {
            if rest.isEmpty {
                pass += 1
                var generator = SplitMix64(seed: seed, for: .shuffling(epoch: pass))
                rest = generator.permutation(count)
            }
            taken.append((rest.removeLast(), pass))
        }
        return taken
    }
}
