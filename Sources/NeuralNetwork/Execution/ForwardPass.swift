import CKernels

/// A network for inference with its memory, for parameters of a model or of a training in progress. For one thread at a
/// time.
final class ForwardPass {
    /// The usual number of thumbnails in a pass, which is enough to keep the arithmetic units busy.
    static let capacity = 64

    private let capacity: Int
    private let network: Network
    private let images: Tensor  // [N, 28, 28]
    private let pixelScale: Float
    private let instructionSet: InstructionSet
    private var isPrepared = false

    /// - Parameter capacity: The largest number of thumbnails in a pass.
    /// - Throws: `ArchitectureError`.
    init(
        _ architecture: Architecture, pixelScale: Model.PixelScale, capacity: Int = ForwardPass.capacity,
        instructionSet: InstructionSet = kernels_fastest(),
        workers: Workers = Workers(count: 1)
    ) throws {
        network = try Network(
            architecture,
            resources: Resources(
                capacity: capacity, forTraining: false, instructionSet: instructionSet, workers: workers))
        self.capacity = capacity
        images = Tensor(capacity: capacity, columns: LabeledImages.imageBytes)
        self.pixelScale = pixelScale.factor
        self.instructionSet = instructionSet
    }

    /// Computes what depends on the parameters only. It must be called again after the parameters have changed.
    func prepare(_ parameters: UnsafePointer<Float>) {
        network.prepare(parameters)
        isPrepared = true
    }

    /// Returns the logits `[N, classes]` of thumbnails `[N, 28, 28]`.
    ///
    /// - Parameter parameters: The parameters that were passed to `prepare`.
    func logits(_ thumbnails: UnsafeBufferPointer<UInt8>, count: Int, parameters: UnsafePointer<Float>) -> [Float] {
        precondition(thumbnails.count == count * LabeledImages.imageBytes, "784 bytes for each thumbnail")
        guard let start = thumbnails.baseAddress else { return [] }
        var logits: [Float] = []
        for first in stride(from: 0, to: count, by: capacity) {
            logits +=
                batchLogits(
                    start + first * LabeledImages.imageBytes, count: min(capacity, count - first),
                    parameters: parameters
                ).contents
        }
        return logits
    }

    /// Returns the logits `[N, classes]` of at most `capacity` thumbnails `[N, 28, 28]`, which are valid until the next
    /// call.
    func batchLogits(_ thumbnails: UnsafePointer<UInt8>, count: Int, parameters: UnsafePointer<Float>) -> Tensor {
        precondition(isPrepared, "prepare must be called first")
        images.rows = count
        kernels_scale_bytes(instructionSet, images.count, thumbnails, pixelScale, images.values)
        return network.forward(images, parameters: parameters, pass: .inference)
    }
}
