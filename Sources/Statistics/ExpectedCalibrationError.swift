/// How far confidence is from the share of right guesses, on average: over fifteen bins of equal width, each weighted by its
/// guesses (Guo et al., On Calibration of Modern Neural Networks, 2017).
public struct ExpectedCalibrationError: Sendable, Equatable {
    /// How many bins there are between 0 and 1.
    public static let binCount = 15

    /// The error, 0 to 1.
    public let value: Double
    /// The bins that hold any guess, by rising confidence.
    public let bins: [ClassificationReport.ReliabilityBin]

    /// The error of at least one guess: the confidence of each, 0 to 1, and whether it is right.
    public init(_ guesses: [(confidence: Double, isRight: Bool)]) {
        precondition(!guesses.isEmpty, "an error of nothing")
        var sums = Array(repeating: (confidence: 0.0, right: 0, count: 0), count: Self.binCount)
        for guess in guesses {
            let bin = min(Self.binCount - 1, Int(guess.confidence * Double(Self.binCount)))
            sums[bin].confidence += guess.confidence
            sums[bin].right += guess.isRight ? 1 : 0
            sums[bin].count += 1
        }
        bins = sums.filter { $0.count > 0 }.map {
            ClassificationReport.ReliabilityBin(
                confidence: $0.confidence / Double($0.count), accuracy: Double($0.right) / Double($0.count),
                count: $0.count)
        }
        value = bins.reduce(0) { $0 + abs($1.confidence - $1.accuracy) * Double($1.count) / Double(guesses.count) }
    }
}
