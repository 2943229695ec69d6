import CKernels

/// The 3×3 convolution: output `[N, outputs, H', W']` = input `[N, inputs, H, W]` * weight `[3, 3, inputs, outputs]`.
///
/// As in other frameworks it is a cross-correlation: output(y, x) = Σ input(y · stride + row − padding, x · stride +
/// column − padding) · weight(row, column), summed over the rows and columns of the kernel and over the inputs. There
/// is no bias, since the batch normalisation that follows has one. The weight has the layout of Keras.
///
/// Backward: the weight gradient correlates the input with the output gradient. The input gradient `[N, inputs, H, W]`
/// is a convolution of the output gradient, padded and spread out by the stride, with the rotated weight.
final class Convolution2D: Layer {
    private let shape: ImageShape  // of the input
    private let outputShape: ImageShape
    private let stride: Int
    private let padding: Int
    private let resources: Resources
    private let output: Tensor  // [N, H', W', outputs]
    private let packed: Tensor  // [1, packed weights]
    private let padded: Tensor  // [workers, H + 2 · padding, W + 2 · padding, inputs], zero where there is no pixel
    private let training: Training?
    private var input: Tensor?  // [N, H, W, inputs], of the last forward pass

    /// The memory for training.
    private struct Training {
        let partialGradients: Tensor  // [shards, 3, 3, inputs, outputs]: the weight gradient of each shard
        let backward: Backward?  // nil where no layer before this one is trained
    }

    /// The memory for the input gradient: a convolution with the rotated weight over the output gradient, with zeros
    /// around the output gradient and, with a stride above 1, between its pixels.
    private struct Backward {
        let inputGradient: Tensor  // [N, H, W, inputs]
        let packed: Tensor  // [1, packed weights]
        let padded: Tensor  // [workers, H + 2, W + 2, outputs]
    }

    /// - Parameters:
    ///   - shape: The shape of the input.
    ///   - needsInputGradient: Whether a layer before this one has parameters.
    init(
        shape: ImageShape, outputShape: ImageShape, stride: Int, padding: Int, needsInputGradient: Bool,
        resources: Resources
    ) {
        self.shape = shape
        self.outputShape = outputShape
        self.stride = stride
        self.padding = padding
        self.resources = resources
        let (inputs, outputs) = (shape.channels, outputShape.channels)
        let workers = resources.workers.count
        output = Tensor(capacity: resources.capacity, columns: outputShape.count)
        packed = Tensor(capacity: 1, columns: kernels_packed_count(inputs, outputs))
        padded = Tensor(
            capacity: workers, columns: (shape.height + 2 * padding) * (shape.width + 2 * padding) * inputs)
        guard resources.forTraining else {
            training = nil
            return
        }
        training = Training(
            partialGradients: Tensor(
                capacity: Workers.shardCount(rows: resources.capacity), columns: 9 * inputs * outputs),
            backward: !needsInputGradient
                ? nil
                : Backward(
                    inputGradient: Tensor(capacity: resources.capacity, columns: shape.count),
                    packed: Tensor(capacity: 1, columns: kernels_packed_count(outputs, inputs)),
                    padded: Tensor(
                        capacity: workers, columns: (shape.height + 2) * (shape.width + 2) * outputs)))
    }

    /// Sets the weights to uniform numbers within ±√(6 / (9 · inputs)), with the variance of He et al., "Delving deep
    /// into rectifiers" (2015).
    static func initialize(
        _ parameters: UnsafeMutablePointer<Float>, inputs: Int, outputs: Int, from generator: inout SplitMix64
    ) {
        let limit = (6 / Float(9 * inputs)).squareRoot()
        for i in 0..<9 * inputs * outputs { parameters[i] = (2 * generator.uniform() - 1) * limit }
    }

    func initialize(_ parameters: UnsafeMutablePointer<Float>, from generator: inout SplitMix64) {
        Self.initialize(parameters, inputs: shape.channels, outputs: outputShape.channels, from: &generator)
    }

    private var forwardShape: Convolution {
        Convolution(
            height: outputShape.height, width: outputShape.width, inputs: shape.channels,
            outputs: outputShape.channels, stride: stride, padded_width: shape.width + 2 * padding)
    }

    private var backwardShape: Convolution {
        Convolution(
            height: shape.height, width: shape.width, inputs: outputShape.channels, outputs: shape.channels,
            stride: 1, padded_width: shape.width + 2)
    }

    /// Copies an image of the input, padded, into the memory of a worker.
    private func pad(_ input: Tensor, row: Int, worker: Int) -> UnsafeMutablePointer<Float> {
        let to = padded.row(worker)
        kernels_pad(
            shape.height, shape.width, shape.channels, input.row(row), 1, padding, shape.width + 2 * padding, to)
        return to
    }

    func prepare(_ parameters: UnsafePointer<Float>) {
        kernels_pack_convolution(
            resources.instructionSet, shape.channels, outputShape.channels, parameters, packed.values)
    }

    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        precondition(input.columns == shape.count)
        self.input = input
        output.rows = input.rows
        let set = resources.instructionSet
        if case .training = pass { prepare(parameters) }
        resources.workers.shards(of: input.rows) { _, rows, worker in
            for row in rows {
                kernels_convolve(
                    set, forwardShape, pad(input, row: row, worker: worker), packed.values, output.row(row))
            }
        }
        return output
    }

    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? {
        guard let input, let training, input.rows == outputGradient.rows else {
            preconditionFailure("backward without forward for training")
        }
        let set = resources.instructionSet
        let partials = training.partialGradients
        partials.rows = Workers.shardCount(rows: input.rows)
        if let backward = training.backward {
            backward.inputGradient.rows = input.rows
            kernels_pack_convolution_backward(
                set, shape.channels, outputShape.channels, parameters, backward.packed.values)
        }
        resources.workers.shards(of: input.rows) { shard, rows, worker in
            let partial = partials.row(shard)
            partial.update(repeating: 0, count: partials.columns)
            for row in rows {
                kernels_convolve_weight_gradient(
                    set, forwardShape, pad(input, row: row, worker: worker), outputGradient.row(row), partial)
                guard let backward = training.backward else { continue }
                kernels_pad(
                    outputShape.height, outputShape.width, outputShape.channels, outputGradient.row(row), stride,
                    2 - padding, shape.width + 2, backward.padded.row(worker))
                kernels_convolve(
                    set, backwardShape, backward.padded.row(worker), backward.packed.values,
                    backward.inputGradient.row(row))
            }
        }
        kernels_sum_rows(set, partials.rows, partials.columns, partials.values, gradients)
        return training.backward?.inputGradient
    }
}
