// The optimiser. The loop over the parameters is `kernels_adam`.

import CKernels
import Foundation

/// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015) with the defaults and the formula of Keras.
///
/// Keras adds epsilon to √v before the bias of v is corrected (the form at the end of the paper's section 2), PyTorch
/// after: the same numbers mean slightly different steps.
final class Adam {
    private static let firstMomentDecay = 0.9
    private static let secondMomentDecay = 0.999
    private static let epsilon: Float = 1e-7

    private let learningRate: Double
    private let instructionSet: InstructionSet
    private let firstMoments: Tensor  // [1, parameters]
    private let secondMoments: Tensor  // [1, parameters]
    private var step = 0

    init(parameterCount: Int, learningRate: Double, instructionSet: InstructionSet = kernels_fastest()) {
        self.learningRate = learningRate
        self.instructionSet = instructionSet
        firstMoments = Tensor(capacity: 1, columns: parameterCount)
        secondMoments = Tensor(capacity: 1, columns: parameterCount)
    }

    /// Moves parameters [parameterCount] by one step, given the gradients of the loss by them.
    func update(_ parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>) {
        step += 1
        let correction =
            (1 - pow(Self.secondMomentDecay, Double(step))).squareRoot()
            / (1 - pow(Self.firstMomentDecay, Double(step)))
        let numbers = AdamStep(
            first_moment_share: Float(1 - Self.firstMomentDecay),
            second_moment_share: Float(1 - Self.secondMomentDecay),
            corrected_learning_rate: Float(learningRate * correction),
            epsilon: Self.epsilon)
        kernels_adam(
            instructionSet, firstMoments.columns, numbers, gradients, firstMoments.values, secondMoments.values,
            parameters)
    }
}
