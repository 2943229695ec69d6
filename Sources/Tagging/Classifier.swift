import Imaging
import NeuralNetwork

/// What the network says of one product.
public struct Prediction: Sendable, Equatable {
    /// Of each category, in the order of ``Category``; they add up to 1.
    public let probabilities: [Double]

    /// The best guess, and how probable it is.
    public var best: (category: Category, confidence: Double) {
        let index = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
        return (Category.allCases[index], probabilities[index])
    }

    var byCategory: [(category: String, probability: Double)] {
        zip(Category.names, probabilities).map { ($0, $1) }
    }
}

/// Brings batches of thumbnails to predictions. One per thread: it keeps its buffers.
public final class Classifier {
    private let inference: Inference
    private let name: String

    /// A classifier with a network.
    public init(_ model: NamedModel) {
        inference = Inference(model: model.model)
        name = model.name
    }

    /// A prediction for each thumbnail, the same whatever else is in the batch.
    ///
    /// Of a blank thumbnail nothing can be known: all categories are equally probable then, whatever the network says.
    ///
    /// - Throws: ``InputError`` when the network's numbers overflow.
    public func predictions(for thumbnails: [Thumbnail]) throws -> [Prediction] {
        guard !thumbnails.isEmpty else { return [] }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(thumbnails.count * Thumbnail.pixelCount)
        for thumbnail in thumbnails { pixels += thumbnail.pixels }
        let logits = inference.logits(pixels, count: thumbnails.count)
        guard logits.allSatisfy(\.isFinite) else {
            throw InputError(.invalidData, "The network \(name) is of no use: its numbers overflow. Train it again.")
        }
        let probabilities = inference.probabilities(logits)
        let uniform = Array(repeating: 1 / Double(Category.allCases.count), count: Category.allCases.count)
        return zip(thumbnails, probabilities).map {
            Prediction(probabilities: $0.isBlank ? uniform : $1)
        }
    }
}
