import Foundation
import GRDB

/// Products compared by their thumbnails, pixel by pixel: enough to find the same thing in another colour, and what a person
/// would take for the same kind of thing.
enum Lookalikes {
    /// Thumbnails that differ by fewer grays than this in the mean show the same.
    private static let sameGrays = 8
    /// So many candidates are compared at most, however large the catalog is.
    private static let most = 4_000
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
    static func contradicted(_ db: Database, category: String?) throws -> [Candidate] {
        let decided = try Row.fetchAll(
            db,
            sql: """
                SELECT answers.category, pixels FROM tagger_answers AS answers
                JOIN tagger_outcomes AS outcomes ON outcomes.product_id = +answers.product_id
                JOIN tagger_thumbnails AS thumbnails ON thumbnails.product_id = +answers.product_id
                WHERE answers.stamp IS outcomes.stamp OR answers.digest = outcomes.digest
                ORDER BY answers.id DESC LIMIT ?
                """, arguments: [most]
        ).map { (answer: $0["category"] as String, pixels: $0["pixels"] as Data) }
        guard !decided.isEmpty else { return [] }
        let sure = try Row.fetchAll(
            db,
            sql: """
                SELECT tags.product_id, category, status, pixels FROM tagger_tags AS tags
                JOIN tagger_thumbnails AS thumbnails ON thumbnails.product_id = +tags.product_id
                WHERE status IN ('tagged', 'review') AND category <> 'none' AND confidence >= :sure
                  AND (:category IS NULL OR category = :category) AND \(Candidate.skippedSQL) IS NULL
                ORDER BY audit_key, tags.product_id LIMIT :most
                """, arguments: ["sure": sureConfidence, "category": category, "most": most])
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

    /// The sum over pixels of how many grays they differ by.
    private static func distance(_ a: Data, _ b: Data) -> Int {
        a.withUnsafeBytes { a in
            b.withUnsafeBytes { b in
                var sum: Int32 = 0
                for i in 0..<min(a.count, b.count) { sum += abs(Int32(a[i]) - Int32(b[i])) }
                return Int(sum)
            }
        }
    }
}
