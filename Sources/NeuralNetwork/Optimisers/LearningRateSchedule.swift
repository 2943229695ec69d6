import Foundation

/// How the learning rate changes from step to step.
///
///     LearningRateSchedule.constant
///     LearningRateSchedule(warmUp: 0.15, decay: .linear)  // up over 15% of the steps, then down to almost 0
public struct LearningRateSchedule: Codable, Sendable, Equatable {
    /// What the learning rate does after the warm-up.
    public enum Decay: String, Codable, Sendable {
        /// It stays.
        case none
        /// It falls by the same amount with each step.
        case linear
        /// It falls as the first half of a cosine's wave (Loshchilov and Hutter, "SGDR", 2017).
        case cosine
    }

    /// The learning rate all along.
    public static let constant = LearningRateSchedule(warmUp: 0, decay: .none)

    /// The share of the steps, from 0 to less than 1, in which the learning rate rises evenly from almost 0.
    public var warmUp: Double
    /// What comes then.
    public var decay: Decay

    /// A schedule.
    public init(warmUp: Double, decay: Decay) {
        self.warmUp = warmUp
        self.decay = decay
    }

    /// What the learning rate is multiplied by in a step, from 0 to below `count`: more than 0, and at most 1.
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
