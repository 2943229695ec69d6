// The rectified linear unit (Nair and Hinton, 2010). Its gradient at 0 is 0, as in other frameworks.

import CKernels

/// max(x, 0), elementwise on [N, columns].
final class ReLU: Layer {
    private let instructionSet: InstructionSet
    private let output: Tensor  // [N, columns]
    private let inputGradient: Tensor?  // [N, columns]

    init(columns: Int, capacity: Int, forTraining: Bool, instructionSet: InstructionSet) {
        self.instructionSet = instructionSet
        output = Tensor(capacity: capacity, columns: columns)
        inputGradient = forTraining ? Tensor(capacity: capacity, columns: columns) : nil
    }

    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        output.rows = input.rows
        kernels_relu(instructionSet, input.count, input.values, output.values)
        return output
    }

    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? {
        guard let inputGradient else { preconditionFailure("backward without forTraining") }
        inputGradient.rows = outputGradient.rows
        kernels_relu_backward(
            instructionSet, outputGradient.count, output.values, outputGradient.values, inputGradient.values)
        return inputGradient
    }
}
