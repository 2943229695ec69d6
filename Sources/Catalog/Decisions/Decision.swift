import Foundation
import GRDB

/// The kind of an entry in the history of decisions.
public enum DecisionAction: String, CaseIterable, Codable, Sendable {
    /// The category was accepted.
    case accept
    /// Another category was set.
    case set
    /// The product belongs to none of the categories.
    case none
    /// The product was left for later.
    case skip
    /// An earlier decision was undone.
    case undo
}

extension DecisionAction: DatabaseValueConvertible {}

/// A person's decision on a product that is named by its SKU.
public struct Decision: Sendable, Equatable {
    /// The content of a decision.
    public enum Action: Sendable, Equatable {
        /// The predicted category is right; after a change of the image: the earlier decided category.
        case accept
        /// The product has this category.
        case set(String)
        /// The product belongs to none of the categories.
        case none
        /// The product moves to the end of the review queue.
        case skip
    }

    /// The SKU of the product.
    public let sku: String
    /// The content.
    public let action: Action
    /// The source of the decision, such as a line of a file: the start of the message where the decision is refused.
    public let origin: String?

    /// Creates a decision on a product.
    public init(sku: String, action: Action, origin: String? = nil) {
        self.sku = sku
        self.action = action
        self.origin = origin
    }
}

/// A person's decision on a product that was shown.
public struct ReviewedDecision: Sendable, Equatable {
    /// The key of the product.
    public let product: ProductID
    /// The content.
    public let action: Decision.Action
    /// The revision of the product that was shown.
    public let revision: Revision

    /// Creates a decision on a product.
    public init(product: ProductID, action: Decision.Action, revision: Revision) {
        self.product = product
        self.action = action
        self.revision = revision
    }
}

/// The result of a ``ReviewedDecision``.
public enum DecisionResult: Sendable {
    /// The decision was added to the history.
    case recorded(RecordedDecision)
    /// The decision was refused, because the product has changed since it was shown. The details are those of the
    /// present; nil where the shop has removed the product.
    case outdated(ProductDetails?)
}

/// A decision in the history.
public struct RecordedDecision: Sendable, Equatable {
    /// The number of the decision in the history.
    public let id: Int64
    /// The product.
    public let product: ProductID, sku: String
    /// The kind: not `undo`.
    public let action: DecisionAction
    /// The decided category or `none`; nil for a skip.
    public let category: String?
}

/// A decision that was undone.
public struct UndoneDecision: Sendable, Equatable {
    /// The decision.
    public let decision: RecordedDecision
    /// The status and category of the product after the undo; nil where the shop has removed the product.
    public let status: ProductStatus?, category: String?
}
