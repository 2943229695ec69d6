/// The precision of the most confident predictions as a function of their share of all products: the risk–coverage curve of
/// selective classification (El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification", 2010; Geifman
/// and El-Yaniv, "Selective Classification for Deep Neural Networks", 2017). Their risk is 1 − precision.
///
/// All values are those of the sample. A curve without selection bias needs predictions for products that are drawn at
/// random and that the model was not trained on.
///
///     let curve = RiskCoverageCurve([(0.9, true), (0.8, false)], of: 4)
///     curve.coverage(atPrecision: 0.95)  // 0.25
public struct RiskCoverageCurve: Sendable, Equatable {
    /// The predictions with a confidence at or above one threshold.
    public struct Point: Sendable, Equatable {
        /// The lowest confidence among the predictions.
        public let threshold: Double
        /// The number of predictions, and the number of correct ones.
        public let count: Int, correct: Int
        /// The number of predictions divided by the number of all products.
        public let coverage: Double
        /// The share of the predictions that is correct.
        public let precision: Double
    }

    /// One point for each distinct confidence, by decreasing confidence. Predictions with equal confidence share a point,
    /// because no threshold separates them.
    public let points: [Point]

    /// Computes the curve in O(n log n).
    ///
    /// - Parameters:
    ///   - predictions: The predictions of one of the categories, in any order. Confidences must be finite.
    ///   - total: The number of all products, including products with the prediction `none`, which are never tagged.
    public init(_ predictions: [ScoredPrediction], of total: Int) {
        precondition(predictions.count <= total, "there must be at least as many products as predictions")
        precondition(predictions.allSatisfy { $0.confidence.isFinite }, "confidences must be finite")
        let ranked = predictions.sorted { $0.confidence > $1.confidence }
        var points: [Point] = [], correct = 0
        for (index, prediction) in ranked.enumerated() {
            correct += prediction.isCorrect ? 1 : 0
            if index + 1 < ranked.count, ranked[index + 1].confidence == prediction.confidence { continue }
            let count = index + 1
            points.append(
                Point(
                    threshold: prediction.confidence, count: count, correct: correct,
                    coverage: Double(count) / Double(total), precision: Double(correct) / Double(count)))
        }
        self.points = points
    }

    /// Returns the largest coverage whose precision is at least `precision`, or 0 if no threshold reaches it.
    public func coverage(atPrecision precision: Double) -> Double {
        points.last { $0.precision >= precision }?.coverage ?? 0
    }
}
