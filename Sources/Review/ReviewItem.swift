import Catalog

/// A product in the review queue.
public struct ReviewItem: Sendable, Equatable {
    /// The reason for which a product is in the queue.
    public enum Reason: String, Sendable, CaseIterable, Codable {
        /// A decision on the product improves the model: the two most probable categories are close.
        case uncertain
        /// The product is next in the random order of audits, whatever its confidence.
        case audit
    }

    /// The shop's key.
    public let product: ProductID
    /// The shop's SKU and title of the product.
    public let sku: String, title: String
    /// The decided category for an earlier image, or else the predicted category.
    public let category: String
    /// The probability of the category, 0 to 1; nil where the model has no such category.
    public let confidence: Double?
    /// The most probable other category; nil where there is none.
    public let second: String?
    /// The reason.
    public let reason: Reason
}
