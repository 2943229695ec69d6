import Catalog
import Reporting

/// A product as the page receives it. The summary of a blind product contains nothing that depends on the prediction.
struct ProductSummary: Encodable {
    /// A category with its probability, 0 to 1.
    struct ClassProbability: Encodable {
        let category: String, probability: Double
    }

    /// The most categories in ``probabilities``.
    private static let maximumProbabilities = 3

    let id: String, sku: String, title: String, status: String
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

    init(_ details: ProductDetails, isBlind: Bool, reason: ReviewItem.Reason? = nil) {
        id = details.product.identity
        (sku, title) = (details.sku.harmless, details.title.harmless)
        // An audit may be tagged. The status would reveal that its confidence is high.
        status = isBlind ? "review" : details.status
        revision = details.revision.text
        self.reason = reason
        self.isBlind = isBlind
        category = isBlind ? nil : details.category
        decidedCategory = details.answer
        model = details.model?.harmless
        failure = details.failure?.harmless
        isVerified = !isBlind && details.isVerified
        probabilities =
            isBlind
            ? []
            : details.guesses.prefix(Self.maximumProbabilities).map {
                ClassProbability(category: $0.category, probability: $0.probability)
            }
    }
}
