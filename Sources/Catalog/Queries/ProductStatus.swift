import GRDB

/// The status of a product, as the view `tagger_tags` decides it.
public enum ProductStatus: String, CaseIterable, Codable, Sendable {
    /// Tagged by the model.
    case tagged
    /// Queued for review.
    case review
    /// Decided by a person for the present image.
    case confirmed
    /// Without an image that can be read.
    case failed
    /// Not classified yet.
    case pending

    /// Whether a person may decide on a product with this status in the review queue.
    public var isReviewable: Bool { self == .review || self == .tagged }

    /// Returns the status of a product with a prediction, unless a decision applies to its image.
    ///
    /// The rule is that of `tagger_tags`, for predictions that are not stored yet and for the scan of a large catalog.
    ///
    /// - Parameters:
    ///   - isNone: Whether the predicted category is `none`.
    ///   - confidence: The probability of the predicted category, 0 to 1.
    ///   - threshold: The threshold in force for the model.
    ///   - hasDecision: Whether a decision for another image is in force.
    static func predicted(
        isNone: Bool, confidence: Double, threshold: Double, hasDecision: Bool = false
    ) -> ProductStatus {
        !hasDecision && !isNone && confidence >= threshold ? .tagged : .review
    }
}

extension ProductStatus: DatabaseValueConvertible {}
