import Foundation
import GRDB

/// What came of one product in a run.
public struct Outcome: Sendable {
    /// A prediction or a failure.
    public enum Result: Sendable {
        /// The categories with their probabilities, in the network's order, and the thumbnail.
        case prediction(probabilities: [(category: String, probability: Double)], thumbnail: StoredThumbnail)
        /// One sentence on why there is none, and the signature of the file that it was to be made from.
        case failure(reason: String, fileSignature: String?)
        /// The picture's content is the one that the last outcome is of, which stays; the signature is its file's, where
        /// that outcome is a failure.
        case unchanged(fileSignature: String?)
    }

    /// The product and its picture.
    public let item: WorkItem
    /// SHA-256 of the picture; nil where it could not be read.
    public let digest: Data?
    /// A prediction or a failure.
    public let result: Result

    /// What came of an item.
    public init(item: WorkItem, digest: Data?, result: Result) {
        self.item = item
        self.digest = digest
        self.result = result
    }
}

/// A product's pixels as the catalog keeps them.
public struct StoredThumbnail: Sendable, Hashable {
    /// The whole product: 784 bytes.
    public let pixels: Data
    /// The same from nearer: 784 bytes, or nil where that is nothing else.
    public let closeUp: Data?

    /// Pixels of a thumbnail.
    public init(pixels: Data, closeUp: Data?) {
        self.pixels = pixels
        self.closeUp = closeUp
    }
}

/// How many products a run tagged, left for a person, and could not read.
public struct OutcomeCounts: Sendable, Equatable {
    /// Tagged by the network on its own.
    public var tagged = 0
    /// Waiting for a person.
    public var review = 0
    /// Without a picture that can be read.
    public var failed = 0
    /// Those whose guess is another than in the last run that looked at them.
    public var changed = 0
    /// Those that were tagged, by category.
    public var taggedByCategory: [String: Int] = [:]
    /// All of them.
    public var considered: Int { tagged + review + failed }

    /// No products.
    public init() {}

    /// Counts what came of one product, as ``Catalog/write(_:in:)`` stores it.
    ///
    /// A product for whose picture a person's answer stands is not counted, nor is an unchanged one.
    public mutating func count(_ outcome: Outcome, reviewBelow: Double) {
        guard !outcome.item.decisionApplies(digest: outcome.digest) else { return }
        switch outcome.result {
        case .unchanged: break
        case .failure: failed += 1
        case .prediction(let probabilities, _):
            guard let best = probabilities.best else { return }
            if let last = outcome.item.lastCategory, last != best.category { changed += 1 }
            if !outcome.item.hasDecision, best.category != "none", best.probability >= reviewBelow {
                tagged += 1
                taggedByCategory[best.category, default: 0] += 1
            } else {
                review += 1
            }
        }
    }
}

extension [(category: String, probability: Double)] {
    /// The most probable.
    fileprivate var best: Element? { self.max { $0.probability < $1.probability } }

    /// By how much the most probable is more so than the next.
    fileprivate var margin: Double {
        let sorted = map(\.probability).sorted(by: >)
        return sorted.count > 1 ? sorted[0] - sorted[1] : 1
    }
}

extension Catalog {
    /// Writes a batch of outcomes and adds them to the run's counts, in one short transaction.
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
            // SQLite writes the JSON, so that it is what SQLite's own functions read.
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

    /// All of an outcome takes the place of the one before, which costs less than deleting that: its row stays where it is, and so
    /// do the entries of indexes that do not change.
    private static let inPlace =
        "ON CONFLICT (product_id) DO UPDATE SET "
        + [
            "run_id", "model_id", "preprocessing", "stamp", "digest", "category", "confidence", "probabilities",
            "failure", "file_signature", "audit_key", "margin",
        ].map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
}
