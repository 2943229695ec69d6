/// Measurements of one quantity, such as the loss with several seeds.
public struct Sample: Sendable, Equatable {
    /// The measurements, in the order of what they were made with.
    public let values: [Double]

    /// At least one measurement.
    public init(_ values: [Double]) {
        precondition(!values.isEmpty, "a mean of nothing")
        self.values = values
    }

    /// Their mean.
    public var mean: Double { values.reduce(0, +) / Double(values.count) }

    /// Their standard deviation, as an estimate from a sample (with N − 1); 0 for one measurement.
    public var standardDeviation: Double {
        guard values.count > 1 else { return 0 }
        let mean = mean
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count - 1)).squareRoot()
    }
}
