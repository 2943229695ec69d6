import Catalog
import Synchronization

/// The review queue of a catalog: the order of products, and what a reviewer sees of each.
///
/// One queue serves one front end, from any thread: the web page, the terminal or a list.
public final class ReviewQueue: Sendable {
    /// The catalog.
    public let catalog: Catalog

    /// The audits that were shown. They stay blind although they are beyond the ``BlindAudits``, which are few in a
    /// small shop.
    private let shownAudits = Mutex<Set<ProductID>>([])

    /// Creates the queue of a catalog.
    public init(_ catalog: Catalog) { self.catalog = catalog }

    /// Returns the products that a person should decide, the most useful decision first. The same catalog gives the
    /// same list.
    ///
    /// The list combines three kinds of products: audits, in their random order; products whose two most probable
    /// categories are closest, without those that look the same as another product in the list (uncertainty sampling by
    /// margin: Scheffer, Decomain and Wrobel, 2001); and products with a confident prediction whose most similar
    /// decided product has another category. The last kind finds confident errors, on which the certified share of the
    /// catalog depends. Skipped products come last. Where no product is queued, audits continue up to the limit, since
    /// audits alone contribute to a certificate.
    ///
    /// - Parameters:
    ///   - limit: The largest number of products; nil for all.
    ///   - filter: The part of the queue.
    public func items(limit: Int? = nil, filter: ReviewFilter = ReviewFilter()) throws -> [ReviewItem] {
        let reviewed = try catalog.reviewedCounts()
        let candidates = try catalog.reviewCandidates(filter.candidateFilter(catalog))
        let similar = SimilarProducts(in: catalog)
        var scheduler = QueueScheduler(
            reviewed: reviewed.products, audits: reviewed.audits,
            auditsContinue: limit != nil && filter == ReviewFilter())
        if filter.reason != .uncertain { scheduler.audits = try candidates.audits(limit: limit)[...] }
        if filter.reason != .audit {
            // Twice the number, since products that look the same move to the end.
            let uncertain = try candidates.uncertain(limit: limit.map { 2 * $0 + scheduler.audits.count })
            scheduler.uncertain = try similar.separateDuplicates(uncertain)[...]
            scheduler.contradicted = try similar.contradicted(candidates)[...]
        }
        return try scheduler.queue(limit: limit ?? .max).compactMap { candidate in
            try catalog.reviewEntry(of: candidate.product).map { entry in
                ReviewItem(
                    product: candidate.product, sku: entry.sku, title: entry.title, category: entry.category,
                    confidence: entry.confidence, second: entry.second, reason: candidate.isAudit ? .audit : .uncertain)
            }
        }
    }

    /// Returns the products of items as a reviewer sees them, without those that were decided since. Audits among the
    /// items stay blind from now on.
    public func show(_ items: [ReviewItem]) throws -> [ReviewProduct] {
        shownAudits.withLock { $0.formUnion(items.lazy.filter { $0.reason == .audit }.map(\.product)) }
        return try products(items.map(\.product)).filter(\.details.status.isReviewable)
    }

    /// Returns a product as a reviewer sees it; nil where the shop has removed it.
    public func product(_ product: ProductID) throws -> ReviewProduct? { try products([product]).first }

    /// Returns products as a reviewer sees them, without those that the shop has removed.
    public func products(_ products: [ProductID]) throws -> [ReviewProduct] {
        try reviewProducts(catalog.details(of: products))
    }

    private func reviewProducts(_ details: [ProductDetails]) throws -> [ReviewProduct] {
        guard !details.isEmpty else { return [] }
        let blind = try BlindAudits(catalog)
        return shownAudits.withLock { shown in
            details.map { details in
                let isShownAudit = details.decidedCategory == nil && shown.contains(details.product)
                return ReviewProduct(details, isBlind: isShownAudit || blind.contain(details))
            }
        }
    }

    /// Adds decisions on products that were shown to the history. A decision is refused where another decision was made
    /// on the product, or its image changed, since it was shown; `accept` also where the product is a blind audit by
    /// now.
    ///
    /// - Returns: The result of each decision, in the same order.
    /// - Throws: `TaggerError`; then no decision was added.
    public func decide(_ decisions: [ReviewedDecision]) throws -> [ReviewResult] {
        let accepted = decisions.filter { $0.action == .accept }.map(\.product)
        let blind = Set(try products(accepted).filter(\.isBlind).map(\.product))
        let checked = decisions.map { decision in
            decision.action == .accept && blind.contains(decision.product)
                ? ReviewedDecision(product: decision.product, action: .accept, revision: Revision(text: "blind"))
                : decision
        }
        return try catalog.decide(reviewed: checked).map { result in
            switch result {
            case .recorded(let decision): .recorded(decision)
            case .outdated(let details): .outdated(try details.flatMap { try reviewProducts([$0]).first })
            }
        }
    }

    /// Returns the decided products that look most like a product, the most similar first; none for a blind audit,
    /// since the model learned from them.
    ///
    /// - Parameter limit: The largest number of products.
    public func similarProducts(to product: ReviewProduct, limit: Int) throws -> [ReviewProduct] {
        guard !product.isBlind else { return [] }
        return try products(SimilarProducts(in: catalog).decided(similarTo: product.product, limit: limit))
    }

    /// Returns products with the status `review` and a category, the most confident first, without blind audits and
    /// skipped products.
    ///
    /// - Parameter limit: The largest number of products.
    public func queuedProducts(_ category: String, limit: Int) throws -> [ReviewProduct] {
        var filter = ReviewFilter(category: category)
        filter.leavesOutBlind = true
        let products = try products(catalog.queuedProducts(filter.candidateFilter(catalog), limit: limit))
        return products.filter { !$0.isBlind }
    }

    /// Returns the numbers of products with the status `review`, by category, without blind audits and skipped
    /// products.
    public func queuedCounts() throws -> [String: Int] {
        var filter = ReviewFilter()
        filter.leavesOutBlind = true
        return try catalog.queuedCounts(filter.candidateFilter(catalog))
    }

    /// Returns decisions, the latest first, without the predictions of blind audits: products that were skipped or
    /// whose decision was undone.
    ///
    /// - Parameters:
    ///   - before: Only decisions with a smaller number, for the next page.
    ///   - product: Only decisions on this product.
    ///   - limit: The largest number of decisions.
    public func history(before: Int64? = nil, of product: ProductID? = nil, limit: Int) throws -> [HistoryEntry] {
        let entries = try catalog.history(before: before, of: product, limit: limit)
        let undecided = entries.filter { $0.undoneAt != nil || $0.decision.category == nil }.map(\.decision.product)
        let blind = Set(try products(Array(Set(undecided))).filter(\.isBlind).map(\.product))
        return entries.map { blind.contains($0.decision.product) ? $0.withoutPrediction : $0 }
    }
}
