import Catalog
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
        if items.isEmpty { items = try catalog.reviewQueue(limit: Self.queueLength, filter: filter) }
        blindProducts.insert(auditsOf: items)
        let reasons = Dictionary(items.map { ($0.product, $0.reason) }) { first, _ in first }
        // A product may have been decided since the queue was computed.
        return try catalog.details(of: items.map(\.product)).filter { ["review", "tagged"].contains($0.status) }
            .map { summary($0, reason: reasons[$0.product]) }.filter { !(filter.leavesOutBlind && $0.isBlind) }
    }

    /// Products of the queue with a predicted category, without those whose prediction is hidden.
    func grid(predictedCategory category: String, limit: Int) throws -> [ProductSummary] {
        try catalog.waitingProducts(category, limit: limit).map { summary($0) }.filter { !$0.isBlind }
    }

    /// The number of products of the queue by predicted category, without those whose prediction is hidden.
    func predictedCategoryCounts() throws -> [String: Int] { try catalog.waitingByPredictedCategory() }

    /// Decided products that are similar to a product. The list is empty if the product's prediction is hidden, because the model
    /// was trained on these products: their categories suggest the prediction.
    func similarProducts(to product: ProductID) throws -> [ProductSummary] {
        guard let details = try catalog.details(of: product), !blindProducts.contains(details) else { return [] }
        return try catalog.similarDecidedProducts(of: product, limit: Self.similarProductCount).map { summary($0) }
    }

    /// A product with its decisions and similar products; nil if the shop has no such product.
    func product(_ product: ProductID) throws -> ProductResponse? {
        guard let details = try catalog.details(of: product) else { return nil }
        return ProductResponse(
            product: summary(details),
            history: try entries(catalog.history(of: product, limit: Self.historyLength)),
            similar: try similarProducts(to: product))
    }

    /// A product as the page may show it.
    func summary(_ details: ProductDetails, reason: ReviewItem.Reason? = nil) -> ProductSummary {
        ProductSummary(details, isBlind: blindProducts.contains(details), reason: reason)
    }
}
