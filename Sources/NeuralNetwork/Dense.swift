// The fully connected layer. The activation is a layer of its own.

import CKernels

/// output [N, units] = input [N, inputs] · weight [inputs, units] + bias [units].
///
/// Its parameters are the weight and then the bias. The weight lies as in Keras, not turned as in PyTorch: both products
/// with it that a first layer needs then run along contiguous rows.
final class Dense: Layer {
    private let inputs: Int
    private let units: Int
    private let instructionSet: InstructionSet
    private let output: Tensor  // [N, units]
    private let inputGradient: Tensor?  // [N, inputs]; nil where nothing before this layer learns
    private var input: Tensor?  // [N, inputs]: what the last forward pass was given

    /// - Parameter needsInputGradient: whether a layer before this one has parameters, in a network for training.
    init(inputs: Int, units: Int, needsInputGradient: Bool, resources: Resources) {
        self.inputs = inputs
        self.units = units
        instructionSet = resources.instructionSet
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
        kernels_multiply(
            instructionSet, input.rows, units, inputs,
            input.values, inputs, 1,
            parameters, units, 1,
            output.values, units)
        kernels_add_bias(instructionSet, input.rows, units, parameters + inputs * units, output.values)
        return output
    }

    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? {
        guard let input, input.rows == outputGradient.rows else { preconditionFailure("backward without forward") }
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
