// One step of training, and all the memory it needs. The plan of a whole training is `Trainer`'s.

import CKernels

/// A network with its parameters, their gradients and the optimiser.
final class TrainingStep {
    let parameters: Tensor  // [1, parameters]
    /// What is measured and kept: the parameters, or their moving average.
    var result: Tensor { average?.values ?? parameters }  // [1, parameters]
    /// How many steps were done.
    private(set) var count = 0
    private let configuration: TrainingConfiguration
    private let stepCount: Int
    private let gradients: Tensor  // [1, parameters]
    private let network: Network
    private let optimiser: any OptimiserRule
    private let average: WeightAverage?
    private let batch: Batch
    private let logitsGradient: Tensor  // [N, classes]

    /// - Parameters:
    ///   - stepCount: How many steps there will be, which the learning rate's schedule follows.
    ///   - wardrobe: What garments are shown with, where they are shown worn.
    ///   - initialParameters: What to start from, [parameters]; nil for what the seed says.
    /// - Throws: `ArchitectureError`.
    init(
        _ configuration: TrainingConfiguration, classCount: Int, stepCount: Int = 1, wardrobe: Wardrobe? = nil,
        initialParameters: [Float]? = nil, instructionSet: InstructionSet = kernels_fastest()
    ) throws {
        self.configuration = configuration
        self.stepCount = stepCount
        let capacity = configuration.batchSize
        let workers = Workers(threads: configuration.threads, rows: capacity)
        network = try Network(
            configuration.architecture,
            resources: Resources(
                capacity: capacity, forTraining: true, instructionSet: instructionSet, workers: workers))
        parameters = Tensor(capacity: 1, columns: network.parameterCount)
        gradients = Tensor(capacity: 1, columns: network.parameterCount)
        optimiser = configuration.optimiser.rule(
            parameterCount: network.parameterCount,
            weights: try configuration.architecture.parameterTensors().filter { $0.role == .weight }.map(\.range),
            instructionSet: instructionSet, workers: workers)
        batch = Batch(
            capacity: capacity, classCount: classCount, configuration: configuration, instructionSet: instructionSet,
            workers: workers, wardrobe: wardrobe)
        logitsGradient = Tensor(capacity: capacity, columns: classCount)
        if let initialParameters {
            precondition(initialParameters.count == parameters.columns)
            parameters.values.update(from: initialParameters, count: parameters.columns)
        } else {
            network.initialize(parameters.values, seed: configuration.seed)
        }
        let start = parameters
        average = configuration.averagingDecay.map {
            WeightAverage(of: start, decay: $0, instructionSet: instructionSet)
        }
    }

    /// All tensors that the next steps depend on.
    var state: [(name: String, tensor: Tensor)] {
        let moments = optimiser.moments.enumerated().map { ("moment\($0 + 1)", $1) }
        return [("parameters", parameters)] + moments + (average.map { [("average", $0.values)] } ?? [])
    }

    /// Goes on as if so many steps were done, once the tensors of `state` are what they were then.
    func resume(at count: Int) {
        self.count = count
    }

    /// Learns from the images at the indices given, and says how well the network did on them before.
    ///
    /// - Parameter epoch: Augmentation follows it.
    func callAsFunction(
        _ indices: ArraySlice<Int>, of images: LabeledImages, epoch: Int = 1
    ) -> SoftmaxCrossEntropy.Score {
        batch.fill(indices, of: images, epoch: epoch)
        let logits = network.forward(
            batch.pictures, parameters: parameters.values, pass: .training(seed: configuration.seed, step: count))
        logitsGradient.rows = logits.rows
        let score = SoftmaxCrossEntropy.score(
            logits.values, labels: batch.labels, targets: batch.targets?.values, count: logits.rows,
            classCount: logits.columns, gradient: logitsGradient.values)
        network.backward(logitsGradient, parameters: parameters.values, gradients: gradients.values)
        optimiser.update(
            parameters.values, gradients: gradients.values, step: count,
            learningRate: configuration.learningRate * configuration.schedule.factor(step: count, of: stepCount))
        network.updateStatistics(parameters.values)
        average?.update(with: parameters, step: count)
        count += 1
        return score
    }
}
