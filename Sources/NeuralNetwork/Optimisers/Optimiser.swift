// How parameters move. The loops over them are kernels.

import CKernels
import Foundation

/// A rule for moving parameters against their gradients.
///
/// Weight decay pulls weights alone towards 0: biases, and the scales of normalised channels, are left to the loss.
public enum Optimiser: Codable, Sendable, Equatable {
    /// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015) with the defaults and the formula of Keras.
    case adam
    /// Adam with decoupled weight decay (Loshchilov and Hutter, 2019): weights shrink by the decay times the learning rate.
    case adamW(weightDecay: Double)
    /// Gradient descent with Nesterov momentum (Sutskever et al., 2013) as PyTorch has it; the decay is added to gradients.
    case nesterov(momentum: Double, weightDecay: Double)

    /// What provenances and people call it.
    var name: String {
        switch self {
        case .adam: "Adam"
        case .adamW: "AdamW"
        case .nesterov: "SGD with Nesterov momentum"
        }
    }

    /// The rule at work on parameters [parameterCount], of which those in the ranges are weights.
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

/// An optimiser with its memory.
protocol OptimiserRule: AnyObject {
    /// What it remembers of the steps so far, beside their number.
    var moments: [Tensor] { get }

    /// Moves parameters [parameterCount] by one step (from 0), given the gradients of the loss by them. Parameters without
    /// a gradient, now and before, stay bit for bit.
    func update(
        _ parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, step: Int, learningRate: Double)
}
