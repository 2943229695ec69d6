// One step of training, and all the memory it needs. The plan of a whole training is `Trainer`'s.

import CKernels

/// A network with its parameters, their gradients and the optimiser.
final class TrainingStep {
    let parameters: Tensor  // [1, parameters]
    private let gradients: Tensor  // [1, parameters]
    private let network: Network
    private let optimiser: Adam
    private let batch: Batch
    private let logitsGradient: Tensor  // [N, classes]
    private let seed: UInt64
    private var step = 0

    /// - Throws: `ArchitectureError`.
    init(_ configuration: TrainingConfiguration, classCount: Int, instructionSet: InstructionSet = kernels_fastest())
        throws
    {
        let capacity = configuration.batchSize
        network = try Network(
            configuration.architecture,
            resources: Resources(
                capacity: capacity, forTraining: true, instructionSet: instructionSet,
                workers: Workers(count: configuration.threads)))
        parameters = Tensor(capacity: 1, columns: network.parameterCount)
        gradients = Tensor(capacity: 1, columns: network.parameterCount)
        optimiser = Adam(
            parameterCount: network.parameterCount, learningRate: configuration.learningRate,
            instructionSet: instructionSet)
        batch = Batch(
            capacity: capacity, pixelScale: configuration.pixelScale, instructionSet: instructionSet)
        logitsGradient = Tensor(capacity: capacity, columns: classCount)
        seed = configuration.seed
        network.initialize(parameters.values, seed: seed)
    }

    /// Learns from the images at the indices given, and says how well the network did on them before.
    func callAsFunction(_ indices: ArraySlice<Int>, of images: LabeledImages) -> SoftmaxCrossEntropy.Score {
        batch.fill(indices, of: images)
        let logits = network.forward(
            batch.pictures, parameters: parameters.values, pass: .training(seed: seed, step: step))
        logitsGradient.rows = logits.rows
        let score = SoftmaxCrossEntropy.score(
            logits.values, labels: batch.labels, count: logits.rows, classCount: logits.columns,
            gradient: logitsGradient.values)
        network.backward(logitsGradient, parameters: parameters.values, gradients: gradients.values)
        optimiser.update(parameters.values, gradients: gradients.values)
        network.updateStatistics(parameters.values)
        step += 1
        return score
    }
}
