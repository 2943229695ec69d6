/// The line through points that makes the sum of squared vertical distances smallest.
public struct LeastSquaresLine: Sendable, Equatable {
    /// How much y grows with x.
    public let slope: Double
    /// y where x is 0.
    public let intercept: Double
    /// The share of y's variance that the line explains, R²; 1 where y does not vary.
    public let determination: Double

    /// The line through at least two points of different x.
    public init(_ points: [(x: Double, y: Double)]) {
        let count = Double(points.count)
        let (meanX, meanY) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
        let xx = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
        precondition(xx > 0, "points of different x")
        slope = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / xx
        intercept = meanY - slope * meanX
        let (slope, intercept) = (slope, intercept)
        let all = points.reduce(0) { $0 + ($1.y - meanY) * ($1.y - meanY) }
        let left = points.reduce(0) { sum, point in
            let distance = point.y - intercept - slope * point.x
            return sum + distance * distance
        }
        determination = all > 0 ? 1 - left / all : 1
    }

    /// The line's y at an x.
    public func callAsFunction(_ x: Double) -> Double { intercept + slope * x }
}
