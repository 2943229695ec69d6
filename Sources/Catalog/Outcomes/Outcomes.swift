import Foundation
import GRDB

/// The outcome of one product in a run.
public struct Outcome: Sendable {
    /// A prediction or a failure.
    public enum Result: Sendable {
        /// The categories with their probabilities, in the order of the model's classes, and the thumbnail.
        case prediction(probabilities: [(category: String, probability: Double)], thumbnail: StoredThumbnail)
        /// The reason, as one sentence, and the signature of the image file.
        case failure(reason: String, fileSignature: String?)
        /// The image has the content of the last outcome, which stays. The signature is that of the image file, where
        /// the last outcome is a failure.
        case unchanged(fileSignature: String?)
    }

    /// The product and its image.
    public let item: WorkItem
    /// The SHA-256 of the image; nil where the image could not be read.
    public let digest: Data?
    /// The result.
    public let result: Result

    /// Creates the outcome of an item.
    public init(item: WorkItem, digest: Data?, result: Result) {
        self.item = item
        self.digest = digest
        self.result = result
    }
}

/// The thumbnail and the close-up of a product as the catalog stores them: 28×28 gray pixels, row by row, light on
/// black.
public struct StoredThumbnail: Sendable, Hashable {
    /// The thumbnail: 784 bytes.
    public let pixels: Data
    /// The close-up: 784 bytes; nil where there is none.
    public let closeUp: Data?

    /// Creates a thumbnail from its pixels.
    public init(pixels: Data, closeUp: Data?) {
        self.pixels = pixels
        self.closeUp = closeUp
    }
}

/// The counts of a run.
public struct OutcomeCounts: Sendable, Equatable {
    /// Products that the model tagged.
    public var tagged = 0
    /// Products that were queued for review.
    public var review = 0
    /// Products without an image that can be read.
    public var failed = 0
    /// Products with another predicted category than in their last outcome.
    public var changed = 0
    /// The tagged products of each category.
    public var taggedByCategory: [String: Int] = [:]
    /// The sum of tagged, queued and failed products.
    public var considered: Int { tagged + review + failed }

    /// Creates counts of no products.
    public init() {}

    /// Adds the outcome of one product, as ``Catalog/write(_:in:)`` stores it.
    ///
    /// Products with a decision that applies to the image are not counted, nor are unchanged outcomes.
    public mutating func count(_ outcome: Outcome, reviewBelow: Double) {
        guard !outcome.item.decisionApplies(toDigest: outcome.digest) else { return }
        switch outcome.result {
        case .unchanged: break
        case .failure: failed += 1
        case .prediction(let probabilities, _):
            guard let best = probabilities.best else { return }
            if let previous = outcome.item.previousCategory, previous != best.category { changed += 1 }
            let status = ProductStatus.predicted(
                isNone: best.category == "none", confidence: best.probability, threshold: reviewBelow,
                hasDecision: outcome.item.hasDecision)
            if status == .tagged {
                tagged += 1
                taggedByCategory[best.category, default: 0] += 1
            } else {
                review += 1
            }
        }
    }
}

extension [(category: String, probability: Double)] {
    /// The most probable category.
    fileprivate var best: Element? { self.max { $0.probability < $1.probability } }

    /// The difference between the largest and the second largest probability.
    fileprivate var margin: Double {
        let sorted = map(\.probability).sorted(by: >)
        return sorted.count > 1 ? sorted[0] - sorted[1] : 1
    }
}

extension Catalog {
    /// Stores a batch of outcomes and adds them to the counts of the run, in one short transaction.
    public func write(_ outcomes: [Outcome], in run: OpenRun) throws {
        try performInTransaction { db in
            var counts = OutcomeCounts()
            for outcome in outcomes {
                try Self.write(outcome, in: run, db)
                counts.count(outcome, reviewBelow: run.reviewBelow)
            }
            try db.cachedStatement(
                sql: "UPDATE tagger_runs SET tagged = tagged + ?, review = review + ?, failed = failed + ? WHERE id = ?"
            ).execute(arguments: [counts.tagged, counts.review, counts.failed, run.id])
        }
    }

    private static func write(_ outcome: Outcome, in run: OpenRun, _ db: Database) throws {
        let item = outcome.item
        switch outcome.result {
        case .unchanged(let fileSignature):
            try db.cachedStatement(
                sql: "UPDATE tagger_outcomes SET stamp = ?, file_signature = ? WHERE product_id = ?"
            ).execute(arguments: [item.stamp, fileSignature, item.product])

        case .failure(let reason, let fileSignature):
            try db.cachedStatement(
                sql: """
                    INSERT INTO tagger_outcomes
                        (product_id, run_id, model_id, preprocessing, stamp, digest, failure, file_signature)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    \(inPlace)
                    """
            ).execute(arguments: [
                item.product, run.id, run.modelID, run.preprocessing, item.stamp, outcome.digest, reason, fileSignature,
            ])
            try db.cachedStatement(sql: "DELETE FROM tagger_thumbnails WHERE product_id = ?")
                .execute(arguments: [item.product])

        case .prediction(let probabilities, let thumbnail):
            guard let best = probabilities.best else { return }
            // SQLite writes the JSON, so that SQLite's own functions read the same numbers.
            let pairs = Array(repeating: "?, ?", count: probabilities.count).joined(separator: ", ")
            try db.cachedStatement(
                sql: """
                    INSERT INTO tagger_outcomes
                        (product_id, run_id, model_id, preprocessing, stamp, digest, category, confidence, margin, audit_key,
                         probabilities)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, json_object(\(pairs)))
                    \(inPlace)
                    """
            ).execute(
                arguments: [
                    item.product, run.id, run.modelID, run.preprocessing, item.stamp, outcome.digest, best.category,
                    best.probability, probabilities.margin, run.auditOrder.key(of: item.product),
                ]
                    + StatementArguments(
                        probabilities.flatMap { [$0.category, $0.probability] as [any DatabaseValueConvertible] }))
            try db.cachedStatement(
                sql: """
                    INSERT INTO tagger_thumbnails (product_id, pixels, close_up) VALUES (?, ?, ?)
                    ON CONFLICT (product_id) DO UPDATE SET pixels = excluded.pixels, close_up = excluded.close_up
                    """
            ).execute(arguments: [item.product, thumbnail.pixels, thumbnail.closeUp])
        }
    }

    /// Replaces all columns of the last outcome. This costs less than a deletion: the row and the unchanged index
    /// entries stay in place.
    private static let inPlace =
        "ON CONFLICT (product_id) DO UPDATE SET "
        + [
            "run_id", "model_id", "preprocessing", "stamp", "digest", "category", "confidence", "probabilities",
            "failure", "file_signature", "audit_key", "margin",
        ].map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
}
