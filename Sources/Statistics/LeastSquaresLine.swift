/// The line through points with the smallest sum of squared vertical distances (ordinary least squares).
public struct LeastSquaresLine: Sendable, Equatable {
    /// The change of y per unit of x.
    public let slope: Double
    /// The value of the line at x = 0.
    public let intercept: Double
    /// The coefficient of determination R²: the share of the variance of y that the line explains; 1 if y does not vary.
    public let determination: Double

    /// Fits the line to at least two points with different x.
    public init(_ points: [(x: Double, y: Double)]) {
        let count = Double(points.count)
        let (meanX, meanY) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
        let xx = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
        precondition(xx > 0, "at least two points must have different x")
        slope = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / xx
        intercept = meanY - slope * meanX
        let (slope, intercept) = (slope, intercept)
        let total = points.reduce(0) { $0 + ($1.y - meanY) * ($1.y - meanY) }
        let residual = points.reduce(0) { sum, point in
            let distance = point.y - intercept - slope * point.x
            return sum + distance * distance
        }
        determination = total > 0 ? 1 - residual / total : 1
    }

    /// Returns the value of the line at `x`.
    public func callAsFunction(_ x: Double) -> Double { intercept + slope * x }
}
