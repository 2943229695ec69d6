import Catalog

/// A part of the review queue.
public struct ReviewFilter: Sendable, Equatable {
    /// Only products with this category.
    public var category: String?
    /// Only products with a confidence in this range, 0 to 1.
    public var confidence: ClosedRange<Double>?
    /// Only products with this text in the SKU or title, regardless of case and accents.
    public var text: String?
    /// Only products in the queue for this reason.
    public var reason: ReviewItem.Reason?
    /// Leaves out blind audits, so that neither a list nor a filter reveals their predictions.
    public var leavesOutBlind = false

    /// Creates a filter that admits all products, or only those with a category.
    public init(category: String? = nil) { self.category = category }

    /// Returns the conditions for the catalog.
    func candidateFilter(_ catalog: Catalog) throws -> CandidateFilter {
        var filter = CandidateFilter()
        (filter.category, filter.confidence, filter.text) = (category, confidence, text)
        if leavesOutBlind { filter.afterAuditKey = try BlindAudits(catalog).lastKey }
        return filter
    }
}
