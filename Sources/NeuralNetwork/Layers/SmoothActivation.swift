import Foundation

/// The logistic sigmoid or the hyperbolic tangent, elementwise on `[N, columns]`. NaN stays NaN.
///
/// The computation is in Swift, not in CKernels: the exponentials cost little compared with the matrix products of the
/// dense layers around.
///
/// Backward: the slope follows from the output y alone.
final class SmoothActivation: Layer {
    enum Function {
        /// 1 / (1 + e⁻ˣ), from 0 to 1, with the slope y · (1 − y).
        case sigmoid
        /// (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), from −1 to 1, with the slope 1 − y².
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
