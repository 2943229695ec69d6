import Catalog

/// A product as a reviewer sees it: without the prediction where it is a blind audit.
public struct ReviewProduct: Sendable {
    /// All details, those that a blind audit hides included: to be shown after the decision only.
    public let details: ProductDetails
    /// Whether a person decides on the product without seeing the prediction.
    public let isBlind: Bool

    init(_ details: ProductDetails, isBlind: Bool) {
        (self.details, self.isBlind) = (details, isBlind)
    }

    /// The shop's key.
    public var product: ProductID { details.product }
    /// The shop's SKU of the product.
    public var sku: String { details.sku }
    /// The shop's title of the product.
    public var title: String { details.title }
    /// The status; `review` for a blind audit, since `tagged` would reveal a confident prediction.
    public var status: ProductStatus { isBlind ? .review : details.status }
    /// The decided or the predicted category; nil for a blind audit.
    public var category: String? { isBlind ? nil : details.category }
    /// The decided category; nil where no decision is in force.
    public var decidedCategory: String? { details.decidedCategory }
    /// The prediction, the most probable category first; empty for a blind audit.
    public var probabilities: [ClassProbability] { isBlind ? [] : details.probabilities }
    /// Whether the product was tagged under a valid certificate; false for a blind audit.
    public var isVerified: Bool { !isBlind && details.isVerified }
    /// The name of the model.
    public var model: String? { details.model }
    /// The reason why there is no prediction.
    public var failure: String? { details.failure }
    /// The revision for a decision.
    public var revision: Revision { details.revision }
}

/// The result of a decision on a product that was shown.
public enum ReviewResult: Sendable {
    /// The decision was added to the history.
    case recorded(RecordedDecision)
    /// The decision was refused, because the product has changed since it was shown. The product is the present one;
    /// nil where the shop has removed it.
    case outdated(ReviewProduct?)
}
