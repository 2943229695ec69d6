import CKernels

/// One step of gradient descent, with the network, its parameters, their gradients and the optimiser.
///
/// Training and fine-tuning run the same step. What they do differently is which images make a batch, how many layers
/// are frozen, and whether the parameters are pulled to their initial values.
final class TrainingStep {
    /// The parameters `[1, parameters]`.
    let parameters: Tensor
    /// The parameters that are evaluated and kept: the moving average where there is one `[1, parameters]`.
    var result: Tensor { average?.values ?? parameters }
    /// The number of steps done.
    private(set) var count = 0
    /// The threads of the step.
    let workers: Workers
    private let configuration: TrainingConfiguration
    private let stepCount: Int
    private let gradients: Tensor  // [1, parameters]
    private let network: Network
    private let optimiser: any OptimiserRule
    private let average: WeightAverage?
    private let logitsGradient: Tensor  // [N, classes]
    private let startingPointPenalty: (strength: Float, parameters: [Float])?

    /// - Parameters:
    ///   - configuration: The architecture, the batch size, the optimiser, the learning rate with its schedule, the
    ///     decay of the moving average, the seed and the number of threads are used.
    ///   - stepCount: The number of steps of the whole training, which the learning rate schedule depends on.
    ///   - initialParameters: The initial parameters `[parameters]`; nil for random ones.
    ///   - frozenCount: The number of layers, from the first, whose parameters stay as they are.
    ///   - startingPointPenalty: The strength of the pull to the initial parameters, an L2 penalty called L2-SP
    ///     (Li, Grandvalet and Davoine, "Explicit inductive bias for transfer learning", 2018); nil for none.
    /// - Throws: `ArchitectureError`.
    init(
        _ configuration: TrainingConfiguration, classCount: Int, stepCount: Int = 1, initialParameters: [Float]? = nil,
        frozenCount: Int = 0, startingPointPenalty: Double? = nil, instructionSet: InstructionSet = kernels_fastest()
    ) throws {
        self.configuration = configuration
        self.stepCount = stepCount
        let capacity = configuration.batchSize
        let workers = Workers(threads: configuration.threads, rows: capacity)
        self.workers = workers
        network = try Network(
            configuration.architecture,
            resources: Resources(
                capacity: capacity, forTraining: true, instructionSet: instructionSet, workers: workers),
            frozenCount: frozenCount)
        parameters = Tensor(capacity: 1, columns: network.parameterCount)
        gradients = Tensor(capacity: 1, columns: network.parameterCount)
        optimiser = configuration.optimiser.rule(
            parameterCount: network.parameterCount,
            weights: try configuration.architecture.parameterTensors().filter { $0.role == .weight }.map(\.range),
            instructionSet: instructionSet, workers: workers)
        logitsGradient = Tensor(capacity: capacity, columns: classCount)
        if let initialParameters {
            precondition(initialParameters.count == parameters.columns)
            parameters.values.update(from: initialParameters, count: parameters.columns)
        } else {
            network.initialize(parameters.values, seed: configuration.seed)
        }
        let start = parameters
        self.startingPointPenalty = startingPointPenalty.map { (Float($0), start.contents) }
        average = configuration.averagingDecay.map {
            WeightAverage(of: start, decay: $0, instructionSet: instructionSet)
        }
        if frozenCount > 0 { network.prepare(parameters.values) }
    }

    /// All tensors that later steps depend on, with their names in checkpoints.
    var state: [(name: String, tensor: Tensor)] {
        let moments = optimiser.moments.enumerated().map { ("moment\($0 + 1)", $1) }
        return [("parameters", parameters)] + moments + (average.map { [("average", $0.values)] } ?? [])
    }

    /// Continues after `count` steps, once the tensors of `state` have their values of that time.
    func resume(at count: Int) {
        self.count = count
    }

    /// Updates the parameters with a batch, and returns the loss and the accuracy before the update.
    func callAsFunction(_ batch: Batch) -> SoftmaxCrossEntropy.Score {
        let logits = network.forward(
            batch.images, parameters: parameters.values, pass: .training(seed: configuration.seed, step: count))
        logitsGradient.rows = logits.rows
        let score = SoftmaxCrossEntropy.score(
            logits.values, labels: batch.labels, targets: batch.targets?.values, count: logits.rows,
            classCount: logits.columns, gradient: logitsGradient.values)
        network.backward(logitsGradient, parameters: parameters.values, gradients: gradients.values)
        if let (strength, start) = startingPointPenalty {
            for i in 0..<gradients.columns {
                gradients.values[i] += strength * (parameters.values[i] - start[i])
            }
        }
        optimiser.update(
            parameters.values, gradients: gradients.values, step: count,
            learningRate: configuration.learningRate * configuration.schedule.factor(step: count, of: stepCount))
        network.updateStatistics(parameters.values)
        average?.update(with: parameters, step: count)
        count += 1
        return score
    }
}
