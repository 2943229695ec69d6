import Catalog
import Foundation
import Imaging
import NeuralNetwork
import Platform

/// A model's class probabilities for one product.
public struct Prediction: Sendable, Equatable {
    /// The model's classes: the ten categories, and `none` in models that have learned it.
    public let classes: [String]
    /// The probability of each class; the sum is 1.
    public let probabilities: [Double]

    /// The predicted category and its confidence.
    public var best: (category: String, confidence: Double) {
        let index = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
        return (classes[index], probabilities[index])
    }

    /// Returns the probability of a class; 0 for a class that the model does not have.
    func probability(of name: String) -> Double {
        classes.firstIndex(of: name).map { probabilities[$0] } ?? 0
    }

    var byCategory: [(category: String, probability: Double)] {
        zip(classes, probabilities).map { ($0, $1) }
    }
}

/// Computes predictions for thumbnails. It owns buffers, so each thread needs its own.
///
/// A model that was trained with close-ups gets thumbnail and close-up; its probabilities are the mean over both.
public final class Classifier {
    /// The thumbnail versions that models may have been trained with. Version 1 has no close-ups; its thumbnails equal those of
    /// version 2.
    static let supportedPreprocessings: Set = ["1", ThumbnailMaker.version]

    private let inference: Inference
    private let name: String
    private let usesCloseUps: Bool

    /// Creates a classifier.
    ///
    /// - Parameters:
    ///   - threads: The number of threads that share a batch. Predictions do not depend on it.
    ///   - capacity: The number of images that go through the model at once. Memory grows with it.
    public convenience init(_ model: NamedModel, threads: Int = 1, capacity: Int = 64) {
        self.init(model.model, name: model.name, threads: threads, capacity: capacity)
    }

    /// Creates a classifier with a model that is not stored under a name of its own.
    ///
    /// - Parameter name: The name of the model in errors.
    init(_ model: Model, name: String, threads: Int = 1, capacity: Int) {
        inference = Inference(model: model, threads: threads, capacity: capacity)
        self.name = name
        usesCloseUps = model.preprocessing == ThumbnailMaker.version
    }

    /// Returns a prediction for each thumbnail. It does not depend on the other thumbnails of the batch.
    ///
    /// - Throws: ``TaggerError`` where the model gives non-finite logits.
    public func predictions(for thumbnails: [Thumbnail]) throws -> [Prediction] {
        let logits = try logits(for: thumbnails)
        return zip(thumbnails, logits).map { inference.model.prediction(for: $0, logits: $1) }
    }

    /// Returns the logits `[classes]` of each thumbnail and, where the model takes it, of its close-up.
    ///
    /// - Throws: ``TaggerError`` where a logit is not finite.
    func logits(for thumbnails: [Thumbnail]) throws -> [[ArraySlice<Float>]] {
        guard !thumbnails.isEmpty else { return [] }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(2 * thumbnails.count * Thumbnail.pixelCount)
        var inputCounts: [Int] = []
        for thumbnail in thumbnails {
            pixels += thumbnail.pixels
            if usesCloseUps, let closeUp = thumbnail.closeUp {
                pixels += closeUp
                inputCounts.append(2)
            } else {
                inputCounts.append(1)
            }
        }
        let logits = inference.logits(pixels, count: inputCounts.reduce(0, +))
        guard logits.allSatisfy(\.isFinite) else {
            throw TaggerError(
                .invalidData, "Model \(name) produced non-finite logits: its weights are too large. Train it again.")
        }
        let classCount = inference.model.classes.count
        var first = 0
        return inputCounts.map { count in
            defer { first += count * classCount }
            return (0..<count).map { logits[first + $0 * classCount..<first + ($0 + 1) * classCount] }
        }
    }
}

extension Model {
    /// Returns the prediction for a thumbnail: the mean of the softmax of the logits of its inputs.
    ///
    /// A blank thumbnail carries no information: its prediction gives the ten categories equal probabilities.
    ///
    /// - Parameters:
    ///   - logits: Logits `[classes]` of the thumbnail and, where there is one, of its close-up.
    ///   - temperature: The divisor of the logits; the model's own where it is nil.
    func prediction(
        for thumbnail: Thumbnail, logits: [ArraySlice<Float>], temperature: Double? = nil
    ) -> Prediction {
        if thumbnail.isBlank {
            let uniform = classes.map { $0 == Category.none ? 0 : 1 / Double(Category.allCases.count) }
            return Prediction(classes: classes, probabilities: uniform)
        }
        let byInput = logits.map { Inference.probabilities($0, temperature: temperature ?? self.temperature) }
        return Prediction(
            classes: classes,
            probabilities: classes.indices.map { index in
                byInput.reduce(0) { $0 + $1[index] } / Double(byInput.count)
            })
    }
}

extension Thumbnail {
    /// The thumbnail as the catalog stores it.
    var stored: StoredThumbnail { StoredThumbnail(pixels: Data(pixels), closeUp: closeUp.map { Data($0) }) }
}
