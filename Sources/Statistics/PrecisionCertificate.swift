/// What a sample of audits shows about a network's tags: at and above this threshold, at least the promised share of them is
/// right, and a claim of this kind is wrong in at most one case of ten (1 − certainty).
///
/// Learn then Test (Angelopoulos et al., "Learn then Test: Calibrating Predictive Algorithms to Achieve Risk Control", 2021)
/// with a fixed sequence of tests. For each threshold the exact binomial test asks whether so few wrong audits above it could
/// be had from a precision below the promise. Thresholds are tried from high to low, each at the full level, up to the first
/// that fails: so no correction is needed for having tried many. That holds as long as the order does not depend on what
/// was right, and it follows from counts and confidences alone.
///
/// The sequence begins at the first count of audits above, of at least 150 and a quarter of all, at which the test allows one
/// wrong audit more than at the count before (`firstCount`), and tries every audit's confidence from there. Means over 18
/// simulated networks (99 to 99.5% right among the most confident third, 95% among the most confident 60 to 75%; half of
/// them with 2% wrong among the most confident 4%), share of all products above the threshold, 0
/// where there is none (600 draws of each network, 300 from 1,000 audits on):
///
/// | promised 97%; 95%, audits | 300 | 400 | 500 | 600 | 1,000 | 2,000 |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | as it is | 0.06; 0.38 | 0.26; 0.53 | 0.36; 0.56 | 0.38; 0.58 | 0.46; 0.61 | 0.51; 0.63 |
/// | begins at 150 | 0.11; 0.36 | 0.25; 0.52 | 0.31; 0.55 | 0.33; 0.57 | 0.36; 0.60 | 0.33; 0.59 |
/// | begins at 30% of all | 0.11; 0.36 | 0.25; 0.52 | 0.31; 0.55 | 0.38; 0.58 | 0.44; 0.61 | 0.51; 0.63 |
/// | steps of 5% of all | 0.06; 0.37 | 0.25; 0.52 | 0.35; 0.55 | 0.37; 0.56 | 0.44; 0.59 | 0.49; 0.61 |
/// | steps of 10% of all | 0.06; 0.36 | 0.24; 0.50 | 0.34; 0.53 | 0.36; 0.54 | 0.42; 0.56 | 0.47; 0.59 |
///
/// With 300 to 1,000 audits, drawn 4,000 times for each network, the true precision was below the promise in 5 to 7% of the
/// draws on average, and in 8% with the worst of the 18. The limit is reached where a network is just below the promise
/// everywhere: 9.9%, the probability of passing the first test.
///
/// A threshold is the confidence of an audit, which counts among those above. That is exact for thresholds fixed beforehand,
/// and on the safe side here as long as tags at the threshold are not more often right than those above it.
public struct PrecisionCertificate: Sendable, Equatable, Codable {
    /// The confidence from which on tags are as precise as promised.
    public let threshold: Double
    /// The precision that was promised, and the certainty of the claim, 0 to 1.
    public let promised: Double, certainty: Double
    /// How many audits are at or above the threshold, and how many of these are wrong.
    public let auditsAbove: Int, wrongAbove: Int
    /// Clopper's and Pearson's lower bound of the precision, at this certainty. It is meant for this threshold alone.
    public let lowerBound: Double
    /// The share of all audits that is at or above the threshold: an estimate of the share of products that can be tagged.
    public let shareAbove: Double

    /// The certificate with the lowest threshold; nil where the audits show nothing yet.
    ///
    /// - Parameters:
    ///   - audits: The audits whose best guess is a class, not `none`: how confident it is, and whether it is right. An audit
    ///     without an answer counts as wrong.
    ///   - total: How many audits there are, those included whose best guess is `none`.
    ///   - promised: The precision of tags that is promised.
    ///   - certainty: How seldom a claim may be wrong: at most in 1 − certainty of all cases.
    ///   - atLeast: How many audits must lie above a threshold.
    public init?(
        audits: [(confidence: Double, isRight: Bool)], total: Int, promised: Double, certainty: Double = 0.9,
        atLeast: Int = 150
    ) {
        let first = Self.firstCount(total: total, promised: promised, certainty: certainty, atLeast: atLeast)
        let sequence = RiskCoverageCurve(audits, of: total).points.drop { $0.count < first }
        let rejected = sequence.prefix {
            // How likely so few are wrong where the precision is just below the promise.
            Binomial(trials: $0.count, probability: 1 - promised).lowerTail($0.count - $0.right) <= 1 - certainty
        }
        guard let last = rejected.last else { return nil }
        threshold = last.threshold
        (self.promised, self.certainty) = (promised, certainty)
        (auditsAbove, wrongAbove) = (last.count, last.count - last.right)
        lowerBound = Binomial.lowerBound(successes: last.right, of: last.count, certainty: certainty)
        shareAbove = last.coverage
    }

    /// How many audits lie above the first threshold that is tried: at least `atLeast` and a quarter of all, and then the
    /// first count at which one more of them may be wrong. Right before such a count the test is at its hardest; and higher
    /// up than a quarter, one confident mistake would end the sequence. With 97% promised this is 176 (two may be wrong)
    /// for up to 704 audits.
    public static func firstCount(total: Int, promised: Double, certainty: Double = 0.9, atLeast: Int = 150) -> Int {
        precondition(promised > 0 && promised < 1 && certainty > 0 && certainty < 1, "shares between 0 and 1")
        precondition(total >= 0 && atLeast > 0, "counts of audits")
        var count = max(atLeast, (total + 3) / 4)
        let allowed = Binomial(trials: count - 1, probability: 1 - promised).lowerQuantile(1 - certainty)
        while Binomial(trials: count, probability: 1 - promised).lowerTail(allowed + 1) > 1 - certainty { count += 1 }
        return count
    }
}
