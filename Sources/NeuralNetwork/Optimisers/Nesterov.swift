import CKernels

/// Stochastic gradient descent with Nesterov momentum (Sutskever et al., "On the importance of initialization and
/// momentum in deep learning", 2013), in the form of PyTorch: g ← g + weightDecay · p, v ← momentum · v + g, p ← p −
/// rate · (g + momentum · v).
final class Nesterov: OptimiserRule {
    /// Consecutive ranges of all parameters, each with its weight decay.
    private let parts: [(range: Range<Int>, weightDecay: Float)]
    private let momentum: Float
    private let instructionSet: InstructionSet
    private let workers: Workers
    private let velocities: Tensor  // [1, parameters]

    var moments: [Tensor] { [velocities] }

    /// - Parameter weights: The parameters that decay, in ascending order.
    init(
        parameterCount: Int, weights: [Range<Int>], momentum: Double, weightDecay: Double,
        instructionSet: InstructionSet = kernels_fastest(), workers: Workers = Workers(count: 1)
    ) {
        var parts: [(range: Range<Int>, weightDecay: Float)] = []
        var end = 0
        for range in weights {
            parts.append((end..<range.lowerBound, 0))
            parts.append((range, Float(weightDecay)))
            end = range.upperBound
        }
        self.parts = parts + [(end..<parameterCount, 0)]
        self.momentum = Float(momentum)
        self.instructionSet = instructionSet
        self.workers = workers
        velocities = Tensor(capacity: 1, columns: parameterCount)
    }

    func update(
        _ parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, step: Int, learningRate: Double
    ) {
        for (range, weightDecay) in parts {
            let numbers = DescentStep(
                learning_rate: Float(learningRate), momentum: momentum, weight_decay: weightDecay)
            workers.ranges(of: range.count, pieces: Dense.shardCount, step: 16) { _, part in
                let first = range.lowerBound + part.lowerBound
                kernels_nesterov(
                    instructionSet, part.count, numbers, gradients + first, velocities.values + first,
                    parameters + first)
            }
        }
    }
}
