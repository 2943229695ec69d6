// Thumbnails to logits with parameters that somebody else owns: a model's, or those of a training under way.

import CKernels

/// A network for inference with its scratch memory. For one thread at a time.
final class ForwardPass {
    /// How many thumbnails usually go through the network at once: enough to keep the arithmetic units busy.
    static let capacity = 64

    private let capacity: Int
    private let network: Network
    private let pictures: Tensor  // [N, 28, 28]
    private let pixelScale: Float
    private let instructionSet: InstructionSet
    private var isPrepared = false

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
        pictures = Tensor(capacity: capacity, columns: LabeledImages.imageBytes)
        self.pixelScale = pixelScale.factor
        self.instructionSet = instructionSet
    }

    /// Gets ready for these parameters; to be called again when they have changed.
    func prepare(_ parameters: UnsafePointer<Float>) {
        network.prepare(parameters)
        isPrepared = true
    }

    /// The logits [N, classes] of thumbnails [N, 28, 28], for the parameters that it is prepared for.
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

    /// The logits [N, classes] of at most `capacity` thumbnails [N, 28, 28], valid until the next ones.
    func batchLogits(_ thumbnails: UnsafePointer<UInt8>, count: Int, parameters: UnsafePointer<Float>) -> Tensor {
        precondition(isPrepared, "prepare comes first")
        pictures.rows = count
        kernels_scale_bytes(instructionSet, pictures.count, thumbnails, pixelScale, pictures.values)
        return network.forward(pictures, parameters: parameters, pass: .inference)
    }
}
