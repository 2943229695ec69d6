import Foundation

/// A model at work: thumbnails in, logits and probabilities out.
///
/// It owns scratch memory, so each thread needs its own; the model's weights are shared by all. A thumbnail gets the same
/// logits, bit for bit, alone or in any batch, on processors with the same kind of instructions.
public final class Inference {
    /// The model that answers.
    public let model: Model
    private let capacity: Int
    private let workers: Workers
    /// One for each worker: threads that work on different thumbnails never wait for each other.
    private let forwardPasses: [ForwardPass]

    /// The scratch memory for a model.
    ///
    /// - Parameters:
    ///   - threads: How many share the thumbnails; the logits are the same for any number.
    ///   - capacity: How many thumbnails go through the network at once; memory grows with it.
    public init(model: Model, threads: Int = 1, capacity: Int = 64) {
        self.model = model
        self.capacity = capacity
        let workers = Workers(threads: threads, rows: max(capacity, ForwardPass.capacity))
        do {
            forwardPasses = try (0..<workers.count).map { _ in
                try ForwardPass(model.architecture, pixelScale: model.pixelScale, capacity: capacity)
            }
        } catch {
            preconditionFailure("a model's architecture was checked when the model was made: \(error)")
        }
        self.workers = workers
        model.weights.withUnsafeBufferPointer { weights in
            guard let parameters = weights.baseAddress else { return }
            for forwardPass in forwardPasses { forwardPass.prepare(parameters) }
        }
    }

    /// The logits [N, classes] of `count` thumbnails [N, 28, 28], bright on black.
    public func logits(_ thumbnails: UnsafeBufferPointer<UInt8>, count: Int) -> [Float] {
        precondition(thumbnails.count == count * LabeledImages.imageBytes, "784 bytes for each thumbnail")
        let classes = model.classes.count
        // Full batches where there are enough, and in any case something for each worker.
        let batch = min(capacity, max(1, (count + workers.count - 1) / workers.count))
        return model.weights.withUnsafeBufferPointer { weights in
            guard let parameters = weights.baseAddress, let first = thumbnails.baseAddress else { return [] }
            return [Float](unsafeUninitializedCapacity: count * classes) { logits, written in
                if let start = logits.baseAddress {
                    workers.run(pieces: (count + batch - 1) / batch) { piece, worker in
                        let row = piece * batch
                        let rows = min(batch, count - row)
                        let answer = forwardPasses[worker].batchLogits(
                            first + row * LabeledImages.imageBytes, count: rows, parameters: parameters)
                        (start + row * classes).initialize(from: answer.values, count: rows * classes)
                    }
                }
                written = count * classes
            }
        }
    }

    /// The logits [N, classes] of `count` thumbnails [N, 28, 28], bright on black.
    public func logits(_ thumbnails: [UInt8], count: Int) -> [Float] {
        thumbnails.withUnsafeBufferPointer { logits($0, count: count) }
    }

    /// The model's probabilities for logits [N, classes]: for each thumbnail one per class, at the model's temperature.
    public func probabilities(_ logits: [Float]) -> [[Double]] {
        let classes = model.classes.count
        precondition(logits.count % classes == 0)
        return stride(from: 0, to: logits.count, by: classes).map { start in
            Self.probabilities(logits[start..<start + classes], temperature: model.temperature)
        }
    }

    /// The softmax of the logits [classes] of one thumbnail, divided by a temperature above 0. The sum is 1.
    public static func probabilities(_ logits: some Collection<Float>, temperature: Double) -> [Double] {
        precondition(temperature > 0)
        // Subtracting the largest keeps the exponentials from overflowing.
        let largest = Double(logits.max() ?? 0)
        let exponentials = logits.map { exp((Double($0) - largest) / temperature) }
        let sum = exponentials.reduce(0, +)
        return exponentials.map { $0 / sum }
    }
}
