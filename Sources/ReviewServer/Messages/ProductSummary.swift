import Catalog
import Reporting
import Review

/// A product as the page receives it. The summary of a blind product contains nothing that depends on the prediction.
struct ProductSummary: Encodable {
    /// A category with its probability, 0 to 1.
    struct ClassProbability: Encodable {
        let category: String, probability: Double
    }

    /// The most categories in ``probabilities``.
    private static let maximumProbabilities = 3

    let id: String, sku: String, title: String, status: ProductStatus
    /// The revision that a decision on this product has to name.
    let revision: String
    /// Why the product is in the queue; nil outside the queue.
    let reason: ReviewItem.Reason?
    /// Whether the prediction is hidden until the decision.
    let isBlind: Bool
    /// The decided category, or else the predicted category; nil if there is neither or the prediction is hidden.
    let category: String?
    let decidedCategory: String?
    /// The name of the model.
    let model: String?
    /// Why the image could not be read.
    let failure: String?
    let isVerified: Bool
    /// The most probable categories, the most probable first.
    let probabilities: [ClassProbability]

    init(_ product: ReviewProduct, reason: ReviewItem.Reason? = nil) {
        id = product.product.identity
        (sku, title) = (product.sku.sanitizedForTerminal, product.title.sanitizedForTerminal)
        status = product.status
        revision = product.revision.text
        self.reason = reason
        isBlind = product.isBlind
        category = product.category
        decidedCategory = product.decidedCategory
        model = product.model?.sanitizedForTerminal
        failure = product.failure?.sanitizedForTerminal
        isVerified = product.isVerified
        probabilities =
            product.probabilities.prefix(Self.maximumProbabilities).map {
                ClassProbability(category: $0.category, probability: $0.probability)
            }
    }
}
