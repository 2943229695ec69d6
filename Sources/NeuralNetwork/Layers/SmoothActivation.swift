// The activations that were usual before the ReLU. Both have a gradient that follows from their output alone.
//
// Not in CKernels: next to the matrix products beside it, the exponentials of a dense layer cost little.

import Foundation

/// The logistic sigmoid or the hyperbolic tangent, elementwise on [N, columns]; a NaN stays a NaN.
final class SmoothActivation: Layer {
    enum Function {
        /// 1 / (1 + e⁻ˣ), from 0 to 1. Its gradient is y · (1 − y).
        case sigmoid
        /// (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), from −1 to 1. Its gradient is 1 − y².
        case tanh
    }

    private let function: Function
    private let output: Tensor  // [N, columns]
    private let inputGradient: Tensor?  // [N, columns]

    init(_ function: Function, columns: Int, resources: Resources) {
        self.function = function
        output = Tensor(capacity: resources.capacity, columns: columns)
        inputGradient = resources.forTraining ? Tensor(capacity: resources.capacity, columns: columns) : nil
    }

    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        output.rows = input.rows
        switch function {
        case .sigmoid: for i in 0..<input.count { output.values[i] = 1 / (1 + exp(-input.values[i])) }
        case .tanh: for i in 0..<input.count { output.values[i] = Foundation.tanh(input.values[i]) }
        }
        return output
    }

    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? {
        guard let inputGradient else { preconditionFailure("backward without forTraining") }
        inputGradient.rows = outputGradient.rows
        for i in 0..<outputGradient.count {
            let y = output.values[i]
            let slope = function == .sigmoid ? y * (1 - y) : 1 - y * y
            inputGradient.values[i] = outputGradient.values[i] * slope
        }
        return inputGradient
    }
}
