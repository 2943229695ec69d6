/// Measurements of one quantity, for example the loss of trainings with different seeds.
public struct Sample: Sendable, Equatable {
    /// The measurements in their original order.
    public let values: [Double]

    /// Creates a sample of at least one measurement.
    public init(_ values: [Double]) {
        precondition(!values.isEmpty, "a sample needs at least one value")
        self.values = values
    }

    /// The arithmetic mean.
    public var mean: Double { values.reduce(0, +) / Double(values.count) }

    /// The sample standard deviation, with divisor N − 1; 0 for one measurement.
    public var standardDeviation: Double {
        guard values.count > 1 else { return 0 }
        let mean = mean
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count - 1)).squareRoot()
    }
}
