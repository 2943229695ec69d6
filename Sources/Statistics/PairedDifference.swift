/// Whether one way measures higher than another, from measurements in pairs, such as with the same seed (Student, "The
/// Probable Error of a Mean", 1908).
public struct PairedDifference: Sendable, Equatable {
    /// What the measurements say.
    public enum Verdict: Sendable {
        /// The first is lower, or higher, than the second, and chance alone seldom (one time in twenty) makes that much.
        case lower, higher
        /// No difference that chance does not make.
        case noise
    }

    /// First minus second, in pairs.
    public let differences: Sample
    /// How far the 95% confidence interval reaches from the mean to both sides.
    public let halfWidth: Double

    /// The differences of measurements in the same order, two pairs at least.
    public init(_ first: Sample, minus second: Sample) {
        precondition(first.values.count == second.values.count && first.values.count > 1, "at least two pairs")
        differences = Sample(zip(first.values, second.values).map { $0 - $1 })
        let count = differences.values.count
        let standardError = differences.standardDeviation / Double(count).squareRoot()
        halfWidth = Self.quantiles[min(count - 1, Self.quantiles.count) - 1] * standardError
    }

    /// The mean of the differences.
    public var mean: Double { differences.mean }

    /// Whether 0 lies outside of the confidence interval, and on which side.
    public var verdict: Verdict {
        guard abs(mean) > halfWidth else { return .noise }
        return mean < 0 ? .lower : .higher
    }

    /// Of Student's t at 97.5%, for 1 to 30 degrees of freedom. More of them are treated as 30.
    private static let quantiles = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ]
}
