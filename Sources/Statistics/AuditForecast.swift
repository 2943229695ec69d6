/// What more audits are expected to show, while there are too few for a `PrecisionCertificate`.
///
/// The same tests are carried out on paper: with so many audits in all, of which the most confident share is wrong as often
/// as it is now. A test counts as passed when that is more likely than not. The audits so far are joined by 200 imagined
/// ones, whose errors grow with the square of the share taken, up to what is allowed at 60% of all products: as in the
/// trials behind this program. They speak where there are few audits, and are outvoted later. From 100, 200 and 300 audits
/// of four of the networks in `PrecisionCertificate` (20 draws each) the median forecasts were 365 to 494 audits in all for
/// 97% and 296 to 341 for 95%; half of the draws of all 18 had a certificate after about 400 and 285. Single forecasts
/// scatter widely, most of all from 100 audits.
public struct AuditForecast: Sendable {
    /// More audits than this in all are not thought of.
    private static let most = 10_000
    private static let imagined = 200.0, imaginedCoverage = 0.6

    private let total: Int, promised: Double, certainty: Double, atLeast: Int
    /// How many are wrong among the first 0, 1, 2... of all audits by falling confidence.
    private let wrong: [Double]

    /// A forecast from the audits so far, none included, with the parameters of `PrecisionCertificate`.
    public init(
        audits: [(confidence: Double, isRight: Bool)], total: Int, promised: Double, certainty: Double = 0.9,
        atLeast: Int = 150
    ) {
        precondition(audits.count <= total, "audits among all of them")
        (self.total, self.promised, self.certainty, self.atLeast) = (total, promised, certainty, atLeast)
        // Among the same confidence the right ones come first, so that the order of the audits does not matter.
        let ranked = audits.sorted { ($0.confidence, $0.isRight ? 1 : 0) > ($1.confidence, $1.isRight ? 1 : 0) }
        // Those whose best guess is `none` are never tagged: they come last, and as wrong.
        let errors = ranked.map { $0.isRight ? 0.0 : 1 } + Array(repeating: 1, count: total - audits.count)
        wrong = errors.reduce(into: [0]) { sums, error in sums.append(sums[sums.count - 1] + error) }
    }

    /// How many audits more than now are expected to give a certificate, and the share of products that it is expected to
    /// cover; nil where the network's most confident quarter is not good enough for any number, or for 10,000.
    public func auditsNeeded() -> (audits: Int, share: Double)? {
        var first = 0
        for count in stride(from: total + 1, through: Self.most, by: 1) {
            // The sequence begins at the same place until a quarter of all is more.
            if first * 4 < count { first = firstCount(count) }
            if first <= count, isPassed(first, of: count) { return (count - total, share(of: count, from: first)) }
        }
        return nil
    }

    /// The share of products that a certificate is expected to cover with so many audits in all; 0 where none is expected.
    public func share(withAudits count: Int) -> Double { share(of: count, from: firstCount(count)) }

    private func firstCount(_ count: Int) -> Int {
        PrecisionCertificate.firstCount(total: count, promised: promised, certainty: certainty, atLeast: atLeast)
    }

    private func share(of count: Int, from first: Int) -> Double {
        var above = first
        while above <= count, isPassed(above, of: count) { above += 1 }
        return above > first ? Double(above - 1) / Double(count) : 0
    }

    /// Whether the test with so many audits above, of so many in all, is more likely passed than not.
    private func isPassed(_ above: Int, of count: Int) -> Bool {
        let allowed = Binomial(trials: above, probability: 1 - promised).lowerQuantile(1 - certainty)
        let error = errorRate(Double(above) / Double(count))
        return Binomial(trials: above, probability: error).lowerTail(allowed) >= 0.5
    }

    /// How often the most confident share of all products is expected to be wrong, the imagined audits included.
    private func errorRate(_ share: Double) -> Double {
        let rank = share * Double(total), whole = min(Int(rank), total)
        let next = wrong[min(whole + 1, total)]
        let seen = wrong[whole] + (next - wrong[whole]) * (rank - Double(whole))
        let relative = share / Self.imaginedCoverage
        let imaginedError = min(1, (1 - promised) * relative * relative)
        return min(1, (seen + Self.imagined * share * imaginedError) / (rank + Self.imagined * share))
    }
}
