/// The statistical evidence that automatic tags at or above a confidence threshold meet a precision target.
///
/// The certificate is computed from audits: products drawn at random, with a person's decision made without seeing the
/// prediction. Random: the draw of the audits. Assumed: the audits are independent draws from the products to be tagged, and
/// the model was not trained on them. Guarantee: if the precision above the threshold is below the target, a certificate is
/// issued with a probability of at most 1 − ``confidenceLevel``.
///
/// The method is Learn then Test (Angelopoulos et al., "Learn then Test: Calibrating Predictive Algorithms to Achieve Risk
/// Control", 2021) with fixed-sequence testing. For each threshold, an exact binomial test rejects the hypothesis that the
/// precision above the threshold is below the target. Thresholds are tested from high to low, each at the full level, and
/// testing stops at the first test that does not reject. Therefore no correction for multiple tests is needed. The order of
/// the tests depends on counts and confidences only, not on which audits are correct.
///
/// The first tested threshold has at least 150 audits and a quarter of all audits above it, and is the first count at which
/// the test tolerates one more error than at the previous count (``firstCount(total:precisionTarget:confidenceLevel:minimumAudits:)``).
/// After it, the confidence of every audit is a threshold. The table compares this sequence with alternatives. The cells are
/// the mean coverage (share of all products above the threshold; 0 without a certificate) for a target of 97% and of 95%,
/// over 18 simulated models (99 to 99.5% correct in the most confident third, 95% in the most confident 60 to 75%; half of
/// the models have 2% errors in the most confident 4%), with 600 draws per model (300 from 1,000 audits on):
///
/// | audits | 300 | 400 | 500 | 600 | 1,000 | 2,000 |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | this sequence | 0.06; 0.38 | 0.26; 0.53 | 0.36; 0.56 | 0.38; 0.58 | 0.46; 0.61 | 0.51; 0.63 |
/// | start at 150 audits | 0.11; 0.36 | 0.25; 0.52 | 0.31; 0.55 | 0.33; 0.57 | 0.36; 0.60 | 0.33; 0.59 |
/// | start at 30% of all audits | 0.11; 0.36 | 0.25; 0.52 | 0.31; 0.55 | 0.38; 0.58 | 0.44; 0.61 | 0.51; 0.63 |
/// | steps of 5% of all audits | 0.06; 0.37 | 0.25; 0.52 | 0.35; 0.55 | 0.37; 0.56 | 0.44; 0.59 | 0.49; 0.61 |
/// | steps of 10% of all audits | 0.06; 0.36 | 0.24; 0.50 | 0.34; 0.53 | 0.36; 0.54 | 0.42; 0.56 | 0.47; 0.59 |
///
/// With 300 to 1,000 audits and 4,000 draws per model, the true precision was below the target in 5 to 7% of the draws on
/// average, and in 8% for the worst of the 18 models. The maximum, 9.9%, is the probability that the first test rejects for
/// a model whose precision is just below the target at every threshold.
///
/// A threshold is the confidence of an audit, and this audit is counted above the threshold. The test is exact for thresholds
/// that are fixed in advance. For thresholds at audits, the test is conservative if tags at the threshold are not more often
/// correct than tags above it.
public struct PrecisionCertificate: Sendable, Equatable {
    /// The lowest confidence of a certified tag.
    public let threshold: Double
    /// The precision target, from 0 to 1.
    public let precisionTarget: Double
    /// The confidence level of the certificate, from 0 to 1.
    public let confidenceLevel: Double
    /// The number of audits at or above the threshold, and the number of wrong predictions among them.
    public let auditsAbove: Int, wrongAbove: Int
    /// The Clopper–Pearson lower bound of the precision at ``confidenceLevel``. The bound holds for a threshold that is fixed
    /// in advance.
    public let lowerBound: Double
    /// The share of all audits at or above the threshold: an estimate of the share of products that can be tagged.
    public let coverage: Double

    /// Computes the certificate with the lowest threshold. Returns nil if the audits do not certify any threshold.
    ///
    /// - Parameters:
    ///   - audits: The audits with a predicted category other than `none`. An audit without a decision counts as wrong.
    ///   - total: The number of all audits, including audits with the prediction `none`.
    ///   - precisionTarget: The required precision, between 0 and 1.
    ///   - confidenceLevel: 1 minus the probability of a wrong certificate.
    ///   - minimumAudits: The minimum number of audits above a threshold.
    public init?(
        audits: [ScoredPrediction], total: Int, precisionTarget: Double, confidenceLevel: Double = 0.9,
        minimumAudits: Int = 150
    ) {
        let first = Self.firstCount(
            total: total, precisionTarget: precisionTarget, confidenceLevel: confidenceLevel,
            minimumAudits: minimumAudits)
        let sequence = RiskCoverageCurve(audits, of: total).points.drop { $0.count < first }
        let certified = sequence.prefix {
            // The p-value: the probability of so few errors if the precision is at most the target.
            BinomialDistribution(trials: $0.count, probability: 1 - precisionTarget).lowerTail($0.count - $0.correct)
                <= 1 - confidenceLevel
        }
        guard let last = certified.last else { return nil }
        threshold = last.threshold
        (self.precisionTarget, self.confidenceLevel) = (precisionTarget, confidenceLevel)
        (auditsAbove, wrongAbove) = (last.count, last.count - last.correct)
        lowerBound = BinomialDistribution.clopperPearsonLowerBound(
            successes: last.correct, trials: last.count, confidenceLevel: confidenceLevel)
        coverage = last.coverage
    }

    /// Returns the number of audits above the first tested threshold.
    ///
    /// The number is at least `minimumAudits` and a quarter of all audits, so that a single confident error does not end the
    /// sequence. From there it is the first count at which the test tolerates one more error: just before such a count the
    /// test is most difficult to pass. For a target of 97% and up to 704 audits the number is 176, with 2 tolerated errors.
    public static func firstCount(
        total: Int, precisionTarget: Double, confidenceLevel: Double = 0.9, minimumAudits: Int = 150
    ) -> Int {
        precondition(precisionTarget > 0 && precisionTarget < 1, "the precision target must be between 0 and 1")
        precondition(confidenceLevel > 0 && confidenceLevel < 1, "the confidence level must be between 0 and 1")
        precondition(total >= 0 && minimumAudits > 0, "numbers of audits must not be negative")
        func errors(_ count: Int) -> BinomialDistribution {
            BinomialDistribution(trials: count, probability: 1 - precisionTarget)
        }
        var count = max(minimumAudits, (total + 3) / 4)
        let tolerated = errors(count - 1).largestCount(withLowerTailAtMost: 1 - confidenceLevel)
        while errors(count).lowerTail(tolerated + 1) > 1 - confidenceLevel { count += 1 }
        return count
    }
}

extension PrecisionCertificate: Codable {
    /// The JSON keys. Catalogs and `tagger status --json` contain certificates with these keys, so they must not change.
    private enum CodingKeys: String, CodingKey {
        case threshold
        case precisionTarget = "promised"
        case confidenceLevel = "certainty"
        case auditsAbove, wrongAbove, lowerBound
        case coverage = "shareAbove"
    }
}
