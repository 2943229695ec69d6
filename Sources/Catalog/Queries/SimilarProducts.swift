import CKernels
import Foundation
import GRDB

/// Products compared by their thumbnails, pixel by pixel: enough to find the same thing in another colour, and what a person
/// would take for the same kind of thing.
enum SimilarProducts {
    /// Thumbnails that differ by fewer grays than this in the mean show the same.
    private static let sameGrays = 8
    /// Thumbnails that differ by fewer than this look alike.
    private static let similarGrays = 40
    /// So many decided products are compared with at most, however many there are.
    private static let mostDecided = 4_000
    /// So many that the network is sure of are compared at most, however large the catalog is.
    private static let mostSure = 1_000
    /// The network is sure of a guess from here on.
    private static let sureConfidence = 0.6

    /// The same candidates, of which those that look like an earlier one fall behind the others, where all that
    /// look like the same one come together. Skipped ones stay last.
    static func last(_ candidates: [Candidate], _ db: Database) throws -> [Candidate] {
        let compared = 400
        var first: [Candidate] = [], twins: [(candidate: Candidate, of: Int)] = [], shown: [Data] = []
        for candidate in candidates.prefix(compared) where !candidate.isSkipped {
            let pixels = try Data.fetchOne(
                db.cachedStatement(sql: "SELECT pixels FROM tagger_thumbnails WHERE product_id = ?"),
                arguments: [candidate.product])
            let twin = pixels.flatMap { pixels in
                shown.firstIndex { distance($0, pixels) < sameGrays * pixels.count }
            }
            if let twin {
                twins.append((candidate, twin))
            } else {
                first.append(candidate)
                if let pixels { shown.append(pixels) }
            }
        }
        // Those that look alike come one after the other, and are decided together.
        let together = twins.enumerated().sorted { ($0.element.of, $0.offset) < ($1.element.of, $1.offset) }
            .map(\.element.candidate)
        return first + together + candidates.prefix(compared).filter(\.isSkipped) + candidates.dropFirst(compared)
    }

    /// Products that the network is sure of, but the decided product that looks most like them has another answer: those first
    /// that look more like it than like any with the answer that was guessed. Answers for another picture than the present one
    /// say nothing, and what was skipped is left out.
    static func contradicted(_ db: Database, _ filter: ReviewFilter) throws -> [Candidate] {
        let decided = try decidedPictures(db)
        let condition = try filter.condition(db)
        guard !decided.isEmpty else { return [] }
        let sure = try SQLRequest<Row>(
            literal: """
                SELECT tags.product_id, tags.category, status, pixels
                FROM \(filter.outcomes(indexedBy: "tagger_outcomes_by_audit_key"))
                CROSS JOIN tagger_tags AS tags ON tags.product_id = +outcomes.product_id
                JOIN tagger_thumbnails AS thumbnails ON thumbnails.product_id = +outcomes.product_id
                WHERE status IN ('tagged', 'review') AND tags.category <> 'none' AND tags.confidence >= \(sureConfidence)
                  AND \(condition) AND \(sql: Candidate.skippedSQL) IS NULL
                ORDER BY outcomes.audit_key, outcomes.product_id LIMIT \(mostSure)
                """
        ).fetchAll(db)
        var found: [(candidate: Candidate, nearer: Int)] = []
        for row in sure {
            let guess: String = row["category"], pixels: Data = row["pixels"]
            var (same, other) = (Int.max, Int.max)
            for known in decided {
                let distance = distance(known.pixels, pixels)
                if known.answer == guess { same = min(same, distance) } else { other = min(other, distance) }
            }
            guard other < same else { continue }
            let candidate = Candidate(
                product: row["product_id"], isAudit: false, waits: row["status"] == "review", isSkipped: false)
            found.append((candidate, same == Int.max ? Int.max : same - other))
        }
        return found.sorted { $0.nearer > $1.nearer }.map(\.candidate)
    }

    /// What was decided of the present pictures, the latest first.
    private static func decidedPictures(
        _ db: Database
    ) throws -> [(product: ProductID, answer: String, pixels: Data)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT answers.product_id, answers.category, pixels FROM tagger_answers AS answers
                JOIN tagger_outcomes AS outcomes ON outcomes.product_id = +answers.product_id
                JOIN tagger_thumbnails AS thumbnails ON thumbnails.product_id = +answers.product_id
                WHERE answers.stamp IS outcomes.stamp OR answers.digest = outcomes.digest
                ORDER BY answers.id DESC LIMIT ?
                """, arguments: [mostDecided]
        ).map { ($0["product_id"], $0["category"], $0["pixels"]) }
    }

    /// The decided products that look most like another one, the most alike first.
    static func decided(like product: ProductID, limit: Int, _ db: Database) throws -> [ProductID] {
        let pixels = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT pixels FROM tagger_thumbnails WHERE product_id = ?"), arguments: [product])
        guard let pixels else { return [] }
        return try decidedPictures(db).filter { $0.product != product }
            .map { (product: $0.product, distance: distance($0.pixels, pixels)) }
            .filter { $0.distance < similarGrays * pixels.count }
            .sorted { $0.distance < $1.distance }.prefix(limit).map(\.product)
    }

    /// The sum over pixels of how many grays they differ by.
    private static func distance(_ a: Data, _ b: Data) -> Int {
        let count = min(a.count, b.count)
        return a.withUnsafeBytes { a in
            b.withUnsafeBytes { b in
                guard let a = a.bindMemory(to: UInt8.self).baseAddress,
                    let other = b.bindMemory(to: UInt8.self).baseAddress
                else { return 0 }
                return Int(sum_of_absolute_differences(a, other, count))
            }
        }
    }
}
