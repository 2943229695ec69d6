import CKernels

/// The exponential moving average of the parameters of a network, running statistics included, which often generalises
/// better than the parameters (Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992):
/// average ← decay · average + (1 − decay) · parameters after each step.
///
/// The decay is at most (1 + steps) / (10 + steps), as in TensorFlow's `ExponentialMovingAverage`, so that the initial
/// parameters soon have no weight.
final class WeightAverage {
    /// The average `[1, parameters]`.
    let values: Tensor
    private let decay: Double
    private let instructionSet: InstructionSet

    init(of parameters: Tensor, decay: Double, instructionSet: InstructionSet = kernels_fastest()) {
        values = Tensor(capacity: 1, columns: parameters.columns)
        values.values.update(from: parameters.values, count: parameters.columns)
        self.decay = decay
        self.instructionSet = instructionSet
    }

    /// Updates the average with the parameters after a step.
    ///
    /// - Parameter step: The number of earlier steps.
    func update(with parameters: Tensor, step: Int) {
        let decay = min(decay, (1 + Double(step)) / (10 + Double(step)))
        kernels_blend(instructionSet, values.columns, Float(1 - decay), parameters.values, values.values)
    }
}
