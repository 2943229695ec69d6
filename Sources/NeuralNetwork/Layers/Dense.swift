import CKernels

/// The fully connected layer: output `[N, units]` = input `[N, inputs]` · weight `[inputs, units]` + bias `[units]`.
///
/// The parameters are the weight, then the bias. The weight has the layout of Keras, not the transposed one of PyTorch,
/// so that both products of a first layer with it run along contiguous rows.
///
/// Backward: weight gradient = inputᵀ · outputGradient, bias gradient = Σ outputGradient over N, input gradient
/// `[N, inputs]` = outputGradient · weightᵀ.
final class Dense: Layer {
    /// The number of shards into which the inputs of a large layer are divided in training. Each thread works on the
    /// same part of the weights in the forward pass, the backward pass and the optimiser, which divides them in nearly
    /// the same way.
    static let shardCount = 4
    /// The smallest number of weights of a large layer. With fewer, dividing the work costs more than it saves.
    private static let largeWeightCount = 1 << 16
    /// The number of images that a thread processes at a time in inference.
    private static let rowsPerPiece = 32

    private let inputs: Int
    private let units: Int
    private let resources: Resources
    private let output: Tensor  // [N, units]
    private let inputGradient: Tensor?  // [N, inputs]; nil where no layer before this one is trained
    private let partialOutputs: Tensor?  // [shards, N · units]; nil where the inputs are not divided
    private var input: Tensor?  // [N, inputs], of the last forward pass

    /// - Parameter needsInputGradient: Whether a layer before this one has parameters, in a network for training.
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

    /// Sets the weights to uniform numbers within ±√(6 / (inputs + units)) (Glorot and Bengio, "Understanding the
    /// difficulty of training deep feedforward neural networks", 2010) and the biases to 0, as Keras does.
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

    /// Computes the output as the sum of the products of each shard of the inputs.
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
        // The gradients of weight and bias.
        let shards = partialOutputs == nil ? 1 : Self.shardCount
        resources.workers.ranges(of: inputs, pieces: shards, step: 16) { _, range in
            kernels_multiply(
                instructionSet, range.count, units, input.rows,
                input.values + range.lowerBound, 1, inputs,
                outputGradient.values, units, 1,
                gradients + range.lowerBound * units, units)
        }
        kernels_sum_rows(instructionSet, input.rows, units, outputGradient.values, gradients + inputs * units)
        // The input gradient.
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
