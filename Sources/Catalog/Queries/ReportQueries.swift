import Foundation
import GRDB

/// The number of products with a category, a status and a verification.
public struct CategoryCount: Sendable, Equatable {
    /// The decided category, or else the predicted category.
    public let category: String
    /// `tagged`, `review` or `confirmed`.
    public let status: ProductStatus
    /// Whether the products were tagged under a valid certificate.
    public let isVerified: Bool
    /// The number of products.
    public let count: Int
}

/// A decision that differs from the prediction.
public struct Correction: Sendable {
    /// The shop's SKU and title of the product.
    public let sku: String, title: String
    /// The predicted category at the time of the decision, and the decided category.
    public let predicted: String, decided: String
    /// The thumbnail, `[28, 28]`; nil where there is none.
    public let pixels: Data?
}

extension Catalog {
    /// Returns the numbers of products by category, status and verification.
    public func categoryCounts() throws -> [CategoryCount] {
        try perform { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT category, status, verified, count(*) AS count FROM tagger_tags
                    WHERE category IS NOT NULL AND status IN ('tagged', 'review', 'confirmed') GROUP BY 1, 2, 3
                    """
            ).map {
                CategoryCount(
                    category: $0["category"], status: $0["status"], isVerified: $0["verified"], count: $0["count"])
            }
        }
    }

    /// Returns the decisions in force that differ from the prediction at their time, the latest first.
    public func corrections() throws -> [Correction] {
        try perform { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.displaySKU(sku: "source.sku", key: "source.product_id")) AS sku,
                           CAST(source.title AS TEXT) AS title, predicted_category, decisions.category, pixels
                    FROM tagger_current_decisions AS decisions
                    JOIN tagger_source AS source ON source.product_id = decisions.product_id
                    LEFT JOIN tagger_thumbnails AS thumbnails ON thumbnails.product_id = decisions.product_id
                    WHERE predicted_category IS NOT NULL AND predicted_category <> decisions.category
                    ORDER BY decisions.id DESC
                    """
            ).map {
                Correction(
                    sku: $0["sku"], title: $0["title"] ?? "", predicted: $0["predicted_category"],
                    decided: $0["category"], pixels: $0["pixels"])
            }
        }
    }
}
