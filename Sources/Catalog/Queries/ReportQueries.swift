import Foundation
import GRDB

/// How many products have a category and a status.
public struct CategoryCount: Sendable, Equatable {
    /// The person's answer, or else the best guess.
    public let category: String
    /// `tagged`, `review` or `confirmed`.
    public let status: String
    /// Whether their tags rest on a precision that was shown.
    public let isVerified: Bool
    /// How many.
    public let count: Int
}

/// An answer that is not what the network had guessed.
public struct Correction: Sendable {
    /// The product.
    public let sku: String, title: String
    /// What the network said when the person was asked, and what the person said.
    public let guess: String, answer: String
    /// The thumbnail, [28, 28]; nil where there is none.
    public let pixels: Data?
}

extension Catalog {
    /// Products by category, status and whether they are verified.
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

    /// The probabilities that a network gave, [N][classes], of every product that it was the last to look at; of at most 20,000.
    public func probabilities(model: Data, classes: [String]) throws -> [[Double]] {
        let places = try perform { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT rowid FROM tagger_outcomes
                    WHERE model_id = (SELECT id FROM tagger_models WHERE digest = ?) AND failure IS NULL
                    ORDER BY audit_key LIMIT 20000
                    """, arguments: [model])
        }
        let columns = classes.map { _ in "coalesce(json_extract(probabilities, ?), 0)" }.joined(separator: ", ")
        let sql = "SELECT \(columns) FROM tagger_outcomes WHERE rowid = ? AND failure IS NULL"
        let paths = StatementArguments(classes.map { "$.\"\($0)\"" })
        var probabilities: [[Double]] = []
        // A few at a time, so that the shop's writers wait for a few only.
        for first in stride(from: 0, to: places.count, by: 200) {
            try perform { db in
                let statement = try db.cachedStatement(sql: sql)
                for place in places[first..<min(first + 200, places.count)] {
                    guard let row = try Row.fetchOne(statement, arguments: paths + [place]) else { continue }
                    probabilities.append(classes.indices.map { row[$0] })
                }
            }
        }
        return probabilities
    }

    /// Answers that stand and differ from the guess that the person saw or could have seen, the latest first.
    public func corrections() throws -> [Correction] {
        try perform { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT CAST(coalesce(source.sku, source.product_id, '') AS TEXT) AS sku, CAST(source.title AS TEXT) AS title,
                           decisions.guess, decisions.category, pixels
                    FROM tagger_answers AS answers
                    JOIN tagger_decisions AS decisions ON decisions.id = answers.id
                    JOIN tagger_source AS source ON source.product_id = answers.product_id
                    LEFT JOIN tagger_thumbnails AS thumbnails ON thumbnails.product_id = answers.product_id
                    WHERE decisions.guess IS NOT NULL AND decisions.guess <> decisions.category
                    ORDER BY answers.id DESC
                    """
            ).map {
                Correction(
                    sku: $0["sku"], title: $0["title"] ?? "", guess: $0["guess"], answer: $0["category"],
                    pixels: $0["pixels"])
            }
        }
    }
}
