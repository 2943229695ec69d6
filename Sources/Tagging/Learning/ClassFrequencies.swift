import Catalog
import Foundation
import NeuralNetwork
import Platform

/// How often each category occurs in a shop, which a network that was trained on equally many of each does not know: estimated
/// from its own probabilities by expectation–maximisation (Saerens, Latinne and Decaestecker, "Adjusting the outputs of a
/// classifier to new a priori probabilities", 2002). No decision is needed.
struct ClassFrequencies {
    /// So many products say something about the others.
    static let fewestProducts = 200
    /// How far the estimate is followed, as an exponent: probabilities on photos are not good enough to follow it all the way.
    static let strength = 0.5
    /// A category's factor is within this and its reciprocal.
    private static let largestFactor = 5.0

    /// [classes]; they add up to 1.
    let shares: [Double]

    /// - Parameter predictions: Probabilities [N][classes] of a network that takes all classes for equally frequent.
    init(_ predictions: [[Double]]) {
        let count = predictions.first?.count ?? 0
        var shares = [Double](repeating: 1 / Double(max(count, 1)), count: count)
        for _ in 0..<100 {
            var sums = [Double](repeating: 0, count: count)
            for probabilities in predictions {
                let weighted = zip(probabilities, shares).map { $0 * $1 }
                let total = weighted.reduce(0, +)
                guard total > 0 else { continue }
                for i in 0..<count { sums[i] += weighted[i] / total }
            }
            let next = sums.map { $0 / Double(predictions.count) }
            let change = zip(next, shares).map { abs($0 - $1) }.max() ?? 0
            shares = next
            if change < 1e-6 { break }
        }
        self.shares = shares
    }

    /// What each class's probability is to be multiplied by.
    var factors: [Double] {
        shares.map { share in
            let factor = pow(share * Double(shares.count), Self.strength)
            return min(max(factor, 1 / Self.largestFactor), Self.largestFactor)
        }
    }
}

extension NamedModel {
    /// This network, adjusted to how often each category occurs in the catalog, and tagging there from now on; nil where another
    /// network has ever been made active there, or there are too few products to tell.
    ///
    /// - Throws: ``TaggerError``, ``TaggerError``.
    public func adjusted(toFrequenciesIn catalog: Catalog) throws -> NamedModel? {
        guard try !catalog.hasActivatedModels(), model.classes == Category.names else { return nil }
        let predictions = try catalog.probabilities(model: digest, classes: model.classes)
        guard predictions.count >= ClassFrequencies.fewestProducts else { return nil }
        let frequencies = ClassFrequencies(predictions)
        let name = "\(name)-0"
        let adjusted = try NamedModel(
            name: name,
            model: model.adjustingPriors(
                by: frequencies.factors, name: name,
                provenance: ["base": self.name, "base_sha256": digest.hexadecimal, "products": "\(predictions.count)"]))
        let facts = LearningResult(previous: self.name, decisions: 0, audits: 0, hasDataset: false).facts
        try catalog.activate(
            adjusted.reference, file: adjusted.model.serialized(),
            facts: String(decoding: try JSONEncoder().encode(facts), as: UTF8.self), trainedOn: [], promise: nil,
            reason: .adjusted)
        return adjusted
    }
}
