// Transfer learning: a model that knows Fashion-MNIST goes on with a shop's own pictures, of which there are few.

import CKernels
import Foundation

/// Goes on training the last layers of a model on a few pictures of others, beside the images that it knows.
///
/// What comes before the last pooling of a convolutional network stays as it is (Yosinski et al., "How transferable are
/// features in deep neural networks?", 2014). A third of each batch are the known images, so that little is forgotten
/// (rehearsal: Robins, 1995); without them the weights are pulled to where they were (L2-SP: Li, Grandvalet and Davoine, 2018).
public struct FineTuning: Sendable {
    /// One thing to learn from.
    public struct Example: Sendable {
        /// Its pictures [28, 28], bright on black, all of the same thing.
        public let views: [[UInt8]]
        /// The index of its class.
        public let label: UInt8

        /// Pictures of 784 bytes with the index of their class.
        public init(views: [[UInt8]], label: UInt8) {
            precondition(!views.isEmpty && views.allSatisfy { $0.count == LabeledImages.imageBytes })
            self.views = views
            self.label = label
        }
    }

    /// How many steps there are.
    public var steps = 400
    /// Examples in a step.
    public var batchSize = 64
    /// Known images in a step: with more of them what is new is learned less well, what belongs to no class most of all.
    public var knownCount = 32
    /// How far parameters move, at most. It falls to 0 along a cosine.
    public var learningRate = 0.03
    /// How strongly weights are pulled to where they were, where there are no known images.
    public var pull = 0.01
    /// How examples are changed each time that they are seen.
    public var exampleAugmentation = Augmentation()
    /// How the known images are.
    public var knownAugmentation = Augmentation()
    /// The share of each label that is spread over all classes.
    public var labelSmoothing = 0.0
    /// Where all that is random comes from.
    public var seed: UInt64 = 0
    /// How many threads work on a step. The result is the same for any number.
    public var threads = ProcessInfo.processInfo.activeProcessorCount

    /// The usual way.
    public init() {}

    /// Goes on with a model.
    ///
    /// - Parameters:
    ///   - examples: What to learn from; at least one.
    ///   - known: The images that it was trained on, where they are at hand.
    ///   - classes: The model's classes, and any after them that it is to learn as well.
    ///   - name: How the new model is called.
    ///   - provenance: Where it comes from.
    ///   - progress: Called after every step with how many are done.
    /// - Throws: `TrainingError.stopped` where `shouldStop` says so; `TrainingError.nonFiniteLoss`; `ModelError` or
    ///   `ArchitectureError` where the classes do not fit.
    public func tune(
        _ model: Model, on examples: [Example], beside known: LabeledImages?, classes: [String], name: String,
        provenance: [String: String], progress: (Int) -> Void = { _ in }, shouldStop: () -> Bool = { false }
    ) throws -> Model {
        precondition(!examples.isEmpty && classes.starts(with: model.classes))
        guard known?.labels.allSatisfy({ $0 < model.classes.count }) ?? true else {
            throw TrainingError.invalidConfiguration("the known images have more classes than the model")
        }
        let known = known?.count == 0 ? nil : known
        let architecture = model.architecture.withClassCount(classes.count)
        try architecture.validate(classCount: classes.count)
        let start = try architecture.weights(from: model)
        let capacity = batchSize + (known == nil ? 0 : knownCount)
        let workers = Workers(threads: threads, rows: capacity)
        let network = try Network(
            architecture,
            resources: Resources(capacity: capacity, forTraining: true, workers: workers),
            frozenCount: architecture.featureLayerCount)
        let parameters = Tensor(capacity: 1, columns: network.parameterCount)
        let gradients = Tensor(capacity: 1, columns: network.parameterCount)
        parameters.values.update(from: start, count: start.count)
        network.prepare(parameters.values)
        let optimiser = Optimiser.nesterov(momentum: 0.9, weightDecay: 0).rule(
            parameterCount: network.parameterCount, weights: [], instructionSet: kernels_fastest(), workers: workers)
        let average = WeightAverage(of: parameters, decay: 0.98)

        // What happens to an image follows from its index and the step, so those that are seen twice in a step lie there twice.
        let copies = (batchSize + examples.count - 1) / examples.count
        let (images, indicesOfExample) = Self.images(of: examples, copies: copies, classCount: classes.count)
        let shopBatch = batch(
            of: batchSize, exampleAugmentation, model: model, classCount: classes.count, workers: workers)
        let knownBatch = batch(
            of: knownCount, knownAugmentation, model: model, classCount: classes.count, workers: workers,
            wardrobe: known.map { Wardrobe($0, count: $0.count) })
        let pictures = Tensor(capacity: capacity, columns: LabeledImages.imageBytes)
        let targets = Tensor(capacity: capacity, columns: classes.count)
        let logitsGradient = Tensor(capacity: capacity, columns: classes.count)
        var labels = [UInt8](repeating: 0, count: capacity)
        var shopOrder = Order(count: examples.count, seed: seed),
            knownOrder = Order(count: known?.count ?? 0, seed: ~seed)

        for step in 0..<steps {
            guard !shouldStop() else { throw TrainingError.stopped }
            let rows = shopOrder.next(batchSize).map { example, pass in
                let views = indicesOfExample[example][pass % copies]
                return views[views.startIndex + (pass / copies + example) % views.count]
            }
            shopBatch.fill(rows[...], of: images, epoch: step + 1)
            var batches = [shopBatch]
            if let known {
                knownBatch.fill(knownOrder.next(knownCount).map(\.index)[...], of: known, epoch: step + 1)
                batches.append(knownBatch)
            }
            var row = 0
            for batch in batches {
                guard let batchTargets = batch.targets else { preconditionFailure("targets were asked for") }
                pictures.row(row).update(from: batch.pictures.values, count: batch.pictures.count)
                targets.row(row).update(from: batchTargets.values, count: batchTargets.count)
                for i in 0..<batch.pictures.rows { labels[row + i] = batch.labels[i] }
                row += batch.pictures.rows
            }
            let logits = network.forward(
                pictures, parameters: parameters.values, pass: .training(seed: seed, step: step))
            let score = SoftmaxCrossEntropy.score(
                logits.values, labels: labels, targets: targets.values, count: logits.rows, classCount: logits.columns,
                gradient: logitsGradient.values)
            guard score.loss.isFinite else { throw TrainingError.nonFiniteLoss(epoch: step + 1) }
            network.backward(logitsGradient, parameters: parameters.values, gradients: gradients.values)
            if known == nil {
                for i in 0..<gradients.columns {
                    gradients.values[i] += Float(pull) * (parameters.values[i] - start[i])
                }
            }
            let schedule = LearningRateSchedule(warmUp: 0.1, decay: .cosine)
            optimiser.update(
                parameters.values, gradients: gradients.values, step: step,
                learningRate: learningRate * schedule.factor(step: step, of: steps))
            network.updateStatistics(parameters.values)
            average.update(with: parameters, step: step)
            progress(step + 1)
        }
        return try Model(
            name: name, architecture: architecture, classes: classes, pixelScale: model.pixelScale,
            preprocessing: model.preprocessing, temperature: model.temperature, provenance: provenance,
            weights: average.values.contents)
    }

    private func batch(
        of capacity: Int, _ augmentation: Augmentation, model: Model, classCount: Int, workers: Workers,
        wardrobe: Wardrobe? = nil
    ) -> Batch {
        var configuration = TrainingConfiguration(architecture: model.architecture)
        configuration.augmentation = augmentation
        configuration.normalize = model.pixelScale == .unit
        configuration.seed = seed
        // Targets are wanted in any case, and no share of less than this is seen.
        configuration.labelSmoothing = max(labelSmoothing, 1e-9)
        return Batch(
            capacity: capacity, classCount: classCount, configuration: configuration,
            instructionSet: kernels_fastest(), workers: workers, wardrobe: wardrobe)
    }

    /// All views one after the other, and where each example's are in each copy.
    private static func images(
        of examples: [Example], copies: Int, classCount: Int
    ) -> (LabeledImages, [[Range<Int>]]) {
        var pixels: [UInt8] = [], labels: [UInt8] = [], indices: [[Range<Int>]] = []
        for example in examples {
            indices.append(
                (0..<copies).map { _ in
                    let first = labels.count
                    for view in example.views {
                        pixels += view
                        labels.append(example.label)
                    }
                    return first..<labels.count
                })
        }
        return (LabeledImages(images: pixels, labels: labels, classCount: classCount), indices)
    }
}

/// Endless passes through so many things, each in an order of its own.
private struct Order {
    private let count: Int
    private let seed: UInt64
    private var pass = -1
    private var rest: [Int] = []

    init(count: Int, seed: UInt64) {
        self.count = count
        self.seed = seed
    }

    /// The next ones, each with the number of the pass that it belongs to, from 0.
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

extension Architecture {
    /// The same with another number of classes.
    func withClassCount(_ count: Int) -> Architecture {
        guard case .dense = layers.last else { return self }
        return Architecture(layers: layers.dropLast() + [.dense(units: count)])
    }

    /// How many of the first layers make features that serve other pictures as well: all up to the last maximum pooling, and
    /// none where there is no such.
    var featureLayerCount: Int {
        let last = layers.lastIndex { if case .maximumPooling = $0 { true } else { false } }
        return last.map { $0 + 1 } ?? 0
    }

    /// A model's weights for this architecture, which may have more classes: what leads to those is 0.
    func weights(from model: Model) throws -> [Float] {
        let (old, new) = (try model.architecture.parameterTensors(), try parameterTensors())
        var weights: [Float] = []
        for (from, to) in zip(old, new) {
            let values = model.weights[from.range]
            guard from.shape != to.shape, let columns = to.shape.last, let oldColumns = from.shape.last else {
                weights += values
                continue
            }
            // The last dense layer: [inputs, units] and [units].
            for row in 0..<to.count / columns {
                let first = values.startIndex + row * oldColumns
                weights += values[first..<first + oldColumns] + Array(repeating: 0, count: columns - oldColumns)
            }
        }
        return weights
    }
}
