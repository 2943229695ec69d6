import CKernels

/// Pooling over windows that do not overlap: the largest value or the mean of each window, `[N, C, H, W]` to
/// `[N, C, H / size, W / size]`, rounded down.
///
/// Backward: the gradient goes to the first largest value of each window (maximum), or is divided equally (average).
final class Pooling2D: Layer {
    enum Kind {
        case maximum, average
    }

    private let kind: Kind
    private let pooling: Pooling
    private let resources: Resources
    private let output: Tensor  // [N, H / size, W / size, C]
    private let inputGradient: Tensor?  // [N, H, W, C]
    private var input: Tensor?  // [N, H, W, C], of the last forward pass

    /// - Parameters:
    ///   - shape: The shape of the input.
    ///   - window: The height and width of a window: those of the image for global pooling.
    init(_ kind: Kind, shape: ImageShape, window: (height: Int, width: Int), resources: Resources) {
        self.kind = kind
        self.resources = resources
        pooling = Pooling(
            height: shape.height / window.height, width: shape.width / window.width,
            input_height: shape.height, input_width: shape.width, channels: shape.channels,
            window_height: window.height, window_width: window.width)
        output = Tensor(
            capacity: resources.capacity, columns: pooling.height * pooling.width * shape.channels)
        inputGradient = resources.forTraining ? Tensor(capacity: resources.capacity, columns: shape.count) : nil
    }

    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        self.input = input
        output.rows = input.rows
        let set = resources.instructionSet
        resources.workers.shards(of: input.rows) { _, rows, _ in
            for row in rows {
                switch kind {
                case .maximum: kernels_max_pool(set, pooling, input.row(row), output.row(row))
                case .average: kernels_average_pool(set, pooling, input.row(row), output.row(row))
                }
            }
        }
        return output
    }

    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? {
        guard let input, let inputGradient else { preconditionFailure("backward without forward for training") }
        inputGradient.rows = outputGradient.rows
        let set = resources.instructionSet
        resources.workers.shards(of: outputGradient.rows) { _, rows, _ in
            for row in rows {
                switch kind {
                case .maximum:
                    kernels_max_pool_backward(
                        set, pooling, input.row(row), output.row(row), outputGradient.row(row),
                        inputGradient.row(row))
                case .average:
                    kernels_average_pool_backward(set, pooling, outputGradient.row(row), inputGradient.row(row))
                }
            }
        }
        return inputGradient
    }
}
