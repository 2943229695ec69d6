import Catalog

/// What a run did.
public struct RunSummary: Sendable {
    /// The run's number; nil for a rehearsal that wrote nothing.
    public var run: Int64?
    /// The network's name.
    public var model: String
    /// Guesses less confident than this wait for a person.
    public var reviewBelow: Double
    /// What came of the products that were looked at.
    public var counts = OutcomeCounts()
    /// All products of the shop.
    public var products = 0
    /// The products that failed, by SKU; at most ``TaggingRun/listedFailures``.
    public var failures: [Failure] = []
    /// How long it took, import not included.
    public var seconds = 0.0
    /// Whether it was asked to end before it was done.
    public var isInterrupted = false
    /// Products that were not looked at, for want of need or of time.
    public var unchanged: Int { products - counts.considered }
}
