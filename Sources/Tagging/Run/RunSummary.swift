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
    /// What the run had to do.
    public var found: WorkQueue?
    /// The products that failed, by SKU; at most ``TaggingRun/listedFailures``.
    public var failures: [Failure] = []
    /// How long it took, import not included.
    public var seconds = 0.0
    /// Whether it was asked to end before it was done.
    public var isInterrupted = false
    /// Adds a second run that looked at the same products once more, with another network.
    public mutating func follow(with next: RunSummary) {
        let failed = counts.failed
        (run, model, reviewBelow, isInterrupted) = (next.run, next.model, next.reviewBelow, next.isInterrupted)
        counts = next.counts
        found = next.found
        counts.failed = failed
        counts.changed = 0
        seconds += next.seconds
    }

    /// Products that were not looked at, for want of need or of time.
    public var unchanged: Int { products - counts.considered }
}
