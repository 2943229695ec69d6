/// The mean difference of paired measurements with its 95% confidence interval (paired t-test; Student, "The Probable Error
/// of a Mean", 1908).
///
/// Random: the pairs, for example one pair per seed. The interval assumes that the differences are independent and
/// approximately normally distributed.
public struct PairedDifference: Sendable, Equatable {
    /// The result of the two-sided test at the 5% level.
    public enum Conclusion: Sendable {
        /// The first quantity is significantly lower than the second.
        case lower
        /// The first quantity is significantly higher than the second.
        case higher
        /// The confidence interval contains 0.
        case notSignificant
    }

    /// The differences, first minus second, in the order of the pairs.
    public let differences: Sample
    /// Half the width of the 95% confidence interval, which is centred at ``mean``.
    public let halfWidth: Double

    /// Computes the difference of at least two pairs. Values at the same position form a pair.
    public init(_ first: Sample, minus second: Sample) {
        precondition(first.values.count == second.values.count, "both samples must have the same number of values")
        precondition(first.values.count > 1, "a paired difference needs at least two pairs")
        differences = Sample(zip(first.values, second.values).map { $0 - $1 })
        let count = differences.values.count
        let standardError = differences.standardDeviation / Double(count).squareRoot()
        halfWidth = Self.quantiles[min(count - 1, Self.quantiles.count) - 1] * standardError
    }

    /// The mean of the differences.
    public var mean: Double { differences.mean }

    /// The side of 0 on which the confidence interval lies.
    public var conclusion: Conclusion {
        guard abs(mean) > halfWidth else { return .notSignificant }
        return mean < 0 ? .lower : .higher
    }

    /// The 97.5% quantiles of Student's t distribution with 1 to 30 degrees of freedom. The last one is used for more
    /// degrees of freedom, which makes the interval slightly too wide.
    private static let quantiles = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ]
}
