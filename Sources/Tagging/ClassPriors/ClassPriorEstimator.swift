import Foundation

/// The class priors of a shop, estimated from the probabilities of a model that assumes equal priors.
///
/// The estimate is the maximum of the likelihood under label shift, found by expectation–maximisation (Saerens, Latinne and
/// Decaestecker, "Adjusting the outputs of a classifier to new a priori probabilities: a simple procedure", 2002). It needs no
/// decision.
struct ClassPriorEstimator {
    /// Minimum number of products for estimating class priors.
    static let minimumProducts = 200
    /// Maximum number of products that the estimate is made from.
    static let maximumProducts = 2_000
    /// Exponent of the estimated prior ratios. It is below 1 because confidences on photographs are not calibrated well
    /// enough to apply the full ratio.
    static let strength = 0.5
    /// Upper limit of the factor of a class; its reciprocal is the lower limit.
    private static let maximumFactor = 5.0
    private static let maximumIterations = 100
    private static let tolerance = 1e-6

    /// The estimated priors `[classes]`; their sum is 1.
    let priors: [Double]

    /// Estimates the priors.
    ///
    /// - Parameter predictions: Probabilities `[N][classes]` of a model that was trained with equally frequent classes.
    init(_ predictions: [[Double]]) {
        let count = predictions.first?.count ?? 0
        var priors = [Double](repeating: 1 / Double(max(count, 1)), count: count)
        for _ in 0..<Self.maximumIterations {
            var sums = [Double](repeating: 0, count: count)
            for probabilities in predictions {
                let weighted = zip(probabilities, priors).map { $0 * $1 }
                let total = weighted.reduce(0, +)
                guard total > 0 else { continue }
                for i in 0..<count { sums[i] += weighted[i] / total }
            }
            let next = sums.map { $0 / Double(predictions.count) }
            let change = zip(next, priors).map { abs($0 - $1) }.max() ?? 0
            priors = next
            if change < Self.tolerance { break }
        }
        self.priors = priors
    }

    /// The factor `[classes]` of each class's probability.
    var factors: [Double] {
        priors.map { prior in
            let factor = pow(prior * Double(priors.count), Self.strength)
            return min(max(factor, 1 / Self.maximumFactor), Self.maximumFactor)
        }
    }
}
