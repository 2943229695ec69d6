import CKernels
import Foundation

/// A rule by which parameters are updated with their gradients.
///
/// Weight decay applies to weights only, not to biases and not to the scales of batch normalisation.
public enum Optimiser: Codable, Sendable, Equatable {
    /// Adam (Kingma and Ba, 2015) with the constants and the formula of Keras.
    case adam
    /// Adam with decoupled weight decay (Loshchilov and Hutter, 2019).
    case adamW(weightDecay: Double)
    /// Stochastic gradient descent with Nesterov momentum (Sutskever et al., 2013), in the form of PyTorch, with weight
    /// decay added to the gradients.
    case nesterov(momentum: Double, weightDecay: Double)

    /// The name in provenances and messages.
    var name: String {
        switch self {
        case .adam: "Adam"
        case .adamW: "AdamW"
        case .nesterov: "SGD with Nesterov momentum"
        }
    }

    /// Returns the rule with its state for parameters `[parameterCount]`.
    ///
    /// - Parameter weights: The ranges of the parameters that are weights.
    func rule(
        parameterCount: Int, weights: [Range<Int>], instructionSet: InstructionSet, workers: Workers
    ) -> any OptimiserRule {
        switch self {
        case .adam:
            Adam(parameterCount: parameterCount, instructionSet: instructionSet, workers: workers)
        case .adamW(let weightDecay):
            Adam(
                parameterCount: parameterCount, weights: weights, weightDecay: weightDecay,
                instructionSet: instructionSet, workers: workers)
        case .nesterov(let momentum, let weightDecay):
            Nesterov(
                parameterCount: parameterCount, weights: weights, momentum: momentum, weightDecay: weightDecay,
                instructionSet: instructionSet, workers: workers)
        }
    }
}

/// An optimiser with its state.
protocol OptimiserRule: AnyObject {
    /// The state, apart from the number of steps: moments or velocities, each `[1, parameters]`.
    var moments: [Tensor] { get }

    /// Updates parameters `[parameterCount]` with the gradients of the loss. Parameters whose gradients have always
    /// been 0 do not change in any bit.
    ///
    /// - Parameter step: The number of earlier steps.
    func update(
        _ parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, step: Int, learningRate: Double)
}
