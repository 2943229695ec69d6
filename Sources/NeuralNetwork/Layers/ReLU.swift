import CKernels

/// The rectified linear unit, max(x, 0), elementwise on `[N, columns]` (Nair and Hinton, "Rectified linear units
/// improve restricted Boltzmann machines", 2010).
///
/// Backward: the gradient is passed where the output is above 0. At 0 it is 0, as in other frameworks.
final class ReLU: Layer {
    private let resources: Resources
    private let output: Tensor  // [N, columns]
    private let inputGradient: Tensor?  // [N, columns]

    init(columns: Int, resources: Resources) {
        self.resources = resources
        output = Tensor(capacity: resources.capacity, columns: columns)
        inputGradient = resources.forTraining ? Tensor(capacity: resources.capacity, columns: columns) : nil
    }

    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        output.rows = input.rows
        kernels_relu(resources.instructionSet, input.count, input.values, output.values)
        return output
    }

    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? {
        guard let inputGradient else { preconditionFailure("backward without forTraining") }
        inputGradient.rows = outputGradient.rows
        kernels_relu_backward(
            resources.instructionSet, outputGradient.count, output.values, outputGradient.values,
            inputGradient.values)
        return inputGradient
    }
}
