// The moving average of a network's parameters, which is often better than any of them (Polyak and Juditsky, 1992).

import CKernels

/// average ← decay · average + (1 − decay) · parameters after each step, running statistics included.
///
/// The first steps count for more: the decay is at most (1 + steps) / (10 + steps), as in TensorFlow's
/// `ExponentialMovingAverage`, so that the initial weights are soon forgotten.
final class WeightAverage {
    let values: Tensor  // [1, parameters]
    private let decay: Double
    private let instructionSet: InstructionSet

    init(of parameters: Tensor, decay: Double, instructionSet: InstructionSet = kernels_fastest()) {
        values = Tensor(capacity: 1, columns: parameters.columns)
        values.values.update(from: parameters.values, count: parameters.columns)
        self.decay = decay
        self.instructionSet = instructionSet
    }

    /// Takes the parameters after a step (from 0) in.
    func update(with parameters: Tensor, step: Int) {
        let decay = min(decay, (1 + Double(step)) / (10 + Double(step)))
        kernels_blend(instructionSet, values.columns, Float(1 - decay), parameters.values, values.values)
    }
}
