/// How precise the most confident guesses are, the more of them are taken (Geifman and El-Yaniv, "Selective Classification
/// for Deep Neural Networks", 2017; their risk is 1 − precision).
public struct RiskCoverageCurve: Sendable, Equatable {
    /// All guesses at or above one confidence.
    public struct Point: Sendable, Equatable {
        /// The confidence of the least confident of them.
        public let threshold: Double
        /// How many there are, and how many of these are right.
        public let count: Int, right: Int
        /// Their share of all products, and the share of them that is right.
        public let coverage: Double, precision: Double
    }

    /// A point for each confidence that occurs, by falling confidence: guesses of the same confidence come together, since
    /// no threshold parts them.
    public let points: [Point]

    /// The curve of guesses that might be tags, in any order.
    ///
    /// - Parameters:
    ///   - guesses: How confident each is, and whether it is right.
    ///   - total: How many products there are, those included that have no such guess, as their best one is `none`.
    public init(_ guesses: [(confidence: Double, isRight: Bool)], of total: Int) {
        precondition(guesses.count <= total, "guesses among all products")
        precondition(guesses.allSatisfy { $0.confidence.isFinite }, "confidences that have an order")
        let ranked = guesses.sorted { $0.confidence > $1.confidence }
        var points: [Point] = [], right = 0
        for (index, guess) in ranked.enumerated() {
            right += guess.isRight ? 1 : 0
            if index + 1 < ranked.count, ranked[index + 1].confidence == guess.confidence { continue }
            let count = index + 1
            points.append(
                Point(
                    threshold: guess.confidence, count: count, right: right,
                    coverage: Double(count) / Double(total), precision: Double(right) / Double(count)))
        }
        self.points = points
    }

    /// The largest share of all products that could be tagged, by falling confidence, with that precision; 0 where there is
    /// none.
    public func coverage(atPrecision precision: Double) -> Double {
        points.last { $0.precision >= precision }?.coverage ?? 0
    }
}
