/// A forecast of the number of audits that a `PrecisionCertificate` needs, for models without one.
///
/// The forecast repeats the tests of `PrecisionCertificate` for a larger number of audits, under the assumption that the
/// error rate at each coverage stays as it is now. A test counts as passed if the probability of passing exceeds one half.
///
/// Few audits alone give an unreliable error rate. Therefore the observed audits are combined with a prior of 200
/// pseudo-audits, whose error rate grows with the square of the coverage and equals the tolerated error rate at a coverage
/// of 60%, as in the simulations of `PrecisionCertificate`. The weight of the prior decreases as audits are added.
///
/// Accuracy: for four of the simulated models (20 draws each), the median forecasts from 100, 200 and 300 audits were 365 to
/// 494 audits in total for a target of 97% and 296 to 341 for 95%. Half of the draws of all 18 models had a certificate after
/// about 400 and 285 audits. Single forecasts vary widely, most of all from 100 audits.
public struct AuditForecast: Sendable {
    /// The largest total number of audits that is considered.
    private static let maximumAudits = 10_000
    private static let pseudoAudits = 200.0, pseudoCoverage = 0.6

    private let total: Int, precisionTarget: Double, confidenceLevel: Double, minimumAudits: Int
    /// The number of wrong predictions among the first 0, 1, 2… audits by decreasing confidence.
    private let wrong: [Double]

    /// Creates a forecast from the present audits, which may be none. The parameters are those of `PrecisionCertificate`.
    public init(
        audits: [ScoredPrediction], total: Int, precisionTarget: Double, confidenceLevel: Double = 0.9,
        minimumAudits: Int = 150
    ) {
        precondition(audits.count <= total, "the total must include all audits")
        (self.total, self.precisionTarget) = (total, precisionTarget)
        (self.confidenceLevel, self.minimumAudits) = (confidenceLevel, minimumAudits)
        // Correct audits first among equal confidences, so that the order of the argument has no effect.
        let ranked = audits.sorted { ($0.confidence, $0.isCorrect ? 1 : 0) > ($1.confidence, $1.isCorrect ? 1 : 0) }
        // Products with the prediction `none` are never tagged. They come last and count as wrong.
        let errors = ranked.map { $0.isCorrect ? 0.0 : 1 } + Array(repeating: 1, count: total - audits.count)
        wrong = errors.reduce(into: [0]) { sums, error in sums.append(sums[sums.count - 1] + error) }
    }

    /// Returns the number of audits, in addition to the present ones, after which a certificate is expected, and its expected
    /// coverage. Returns nil if no certificate is expected with up to 10,000 audits.
    public func additionalAudits() -> (audits: Int, coverage: Double)? {
        var first = 0
        for count in stride(from: total + 1, through: Self.maximumAudits, by: 1) {
            // The first tested count changes only when a quarter of all audits exceeds it.
            if first * 4 < count { first = firstCount(count) }
            if first <= count, isPassed(first, of: count) { return (count - total, coverage(of: count, from: first)) }
        }
        return nil
    }

    /// Returns the expected coverage of a certificate from `count` audits in total, or 0 if no certificate is expected.
    public func coverage(withAudits count: Int) -> Double { coverage(of: count, from: firstCount(count)) }

    private func firstCount(_ count: Int) -> Int {
        PrecisionCertificate.firstCount(
            total: count, precisionTarget: precisionTarget, confidenceLevel: confidenceLevel,
            minimumAudits: minimumAudits)
    }

    private func coverage(of count: Int, from first: Int) -> Double {
        var above = first
        while above <= count, isPassed(above, of: count) { above += 1 }
        return above > first ? Double(above - 1) / Double(count) : 0
    }

    /// Returns whether the test with `above` of `count` audits above the threshold passes with a probability of at least 0.5.
    private func isPassed(_ above: Int, of count: Int) -> Bool {
        let tolerated = BinomialDistribution(trials: above, probability: 1 - precisionTarget)
            .largestCount(withLowerTailAtMost: 1 - confidenceLevel)
        let error = errorRate(atCoverage: Double(above) / Double(count))
        return BinomialDistribution(trials: above, probability: error).lowerTail(tolerated) >= 0.5
    }

    /// Returns the expected error rate of the most confident products, with the pseudo-audits.
    private func errorRate(atCoverage coverage: Double) -> Double {
        let rank = coverage * Double(total), whole = min(Int(rank), total)
        let next = wrong[min(whole + 1, total)]
        let observed = wrong[whole] + (next - wrong[whole]) * (rank - Double(whole))
        let relative = coverage / Self.pseudoCoverage
        let prior = min(1, (1 - precisionTarget) * relative * relative)
        return min(1, (observed + Self.pseudoAudits * coverage * prior) / (rank + Self.pseudoAudits * coverage))
    }
}
