import Foundation

/// A model at work: thumbnails in, logits and probabilities out.
///
/// It owns scratch memory, so each thread needs its own; the model's weights are shared by all. A thumbnail gets the same
/// logits, bit for bit, alone or in any batch, on processors with the same kind of instructions.
public final class Inference {
    /// The model that answers.
    public let model: Model
    private let forwardPass: ForwardPass

    /// The scratch memory for a model.
    ///
    /// - Parameter threads: How many work on a batch; the logits are the same for any number.
    public init(model: Model, threads: Int = 1) {
        self.model = model
        do {
            forwardPass = try ForwardPass(
                model.architecture, pixelScale: model.pixelScale,
                workers: Workers(threads: threads, rows: ForwardPass.capacity))
        } catch {
            preconditionFailure("a model's architecture was checked when the model was made: \(error)")
        }
        model.weights.withUnsafeBufferPointer { weights in
            if let parameters = weights.baseAddress { forwardPass.prepare(parameters) }
        }
    }

    /// The logits [N, classes] of `count` thumbnails [N, 28, 28], bright on black.
    public func logits(_ thumbnails: UnsafeBufferPointer<UInt8>, count: Int) -> [Float] {
        model.weights.withUnsafeBufferPointer { weights in
            guard let parameters = weights.baseAddress else { return [] }
            return forwardPass.logits(thumbnails, count: count, parameters: parameters)
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
