import CKernels

/// Inverted dropout (Srivastava et al., "Dropout", 2014): in training, each value of `[N, columns]` is 0 with
/// probability `rate` and otherwise divided by 1 − rate. In inference the input is passed on unchanged.
///
/// The random numbers depend on the seed, the position of the layer and the step only.
///
/// Backward: the gradient is multiplied by the same factors as the input.
final class Dropout: Layer {
    private let rate: Float
    private let position: Int
    private let instructionSet: InstructionSet
    private let mask: Tensor?  // [N, columns]: 0 or 1 / (1 − rate)
    private let output: Tensor?  // [N, columns]
    private let inputGradient: Tensor?  // [N, columns]

    init(rate: Double, position: Int, columns: Int, resources: Resources) {
        self.rate = Float(rate)
        self.position = position
        instructionSet = resources.instructionSet
        func tensor() -> Tensor? {
            resources.forTraining ? Tensor(capacity: resources.capacity, columns: columns) : nil
        }
        mask = tensor()
        output = tensor()
        inputGradient = tensor()
    }

    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        guard case .training(let seed, let step) = pass, let mask, let output else { return input }
        mask.rows = input.rows
        output.rows = input.rows
        var generator = SplitMix64(seed: seed, for: .dropout(layer: position, step: step))
        let kept = 1 / (1 - rate)
        for i in 0..<mask.count { mask.values[i] = generator.uniform() < rate ? 0 : kept }
        kernels_multiply_elements(instructionSet, input.count, input.values, mask.values, output.values)
        return output
    }

    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? {
        guard let mask, let inputGradient else { preconditionFailure("backward without forTraining") }
        inputGradient.rows = outputGradient.rows
        kernels_multiply_elements(
            instructionSet, outputGradient.count, outputGradient.values, mask.values, inputGradient.values)
        return inputGradient
    }
}
