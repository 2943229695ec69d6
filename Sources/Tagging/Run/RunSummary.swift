import Catalog

/// The result of a tagging run.
public struct RunSummary: Sendable {
    /// The number of the run; nil for a dry run.
    public let run: Int64?
    /// The name of the model.
    public let model: String
    /// The threshold: predictions with a lower confidence are queued for review.
    public let reviewBelow: Double
    /// The outcomes of the products that the run handled.
    public let counts: OutcomeCounts
    /// The products that failed, in the order of SKUs; at most ``TaggingRun/maximumListedFailures``.
    public let failures: [Failure]
    /// The products that needed work.
    let queue: WorkQueue
    /// The duration, without import and learning.
    public internal(set) var seconds: Double
    /// Whether a stop request ended the run early.
    public let isInterrupted: Bool

    /// Returns the number of products of the whole catalog by status, after the run.
    ///
    /// - Throws: ``TaggerError``.
    public func countsByStatus() throws -> [ProductStatus: Int] { try queue.countsByStatus() }

    /// The number of products in the shop.
    public var products: Int { queue.productCount }

    /// The number of products that the run did not handle: they needed no work, or the run ended early.
    public var unchanged: Int { products - counts.considered }
}
