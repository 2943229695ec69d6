import Catalog
import Review
import Tagging

/// The queue, the grid and single products.
extension ReviewAPI {
    /// The products to decide next.
    func queue(_ filter: ReviewFilter) throws -> [ProductSummary] {
        var items: [ReviewItem] = []
        if filter == ReviewFilter() {
            items = firstProducts.withLock { products in
                defer { products = [] }
                return products
            }
        }
        if items.isEmpty { items = try reviewQueue.items(limit: Self.queueLength, filter: filter) }
        let reasons = Dictionary(items.map { ($0.product, $0.reason) }) { first, _ in first }
        return try reviewQueue.show(items).filter { !(filter.leavesOutBlind && $0.isBlind) }
            .map { ProductSummary($0, reason: reasons[$0.product]) }
    }

    /// Products of the queue with a predicted category, without those whose prediction is hidden.
    func grid(predictedCategory category: String, limit: Int) throws -> [ProductSummary] {
        try reviewQueue.queuedProducts(category, limit: limit).map { ProductSummary($0) }
    }

    /// The number of products of the queue by predicted category, without those whose prediction is hidden.
    func predictedCategoryCounts() throws -> [String: Int] { try reviewQueue.queuedCounts() }

    /// Decided products that are similar to a product; none if the product's prediction is hidden.
    func similarProducts(to product: ProductID) throws -> [ProductSummary] {
        guard let shown = try reviewQueue.product(product) else { return [] }
        return try reviewQueue.similarProducts(to: shown, limit: Self.similarProductCount).map { ProductSummary($0) }
    }

    /// A product with its decisions and similar products; nil if the shop has no such product.
    func product(_ product: ProductID) throws -> ProductResponse? {
        guard let shown = try reviewQueue.product(product) else { return nil }
        return ProductResponse(
            product: ProductSummary(shown),
            history: try reviewQueue.history(of: product, limit: Self.historyLength).map(HistoryResponse.Entry.init),
            similar: try similarProducts(to: product))
    }
}
