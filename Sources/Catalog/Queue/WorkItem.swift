import Foundation
import GRDB

/// A product that needs work, with what the catalog has of it.
public struct WorkItem: Sendable {
    /// The shop's key.
    public let product: ProductID
    /// The shop's SKU, for messages.
    public let sku: String
    /// `tagger_source.stamp` of the present image.
    let stamp: DatabaseValue
    /// The SHA-256 of the image of the last outcome.
    public let lastDigest: Data?
    /// The predicted category of the last outcome; nil where there is none.
    let previousCategory: String?
    /// Whether the last outcome was made with this preprocessing, and by this model unless it is a failure.
    public let lastIsCurrent: Bool
    /// The thumbnail of the last outcome, where it was made with this preprocessing.
    public let thumbnail: StoredThumbnail?
    /// The image for which the decision in force was made; nil where there is no decision.
    let decision: (stamp: DatabaseValue, digest: Data?)?
    /// Whether a decision is in force, for the present or another image.
    var hasDecision: Bool { decision != nil }

    /// Returns whether a decision is in force that applies to an image, for outcomes that are not stored yet: the same
    /// stamp, or the same content under another stamp.
    ///
    /// - Parameter digest: The SHA-256 of the image; nil where the image could not be read.
    public func decisionApplies(toDigest digest: Data?) -> Bool {
        guard let decision else { return false }
        return decision.stamp == stamp || (digest != nil && decision.digest == digest)
    }
}

/// The image of a product, or the place where it is.
public enum ImageReference: Sendable {
    /// The image has not changed since its thumbnail was made.
    case unchanged
    /// The bytes of the file.
    case data(Data)
    /// A path relative to the image root.
    case path(String)
    /// A value that is not a blob, with its type in SQLite.
    case notABlob(type: String)
    /// A blob that exceeds ``Catalog/maximumImageBytes``.
    case tooLarge(bytes: Int)
    /// The shop has no image of the product.
    case none
}

extension Catalog {
    /// The largest image that is read from the database. Images in the database are in memory as a whole.
    public static let maximumImageBytes = 64 << 20
}

extension WorkItem {
    /// Reads the item and the image of a product; nil where the shop has removed the product.
    ///
    /// - Parameter hasResults: Whether the program's own tables exist.
    static func read(
        _ product: ProductID, model: Data, preprocessing: String, hasResults: Bool, _ db: Database
    ) throws -> (item: WorkItem, image: ImageReference)? {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: hasResults ? itemSQL : newItemSQL),
            arguments: hasResults
                ? ["product": product, "model": model, "preprocessing": preprocessing] : ["product": product])
        guard let row else { return nil }
        let item = WorkItem(
            product: product,
            sku: row["sku"],
            stamp: row["stamp"],
            lastDigest: row["digest"],
            previousCategory: row["previous_category"],
            lastIsCurrent: row["is_current"],
            thumbnail: (row["thumbnail"] as Data?).map { StoredThumbnail(pixels: $0, closeUp: row["close_up"]) },
            decision: row["has_decision"] ? (row["decision_stamp"], row["decision_digest"]) : nil)
        return (item, imageReference(row))
    }

    private static let newItemSQL = """
        SELECT \(Catalog.displaySKU) AS sku, stamp, CAST(path AS TEXT) AS path, typeof(png) AS type, length(png) AS bytes,
               CASE WHEN length(png) <= \(Catalog.maximumImageBytes) THEN png END AS png,
               FALSE AS is_same, FALSE AS is_current, FALSE AS has_decision, NULL AS digest, NULL AS thumbnail,
               NULL AS close_up, NULL AS previous_category
        FROM tagger_source WHERE product_id = :product
        """

    /// An unchanged image with a thumbnail is not read.
    private static let itemSQL = """
        SELECT \(Catalog.displaySKU) AS sku, stamp, CAST(path AS TEXT) AS path, typeof(png) AS type,
               length(png) AS bytes,
               CASE WHEN NOT is_same AND length(png) <= \(Catalog.maximumImageBytes) THEN png END AS png,
               is_same, digest, thumbnail, close_up, previous_category,
               coalesce(is_prepared AND (failure IS NOT NULL OR is_classified), FALSE) AS is_current,
               has_decision, decision_stamp, decision_digest
        FROM (
            SELECT source.*, failure, outcomes.digest, outcomes.category AS previous_category,
                   outcomes.preprocessing = :preprocessing AS is_prepared,
                   outcomes.model_id IS (SELECT id FROM tagger_models WHERE digest = :model) AS is_classified,
                   CASE WHEN outcomes.preprocessing = :preprocessing THEN pixels END AS thumbnail, close_up,
                   outcomes.preprocessing IS :preprocessing AND pixels IS NOT NULL
                       AND outcomes.stamp IS source.stamp AS is_same,
                   decisions.id IS NOT NULL AS has_decision, decisions.stamp AS decision_stamp,
                   decisions.digest AS decision_digest
            FROM tagger_source AS source
            LEFT JOIN tagger_outcomes AS outcomes ON outcomes.product_id = +source.product_id
            LEFT JOIN tagger_thumbnails AS thumbnails ON thumbnails.product_id = +source.product_id
            LEFT JOIN tagger_current_decisions AS decisions ON decisions.product_id = +source.product_id
            WHERE source.product_id = :product
        ) AS source
        """

    private static func imageReference(_ row: Row) -> ImageReference {
        if row["is_same"] { return .unchanged }
        let type: String = row["type"]
        guard type == "blob" || type == "null" else { return .notABlob(type: type) }
        if let png: Data = row["png"] { return .data(png) }
        if let bytes: Int = row["bytes"] { return .tooLarge(bytes: bytes) }
        if let path: String = row["path"] { return .path(path) }
        return .none
    }
}
