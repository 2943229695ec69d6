import CKernels

/// The 3×3 convolution with stride 1 and padding 1 by Winograd's minimal filtering (Lavin and Gray, "Fast algorithms
/// for convolutional neural networks", 2016): output `[N, outputs, H, W]` = input `[N, inputs, H, W]` * weight
/// `[3, 3, inputs, outputs]`.
///
/// The numbers of channels must be multiples of 16; for other convolutions there is `Convolution2D`, which computes the
/// same.
///
/// Backward: the weight gradient correlates the input with the output gradient. The input gradient `[N, inputs, H, W]`
/// is a convolution of the output gradient with the rotated weight.
final class WinogradConvolution2D: Layer {
    private let shape: ImageShape  // of the input
    private let outputs: Int
    private let resources: Resources
    private let output: Tensor  // [N, H, W, outputs]
    private let packed: Tensor  // [1, packed weights]
    private let training: Training?
    private var input: Tensor?  // [N, H, W, inputs], of the last forward pass

    /// The memory for training.
    private struct Training {
        let partialGradients: Tensor  // [shards, 3, 3, inputs, outputs]: the weight gradient of each shard
        let inputGradient: Tensor  // [N, H, W, inputs]
        let packed: Tensor  // [1, packed weights], rotated
    }

    /// Whether this class can compute a convolution.
    static func fits(_ shape: ImageShape, outputs: Int, stride: Int, padding: Int) -> Bool {
        stride == 1 && padding == 1 && shape.channels.isMultiple(of: 16) && outputs.isMultiple(of: 16)
    }

    init(shape: ImageShape, outputs: Int, resources: Resources) {
        self.shape = shape
        self.outputs = outputs
        self.resources = resources
        let inputs = shape.channels
        output = Tensor(capacity: resources.capacity, columns: shape.pixels * outputs)
        packed = Tensor(capacity: 1, columns: kernels_winograd_packed_count(inputs, outputs))
        resources.scratch.reserve(kernels_winograd_scratch_count(inputs, outputs, resources.forTraining))
        training =
            !resources.forTraining
            ? nil
            : Training(
                partialGradients: Tensor(
                    capacity: Workers.shardCount(rows: resources.capacity), columns: 9 * inputs * outputs),
                inputGradient: Tensor(capacity: resources.capacity, columns: shape.count),
                packed: Tensor(capacity: 1, columns: kernels_winograd_packed_count(outputs, inputs)))
    }

    func initialize(_ parameters: UnsafeMutablePointer<Float>, from generator: inout SplitMix64) {
        Convolution2D.initialize(parameters, inputs: shape.channels, outputs: outputs, from: &generator)
    }

    /// The shape for the kernels, from the channels of the input to those of the output or, for backward, the other
    /// way.
    private func kernelShape(backward: Bool = false) -> Winograd {
        Winograd(
            height: shape.height, width: shape.width, inputs: backward ? outputs : shape.channels,
            outputs: backward ? shape.channels : outputs)
    }

    /// Packs weights, 16 rows at a time, in parallel.
    private func pack(
        rows: Int, _ body: @escaping (InstructionSet, Int, Int, Int, Int) -> Void
    ) {
        resources.workers.run(pieces: rows / 16) { piece, _ in
            body(resources.instructionSet, shape.channels, outputs, piece * 16, piece * 16 + 16)
        }
    }

    func prepare(_ parameters: UnsafePointer<Float>) {
        pack(rows: shape.channels) { kernels_winograd_pack($0, $1, $2, $3, $4, parameters, self.packed.values) }
    }

    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        precondition(input.columns == shape.count)
        self.input = input
        output.rows = input.rows
        if case .training = pass { prepare(parameters) }
        let scratch = resources.scratch.rows(workers: resources.workers.count)
        resources.workers.shards(of: input.rows) { _, rows, worker in
            let first = rows.lowerBound
            kernels_winograd(
                resources.instructionSet, kernelShape(), rows.count, input.row(first), packed.values,
                scratch.row(worker), output.row(first))
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
        training.inputGradient.rows = input.rows
        pack(rows: outputs) {
            kernels_winograd_pack_backward($0, $1, $2, $3, $4, parameters, training.packed.values)
        }
        let scratch = resources.scratch.rows(workers: resources.workers.count)
        resources.workers.shards(of: input.rows) { shard, rows, worker in
            let first = rows.lowerBound
            kernels_winograd_weight_gradient(
                set, kernelShape(), rows.count, input.row(first), outputGradient.row(first), scratch.row(worker),
                partials.row(shard))
            kernels_winograd(
                set, kernelShape(backward: true), rows.count, outputGradient.row(first), training.packed.values,
                scratch.row(worker), training.inputGradient.row(first))
        }
        kernels_sum_rows(set, partials.rows, partials.columns, partials.values, gradients)
        return training.inputGradient
    }
}
