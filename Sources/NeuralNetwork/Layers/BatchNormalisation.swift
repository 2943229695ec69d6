import CKernels

/// Batch normalisation (Ioffe and Szegedy, "Batch normalization", 2015) with the constants of PyTorch, and the ReLU
/// that follows: (x − mean) / √(variance + ε) · weight + bias for each channel of `[N, C, H, W]`, then max(…, 0) where
/// asked.
///
/// Both are limited by memory bandwidth; in one pass they read and write half as much.
///
/// In training, mean and variance are those of the batch. In inference they are running statistics, which move by a
/// tenth of the difference to those of the batch after each step. The parameters are weight, bias, running mean and
/// running variance, all `[C]`.
///
/// Backward, with the output gradient g and x̂ = (x − mean) / √(variance + ε): weight gradient = Σ g · x̂, bias
/// gradient = Σ g, input gradient = weight / √(variance + ε) · (g − mean of g − x̂ · mean of g · x̂).
final class BatchNormalisation: Layer {
    static let epsilon = 1e-5
    static let momentum = 0.1

    private let shape: ImageShape
    private let relu: Bool
    private let resources: Resources
    private let output: Tensor  // [N, H, W, C]
    private let inputGradient: Tensor?  // [N, H, W, C]
    private var input: Tensor?  // [N, H, W, C], of the last forward pass

    // Of the last pass, per channel.
    private let mean: Tensor  // [1, C]
    private let scale: Tensor  // [1, C]: weight / √(variance + ε)
    private let shift: Tensor  // [1, C]: bias
    private var variance: [Double]  // [C]
    private var inverseDeviation: [Double]  // [C]: 1 / √(variance + ε)
    private var partialSums: [Double]  // [shards, 2, C]

    /// - Parameter relu: Whether a ReLU is applied to the output.
    init(shape: ImageShape, relu: Bool, resources: Resources) {
        self.shape = shape
        self.relu = relu
        self.resources = resources
        output = Tensor(capacity: resources.capacity, columns: shape.count)
        inputGradient = resources.forTraining ? Tensor(capacity: resources.capacity, columns: shape.count) : nil
        mean = Tensor(capacity: 1, columns: shape.channels)
        scale = Tensor(capacity: 1, columns: shape.channels)
        shift = Tensor(capacity: 1, columns: shape.channels)
        variance = Array(repeating: 1, count: shape.channels)
        inverseDeviation = variance
        partialSums = Array(
            repeating: 0, count: Workers.shardCount(rows: resources.capacity) * 2 * shape.channels)
    }

    func initialize(_ parameters: UnsafeMutablePointer<Float>, from generator: inout SplitMix64) {
        for (i, value) in [Float(1), 0, 0, 1].enumerated() {
            (parameters + i * shape.channels).update(repeating: value, count: shape.channels)
        }
    }

    private var normalisation: Normalisation {
        Normalisation(mean: mean.values, scale: scale.values, shift: shift.values, relu: relu)
    }

    func prepare(_ parameters: UnsafePointer<Float>) {
        for channel in 0..<shape.channels {
            mean.values[channel] = parameters[2 * shape.channels + channel]
            variance[channel] = Double(parameters[3 * shape.channels + channel])
        }
        setScaleAndShift(parameters)
    }

    /// Computes scale and shift from the variance and the parameters.
    private func setScaleAndShift(_ parameters: UnsafePointer<Float>) {
        for channel in 0..<shape.channels {
            inverseDeviation[channel] = 1 / (variance[channel] + Self.epsilon).squareRoot()
            scale.values[channel] = Float(Double(parameters[channel]) * inverseDeviation[channel])
            shift.values[channel] = parameters[shape.channels + channel]
        }
    }

    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        precondition(input.columns == shape.count)
        self.input = input
        output.rows = input.rows
        if case .training = pass {
            measure(input)
            setScaleAndShift(parameters)
        }
        resources.workers.shards(of: input.rows) { _, rows, _ in
            kernels_normalise(
                resources.instructionSet, rows.count * shape.pixels, shape.channels, normalisation,
                input.row(rows.lowerBound), output.row(rows.lowerBound))
        }
        return output
    }

    /// Sets mean and variance to those of the batch. Sums of squares are taken about the first pixel, not about 0, so
    /// that a mean far from 0 does not cancel the variance.
    private func measure(_ input: Tensor) {
        let (sums, squares) = sums(over: input.rows) { rows, sums, squares in
            kernels_channel_moments(
                resources.instructionSet, rows.count * shape.pixels, shape.channels, input.row(rows.lowerBound),
                input.values, sums, squares)
        }
        let count = Double(input.rows * shape.pixels)
        for channel in 0..<shape.channels {
            mean.values[channel] = Float(Double(input.values[channel]) + sums[channel] / count)
            // A comparison, since max(…, 0) would turn NaN into 0.
            let difference = squares[channel] - sums[channel] * sums[channel] / count
            variance[channel] = difference < 0 ? 0 : difference / count
        }
    }

    /// Returns two sums `[C]` over all pixels of the batch. The body adds the terms of a shard of images.
    private func sums(
        over count: Int, _ body: (Range<Int>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
    ) -> ([Double], [Double]) {
        let channels = shape.channels
        let shards = Workers.shardCount(rows: count)
        return partialSums.withUnsafeMutableBufferPointer { partials in
            guard let start = partials.baseAddress else { return ([], []) }
            start.update(repeating: 0, count: shards * 2 * channels)
            resources.workers.shards(of: count) { shard, rows, _ in
                let sums = start + shard * 2 * channels
                body(rows, sums, sums + channels)
            }
            var total = Array(repeating: 0.0, count: 2 * channels)
            for shard in 0..<shards {
                for i in 0..<2 * channels { total[i] += start[shard * 2 * channels + i] }
            }
            return (Array(total[..<channels]), Array(total[channels...]))
        }
    }

    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? {
        guard let input, let inputGradient, input.rows == outputGradient.rows else {
            preconditionFailure("backward without forward for training")
        }
        inputGradient.rows = input.rows
        let (sums, products) = sums(over: input.rows) { rows, sums, products in
            kernels_normalise_gradient_sums(
                resources.instructionSet, rows.count * shape.pixels, shape.channels, normalisation,
                input.row(rows.lowerBound), outputGradient.row(rows.lowerBound), sums, products)
        }
        let channels = shape.channels
        let count = Double(input.rows * shape.pixels)
        // The input gradient in the form a · g + b · (x − mean) + c.
        var (b, c) = (Array(repeating: Float(0), count: channels), Array(repeating: Float(0), count: channels))
        for channel in 0..<channels {
            let deviation = inverseDeviation[channel]
            let scale = Double(parameters[channel]) * deviation
            gradients[channel] = Float(products[channel] * deviation)
            gradients[channels + channel] = Float(sums[channel])
            gradients[2 * channels + channel] = 0
            gradients[3 * channels + channel] = 0
            b[channel] = Float(-scale * deviation * deviation * products[channel] / count)
            c[channel] = Float(-scale * sums[channel] / count)
        }
        resources.workers.shards(of: input.rows) { _, rows, _ in
            kernels_normalise_backward(
                resources.instructionSet, rows.count * shape.pixels, channels, normalisation,
                input.row(rows.lowerBound), outputGradient.row(rows.lowerBound), scale.values, b, c,
                inputGradient.row(rows.lowerBound))
        }
        return inputGradient
    }

    /// Moves the running statistics towards those of the last batch, with the unbiased variance, as in PyTorch.
    func updateStatistics(_ parameters: UnsafeMutablePointer<Float>) {
        guard let input else { preconditionFailure("statistics without forward") }
        let count = Double(input.rows * shape.pixels)
        for channel in 0..<shape.channels {
            let runningMean = parameters + 2 * shape.channels + channel
            let runningVariance = parameters + 3 * shape.channels + channel
            let unbiased = variance[channel] * count / max(count - 1, 1)
            runningMean.pointee += Float(Self.momentum * Double(mean.values[channel] - runningMean.pointee))
            runningVariance.pointee += Float(Self.momentum * (unbiased - Double(runningVariance.pointee)))
        }
    }
}
