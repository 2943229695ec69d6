import CKernels
import Foundation

/// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015) and AdamW (Loshchilov and Hutter,
/// "Decoupled weight decay regularization", 2019).
///
/// As in Keras, ε is added to √v before the bias of v is corrected (the form at the end of section 2 of the paper).
/// PyTorch adds it afterwards, so that the same ε gives slightly different steps.
final class Adam: OptimiserRule {
    private static let firstMomentDecay = 0.9
    private static let secondMomentDecay = 0.999
    private static let epsilon: Float = 1e-7

    private let weights: [Range<Int>]
    private let weightDecay: Double
    private let instructionSet: InstructionSet
    private let workers: Workers
    private let firstMoments: Tensor  // [1, parameters]
    private let secondMoments: Tensor  // [1, parameters]

    var moments: [Tensor] { [firstMoments, secondMoments] }

    /// - Parameters:
    ///   - weights: The parameters that decay.
    ///   - weightDecay: The weight decay λ: weights are multiplied by 1 − learning rate · λ in each step.
    init(
        parameterCount: Int, weights: [Range<Int>] = [], weightDecay: Double = 0,
        instructionSet: InstructionSet = kernels_fastest(), workers: Workers = Workers(count: 1)
    ) {
        self.weights = weights
        self.weightDecay = weightDecay
        self.instructionSet = instructionSet
        self.workers = workers
        firstMoments = Tensor(capacity: 1, columns: parameterCount)
        secondMoments = Tensor(capacity: 1, columns: parameterCount)
    }

    func update(
        _ parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, step: Int, learningRate: Double
    ) {
        if weightDecay > 0 {
            for range in weights {
                kernels_scale(
                    instructionSet, range.count, Float(1 - learningRate * weightDecay), parameters + range.lowerBound)
            }
        }
        let correction =
            (1 - pow(Self.secondMomentDecay, Double(step + 1))).squareRoot()
            / (1 - pow(Self.firstMomentDecay, Double(step + 1)))
        let numbers = AdamStep(
            first_moment_share: Float(1 - Self.firstMomentDecay),
            second_moment_share: Float(1 - Self.secondMomentDecay),
            corrected_learning_rate: Float(learningRate * correction),
            epsilon: Self.epsilon)
        workers.ranges(of: firstMoments.columns, pieces: Dense.shardCount, step: 16) { _, range in
            let first = range.lowerBound
            kernels_adam(
                instructionSet, range.count, numbers, gradients + first, firstMoments.values + first,
                secondMoments.values + first, parameters + first)
        }
    }
}
