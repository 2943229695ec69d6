import Catalog
import Foundation
import Imaging
import NeuralNetwork
import Platform

/// What the network says of one product.
public struct Prediction: Sendable, Equatable {
    /// The network's answers: the names of the ten categories, and `none` where it has learned that.
    public let classes: [String]
    /// Of each class; they add up to 1.
    public let probabilities: [Double]

    /// The best guess, and how probable it is.
    public var best: (category: String, confidence: Double) {
        let index = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
        return (classes[index], probabilities[index])
    }

    /// How probable a class is; 0 for one that the network does not know.
    func probability(of name: String) -> Double {
        classes.firstIndex(of: name).map { probabilities[$0] } ?? 0
    }

    var byCategory: [(category: String, probability: Double)] {
        zip(classes, probabilities).map { ($0, $1) }
    }
}

/// Brings batches of thumbnails to predictions. One per thread: it keeps its buffers.
///
/// A network that was made for thumbnails with a close-up sees both, and its probabilities are the mean over them.
public final class Classifier {
    /// The versions of the way from picture to thumbnail that networks may have been made for: the first had no close-ups,
    /// and its thumbnails are the whole pictures of the second.
    static let knownPreprocessings: Set = ["1", ThumbnailMaker.version]

    private let inference: Inference
    /// What is added to the network's logits; nil where they have it already.
    private let bias: [Float]?
    private let seen: SeenPictures?
    private let name: String
    private let seesCloseUps: Bool

    /// A classifier with a network.
    ///
    /// - Parameters:
    ///   - threads: How many work on a batch; the predictions are the same for any number.
    ///   - capacity: How many pictures go through the network at once; memory grows with it.
    public init(_ model: NamedModel, threads: Int = 1, capacity: Int = 64) {
        inference = Inference(model: model.model, threads: threads, capacity: capacity)
        bias = nil
        seen = nil
        name = model.name
        seesCloseUps = model.model.preprocessing == ThumbnailMaker.version
    }

    /// A classifier that looks at no picture twice.
    ///
    /// - Parameters:
    ///   - network: The model without its output biases, with which `seen` has begun.
    ///   - bias: These biases.
    init(_ model: NamedModel, network: Model, bias: [Float], seen: SeenPictures, capacity: Int) {
        inference = Inference(model: network, capacity: capacity)
        self.bias = bias
        self.seen = seen
        name = model.name
        seesCloseUps = model.model.preprocessing == ThumbnailMaker.version
    }

    /// The same as ``predictions(for:)``, of thumbnails that were made of files with these digests.
    func predictions(for thumbnails: [Thumbnail], digests: [Data]) throws -> [Prediction] {
        guard let seen, let bias else { return try predictions(for: thumbnails) }
        var known = digests.map { seen[$0] ?? [] }
        let unknown = known.indices.filter { known[$0].isEmpty }
        for (index, logits) in zip(unknown, try logits(for: unknown.map { thumbnails[$0] })) {
            known[index] = logits.flatMap { $0 }
            seen.keep(known[index], of: digests[index])
        }
        return zip(thumbnails, known).map { thumbnail, logits in
            var logits = logits
            for i in logits.indices { logits[i] += bias[i % bias.count] }
            let views = stride(from: 0, to: logits.count, by: bias.count).map { logits[$0..<$0 + bias.count] }
            return prediction(for: thumbnail, logits: views)
        }
    }

    /// A prediction for each thumbnail, the same whatever else is in the batch.
    ///
    /// Of a blank thumbnail nothing can be known: all categories are equally probable then, whatever the network says.
    ///
    /// - Throws: ``TaggerError`` when the network's numbers overflow.
    public func predictions(for thumbnails: [Thumbnail]) throws -> [Prediction] {
        let logits = try logits(for: thumbnails)
        return zip(thumbnails, logits).map { prediction(for: $0, logits: $1) }
    }

    /// What the network says of each thumbnail's pictures, before the softmax.
    func logits(for thumbnails: [Thumbnail]) throws -> [[ArraySlice<Float>]] {
        guard !thumbnails.isEmpty else { return [] }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(2 * thumbnails.count * Thumbnail.pixelCount)
        var views: [Int] = []
        for thumbnail in thumbnails {
            pixels += thumbnail.pixels
            if seesCloseUps, let closeUp = thumbnail.closeUp {
                pixels += closeUp
                views.append(2)
            } else {
                views.append(1)
            }
        }
        let logits = inference.logits(pixels, count: views.reduce(0, +))
        guard logits.allSatisfy(\.isFinite) else {
            throw TaggerError(.invalidData, "The network \(name) is of no use: its numbers overflow. Train it again.")
        }
        let classCount = inference.model.classes.count
        var first = 0
        return views.map { count in
            defer { first += count * classCount }
            return (0..<count).map { logits[first + $0 * classCount..<first + ($0 + 1) * classCount] }
        }
    }

    /// What that comes to, at the network's temperature or another.
    func prediction(
        for thumbnail: Thumbnail, logits: [ArraySlice<Float>], temperature: Double? = nil
    ) -> Prediction {
        let model = inference.model
        if thumbnail.isBlank {
            let uniform = model.classes.map { $0 == Category.none ? 0 : 1 / Double(Category.allCases.count) }
            return Prediction(classes: model.classes, probabilities: uniform)
        }
        let seen = logits.map { Inference.probabilities($0, temperature: temperature ?? model.temperature) }
        return Prediction(
            classes: model.classes,
            probabilities: model.classes.indices.map { index in
                seen.reduce(0) { $0 + $1[index] } / Double(seen.count)
            })
    }
}

extension Thumbnail {
    /// As the catalog keeps it.
    var stored: StoredThumbnail { StoredThumbnail(pixels: Data(pixels), closeUp: closeUp.map { Data($0) }) }
}
