import Catalog
import Foundation
import Reporting
import Tagging

/// A product as the page gets it. Of one that is asked blind it holds nothing that the network thinks.
struct ProductSummary: Encodable {
    struct Guess: Encodable {
        let category: String, probability: Double
    }

    let id: String, sku: String, title: String, status: String, revision: String
    /// Why it is asked for; nil where it was not.
    let reason: ReviewItem.Reason?
    let isBlind: Bool
    let category: String?, answer: String?, model: String?, failure: String?
    let isVerified: Bool
    /// The best three.
    let guesses: [Guess]

    init(_ details: ProductDetails, isBlind isHidden: Bool, reason: ReviewItem.Reason? = nil) {
        id = details.product.identity
        (sku, title) = (details.sku.harmless, details.title.harmless)
        status = isHidden ? "review" : details.status
        revision = details.revision.text
        self.reason = reason
        isBlind = isHidden
        category = isHidden ? nil : details.category
        answer = details.answer
        model = details.model?.harmless
        failure = details.failure?.harmless
        isVerified = !isHidden && details.isVerified
        guesses =
            isHidden
            ? [] : details.guesses.prefix(3).map { Guess(category: $0.category, probability: $0.probability) }
    }
}

/// What the page begins with.
struct StartResponse: Encodable {
    struct CategoryEntry: Encodable {
        let id: String, key: String?
        let names: [String: String]
    }

    let token: String, catalog: String
    let languages: [String], language: String
    let categories: [CategoryEntry]
}

/// Answers, as the page sends them.
struct AnswersRequest: Decodable {
    struct Entry: Decodable {
        let id: String, answer: String, revision: String
    }

    let answers: [Entry]
}

/// What came of each answer.
struct AnswersResponse: Encodable {
    struct Outcome: Encodable {
        /// The decision's number; nil where it was not taken.
        var decision: Int64?
        var category: String?
        /// What the network had guessed; told once the answer stands.
        var guess: String?, confidence: Double?
        /// The product as it is now, where the answer came too late.
        var current: ProductSummary?
        /// Whether the shop has removed it.
        var isGone = false
    }

    let outcomes: [Outcome]
}

/// Decisions to take back.
struct UndoRequest: Decodable {
    let decisions: [Int64]
}

/// What is so after decisions were taken back.
struct UndoResponse: Encodable {
    let undone: [Int64]
    let cards: [ProductSummary]
}

/// A page of the history.
struct HistoryResponse: Encodable {
    struct Entry: Encodable {
        let decision: Int64
        let id: String, sku: String, title: String, action: String
        let category: String?, guess: String?
        let confidence: Double?
        let decidedAt: String, undoneAt: String?

        init(_ entry: HistoryEntry, isBlind: Bool) {
            decision = entry.decision.id
            id = entry.decision.product.identity
            (sku, title) = (entry.decision.sku.harmless, entry.title.harmless)
            action = entry.decision.action
            category = entry.decision.category
            (guess, confidence) = isBlind ? (nil, nil) : (entry.guess, entry.confidence)
            (decidedAt, undoneAt) = (entry.decidedAt, entry.undoneAt)
        }
    }

    let entries: [Entry]
}

/// A page about one product.
struct ProductResponse: Encodable {
    let card: ProductSummary
    let history: [HistoryResponse.Entry]
    let lookalikes: [ProductSummary]
}

/// How far the work is, and what it has bought.
struct ProgressResponse: Encodable {
    struct Learning: Encodable {
        var state = "idle"
        var share = 0.0
        /// What came of it, or why it failed.
        var outcome: String?, message: String?
        var decisions: Int?, audits: Int?, trainedOn: Int?
        var accuracy: Double?, previousAccuracy: Double?
        var tagged: Int?, waiting: Int?
    }

    struct Totals: Encodable {
        let products: Int, waiting: Int, tagged: Int, verified: Int, confirmed: Int
        let precision: Double, audits: Int
        /// The share of products that is sure enough, where the precision is shown.
        let shownShare: Double?
        /// How many more audits are expected to show it, and for which share of the products.
        let auditsNeeded: Int?, expectedShare: Double?
    }

    let answered: Int
    let bought: Totals?
    let learning: Learning
}
