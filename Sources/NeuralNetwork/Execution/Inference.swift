import Foundation

/// The classification of thumbnails by a model: logits and probabilities.
///
/// An inference owns memory for activations, so each thread needs one of its own; the weights of the model are shared.
/// A thumbnail gets the same logits, bit for bit, alone or in any batch, on processors with the same kind of
/// instructions.
public final class Inference {
    /// The model.
    public let model: Model
    private let capacity: Int
    private let workers: Workers
    /// One per worker, so that threads with different thumbnails do not wait for each other.
    private let forwardPasses: [ForwardPass]

    /// Creates an inference with its memory.
    ///
    /// - Parameters:
    ///   - threads: The number of threads. The logits are the same for any number.
    ///   - capacity: The largest number of thumbnails in a pass, to which memory is proportional.
    public init(model: Model, threads: Int = 1, capacity: Int = 64) {
        self.model = model
        self.capacity = capacity
        let workers = Workers(threads: threads, rows: max(capacity, ForwardPass.capacity))
        do {
            forwardPasses = try (0..<workers.count).map { _ in
                try ForwardPass(model.architecture, pixelScale: model.pixelScale, capacity: capacity)
            }
        } catch {
            preconditionFailure("the architecture of a model is valid: \(error)")
        }
        self.workers = workers
        model.weights.withUnsafeBufferPointer { weights in
            guard let parameters = weights.baseAddress else { return }
            for forwardPass in forwardPasses { forwardPass.prepare(parameters) }
        }
    }

    /// Returns the logits `[N, classes]` of `count` thumbnails `[N, 28, 28]`, bright on black.
    public func logits(_ thumbnails: UnsafeBufferPointer<UInt8>, count: Int) -> [Float] {
        precondition(thumbnails.count == count * LabeledImages.imageBytes, "784 bytes for each thumbnail")
        let classes = model.classes.count
        // Full batches, but no larger than needed for every worker to have one.
        let batch = min(capacity, max(1, (count + workers.count - 1) / workers.count))
        return model.weights.withUnsafeBufferPointer { weights in
            guard let parameters = weights.baseAddress, let first = thumbnails.baseAddress else { return [] }
            return [Float](unsafeUninitializedCapacity: count * classes) { logits, written in
                if let start = logits.baseAddress {
                    workers.run(pieces: (count + batch - 1) / batch) { piece, worker in
                        let row = piece * batch
                        let rows = min(batch, count - row)
                        let result = forwardPasses[worker].batchLogits(
                            first + row * LabeledImages.imageBytes, count: rows, parameters: parameters)
                        (start + row * classes).initialize(from: result.values, count: rows * classes)
                    }
                }
                written = count * classes
            }
        }
    }

    /// Returns the logits `[N, classes]` of `count` thumbnails `[N, 28, 28]`, bright on black.
    public func logits(_ thumbnails: [UInt8], count: Int) -> [Float] {
        thumbnails.withUnsafeBufferPointer { logits($0, count: count) }
    }

    /// Returns the probabilities for logits `[N, classes]`, at the temperature of the model: for each thumbnail one per
    /// class.
    public func probabilities(_ logits: [Float]) -> [[Double]] {
        let classes = model.classes.count
        precondition(logits.count % classes == 0)
        return stride(from: 0, to: logits.count, by: classes).map { start in
            Self.probabilities(logits[start..<start + classes], temperature: model.temperature)
        }
    }

    /// Returns the softmax of the logits `[classes]` of one thumbnail, divided by a temperature above 0. The sum is 1.
    public static func probabilities(_ logits: some Collection<Float>, temperature: Double) -> [Double] {
        precondition(temperature > 0)
        // The largest logit is subtracted, so that the exponentials do not overflow.
        let largest = Double(logits.max() ?? 0)
        let exponentials = logits.map { exp((Double($0) - largest) / temperature) }
        let sum = exponentials.reduce(0, +)
        return exponentials.map { $0 / sum }
    }
}
