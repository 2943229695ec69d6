// The fully connected layer. The activation is a layer of its own.

import CKernels

/// output [N, units] = input [N, inputs] · weight [inputs, units] + bias [units].
///
/// Its parameters are the weight and then the bias. The weight lies as in Keras, not turned as in PyTorch: both products
/// with it that a first layer needs then run along contiguous rows.
final class Dense: Layer {
    /// Rows that a thread takes at a time: with fewer, waking it costs more than it saves.
    private static let rowsPerPiece = 32

    private let inputs: Int
    private let units: Int
    private let resources: Resources
    private let output: Tensor  // [N, units]
    private let inputGradient: Tensor?  // [N, inputs]; nil where nothing before this layer learns
    private var input: Tensor?  // [N, inputs]: what the last forward pass was given

    /// - Parameter needsInputGradient: whether a layer before this one has parameters, in a network for training.
    init(inputs: Int, units: Int, needsInputGradient: Bool, resources: Resources) {
        self.inputs = inputs
        self.units = units
        self.resources = resources
        output = Tensor(capacity: resources.capacity, columns: units)
        inputGradient = needsInputGradient ? Tensor(capacity: resources.capacity, columns: inputs) : nil
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

    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? {
        guard let input, input.rows == outputGradient.rows else { preconditionFailure("backward without forward") }
        let instructionSet = resources.instructionSet
        // By the weight [inputs, units]: inputᵀ · outputGradient. By the bias [units]: the sum over N.
        kernels_multiply(
            instructionSet, inputs, units, input.rows,
            input.values, 1, inputs,
            outputGradient.values, units, 1,
            gradients, units)
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
