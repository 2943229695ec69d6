import Catalog

/// The merge of three kinds of candidates into one queue: audits as ``AuditSchedule`` demands them; of the others,
/// every third is a contradicted product and the rest are uncertain products.
struct QueueScheduler {
    /// The number of products that have been decided or skipped, and the number of audits among them.
    private let reviewed: Int, reviewedAudits: Int
    /// Whether tagged products are audited beyond the schedule where no uncertain products are left.
    private let auditsContinue: Bool
    var audits: ArraySlice<ReviewCandidate> = []
    var uncertain: ArraySlice<ReviewCandidate> = []
    var contradicted: ArraySlice<ReviewCandidate> = []

    init(reviewed: Int, audits: Int, auditsContinue: Bool) {
        (self.reviewed, reviewedAudits, self.auditsContinue) = (reviewed, audits, auditsContinue)
    }

    /// Returns the queue, each product once.
    ///
    /// - Parameter limit: The largest number of products.
    mutating func queue(limit: Int) -> [ReviewCandidate] {
        var queue: [ReviewCandidate] = []
        var listed: Set<ProductID> = []
        var auditCount = reviewedAudits, otherCount = 0
        while queue.count < limit {
            audits = audits.drop { listed.contains($0.product) }
            uncertain = uncertain.drop { listed.contains($0.product) }
            contradicted = contradicted.drop { listed.contains($0.product) }
            let isAuditDue = auditCount < AuditSchedule.audits(among: reviewed + queue.count + 1)
            let next: ReviewCandidate
            if let audit = audits.first, isAuditDue || uncertain.isEmpty && (audit.isQueued || auditsContinue) {
                next = audit
                auditCount += 1
            } else if otherCount % 3 == 2, let first = contradicted.first {
                next = first
                otherCount += 1
            } else if let first = uncertain.first {
                next = first
                otherCount += 1
            } else {
                break
            }
            listed.insert(next.product)
            queue.append(next)
        }
        return queue
    }
}
