import Foundation

/// The change of the learning rate over the steps of a training.
///
///     LearningRateSchedule.constant
///     LearningRateSchedule(warmUp: 0.15, decay: .linear)  // rises over 15% of the steps, then falls to almost 0
public struct LearningRateSchedule: Codable, Sendable, Equatable {
    /// The course of the learning rate after the warm-up.
    public enum Decay: String, Codable, Sendable {
        /// Constant.
        case none
        /// Falls by the same amount in each step.
        case linear
        /// Falls along half a period of a cosine (Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm
        /// restarts", 2017).
        case cosine
    }

    /// The largest learning rate in all steps.
    public static let constant = LearningRateSchedule(warmUp: 0, decay: .none)

    /// The share of the steps, from 0 to below 1, in which the learning rate rises linearly from almost 0.
    public var warmUp: Double
    /// The course after the warm-up.
    public var decay: Decay

    /// Creates a schedule.
    public init(warmUp: Double, decay: Decay) {
        self.warmUp = warmUp
        self.decay = decay
    }

    /// Returns the factor of the learning rate in a step, from 0 to below `count`: above 0 and at most 1.
    func factor(step: Int, of count: Int) -> Double {
        let warmUpSteps = Int(warmUp * Double(count))
        if step < warmUpSteps { return Double(step + 1) / Double(warmUpSteps) }
        // From 0 to below 1.
        let progress = Double(step - warmUpSteps) / Double(count - warmUpSteps)
        return switch decay {
        case .none: 1
        case .linear: 1 - progress
        case .cosine: (1 + cos(.pi * progress)) / 2
        }
    }
}
