// The fully connected layer. The activation is a layer of its own.

import CKernels

/// output [N, units] = input [N, inputs] · weight [inputs, units] + bias [units].
///
/// Its parameters are the weight and then the bias. The weight lies as in Keras, not turned as in PyTorch: both products
/// with it that a first layer needs then run along contiguous rows.
final class Dense: Layer {
    /// Into how many shards of inputs a large layer is divided in training. Each thread then works on the same part of the
    /// weights in all of a step: forward, backward and in the optimiser, which divides them in about the same way.
    static let shardCount = 4
    /// The weights of a large layer, at least: with fewer, sharing the work costs more than it saves.
    private static let largeWeightCount = 1 << 16
    /// Pictures that a thread takes at a time for answers.
    private static let rowsPerPiece = 32

    private let inputs: Int
    private let units: Int
    private let resources: Resources
    private let output: Tensor  // [N, units]
    private let inputGradient: Tensor?  // [N, inputs]; nil where nothing before this layer learns
    private let partialOutputs: Tensor?  // [shards, N · units]; nil where the inputs are not divided
    private var input: Tensor?  // [N, inputs]: what the last forward pass was given

    /// - Parameter needsInputGradient: whether a layer before this one has parameters, in a network for training.
    init(inputs: Int, units: Int, needsInputGradient: Bool, resources: Resources) {
        self.inputs = inputs
        self.units = units
        self.resources = resources
        output = Tensor(capacity: resources.capacity, columns: units)
        inputGradient = needsInputGradient ? Tensor(capacity: resources.capacity, columns: inputs) : nil
        partialOutputs =
            resources.forTraining && inputs >= 16 * Self.shardCount && inputs * units >= Self.largeWeightCount
            ? Tensor(capacity: Self.shardCount, columns: resources.capacity * units) : nil
    }

    /// Weights uniform in ±√(6 / (inputs + units)) (Glorot and Bengio, 2010), biases 0: what Keras starts with.
    func initialize(_ parameters: UnsafeMutablePointer<Float>, from generator: inout SplitMix64) {
        let limit = (6 / Float(inputs + units)).squareRoot()
        for i in 0..<inputs * units { parameters[i] = (2 * generator.uniform() - 1) * limit }
        for i in 0..<units { parameters[inputs * units + i] = 0 }
    }

    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        precondition(input.columns == inputs)
        self.input = input
        output.rows = input.rows
        if case .training = pass, let partialOutputs {
            sumShards(input, parameters: parameters, partials: partialOutputs.values)
            return output
        }
        let piece = Self.rowsPerPiece
        resources.workers.run(pieces: (input.rows + piece - 1) / piece) { index, _ in
            let first = index * piece
            let rows = min(piece, input.rows - first)
            kernels_multiply(
                resources.instructionSet, rows, units, inputs,
                input.row(first), inputs, 1,
                parameters, units, 1,
                output.row(first), units)
            kernels_add_bias(
                resources.instructionSet, rows, units, parameters + inputs * units, output.row(first))
        }
        return output
    }

    /// The output as the sum of what each shard of the inputs adds to it.
    private func sumShards(
        _ input: Tensor, parameters: UnsafePointer<Float>, partials: UnsafeMutablePointer<Float>
    ) {
        let set = resources.instructionSet
        resources.workers.ranges(of: inputs, pieces: Self.shardCount, step: 16) { shard, range in
            kernels_multiply(
                set, input.rows, units, range.count,
                input.values + range.lowerBound, inputs, 1,
                parameters + range.lowerBound * units, units, 1,
                partials + shard * output.count, units)
        }
        kernels_sum_rows(set, Self.shardCount, output.count, partials, output.values)
        kernels_add_bias(set, input.rows, units, parameters + inputs * units, output.values)
    }

    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? {
        guard let input, input.rows == outputGradient.rows else { preconditionFailure("backward without forward") }
        let instructionSet = resources.instructionSet
        // By the weight [inputs, units]: inputᵀ · outputGradient. By the bias [units]: the sum over N.
        let shards = partialOutputs == nil ? 1 : Self.shardCount
        resources.workers.ranges(of: inputs, pieces: shards, step: 16) { _, range in
            kernels_multiply(
                instructionSet, range.count, units, input.rows,
                input.values + range.lowerBound, 1, inputs,
                outputGradient.values, units, 1,
                gradients + range.lowerBound * units, units)
        }
        kernels_sum_rows(instructionSet, input.rows, units, outputGradient.values, gradients + inputs * units)
        // By the input [N, inputs]: outputGradient · weightᵀ.
        guard let inputGradient else { return nil }
        inputGradient.rows = input.rows
        kernels_multiply(
            instructionSet, input.rows, inputs, units,
            outputGradient.values, units, 1,
            parameters, 1, units,
            inputGradient.values, inputs)
        return inputGradient
    }
}
