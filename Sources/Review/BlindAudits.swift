import Catalog

/// The audits that a person decides without seeing the prediction, so that the prediction does not influence the
/// measured precision.
///
/// These are the undecided products with the smallest audit keys: the audits that are due, and those that follow.
/// Products that are decided early, for any reason, become audits later.
struct BlindAudits {
    /// The largest number of blind audits: enough for a certificate.
    private static let largestCount = 300

    /// The largest audit key of a blind audit: that of the first quarter of the undecided products; nil where all are
    /// decided.
    let lastKey: Int64?

    init(_ catalog: Catalog) throws {
        // Larger counts have the same result.
        let count = try catalog.undecidedCount(upTo: 4 * Self.largestCount)
        lastKey =
            count == 0
            ? nil : try catalog.undecidedAuditKey(at: min(Self.largestCount, (count + 3) / 4) - 1)
    }

    /// Returns whether a product is a blind audit.
    func contain(_ details: ProductDetails) -> Bool {
        guard details.decidedCategory == nil, details.status.isReviewable, let key = details.auditKey, let lastKey
        else { return false }
        return key <= lastKey
    }
}
