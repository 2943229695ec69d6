import Catalog
import Foundation
import Imaging
import Review
import Tagging

/// One person at work: which product is asked now, what came of the answers, and what can be taken back.
final class ReviewSession {
    /// A product that the person is asked about.
    struct Question {
        let details: ReviewProduct
        let reason: ReviewItem.Reason
        let lookalikes: [ReviewProduct]

        /// Whether an answer stands that somebody gave meanwhile, or before it was taken back.
        var isAnswered: Bool { details.decidedCategory != nil }
        /// The guess that can be accepted; nil where there is none, or the person is not to be told.
        var guess: String? { details.isBlind || isAnswered ? nil : details.category }
    }

    /// What came of the last key.
    enum Notice: Equatable {
        case recorded(sku: String, category: String?)
        /// After a blind answer: what the network had thought.
        case compared(guess: String, probability: Double, answer: String)
        /// Somebody was faster, with this answer.
        case decidedMeanwhile(sku: String, category: String)
        /// The product, its photo or its guess is another by now.
        case changedMeanwhile(sku: String)
        case removedMeanwhile(sku: String)
        case undone(sku: String, category: String?)
        case nothingToUndo
        case undoneMeanwhile
        case isBlind
        case hasNoGuess
        case isBusy
    }

    /// Why nothing is asked, although something could be.
    enum Pause {
        /// All is decided; audits would still show a precision.
        case onlyAudits
        /// Only what this person has skipped is left.
        case onlySkipped
        /// There is nothing that could be asked.
        case nothing
        /// There is nothing that the filter lets through.
        case filtered
        /// Another program held the catalog for too long.
        case busy
    }

    let catalog: Catalog
    private let reviewQueue: ReviewQueue
    private let filter: ReviewFilter
    /// What is asked; nil while there is a pause.
    private(set) var question: Question?
    private(set) var pause = Pause.nothing
    private(set) var notice: Notice?
    /// Answers of this session that stand.
    private(set) var decided = 0
    /// Products that wait for a person.
    private(set) var waiting = 0
    /// Changes whenever what can be promised may have changed.
    private(set) var promiseVersion = 0

    private var queue: [(product: ProductID, reason: ReviewItem.Reason)] = []
    private var skipped: Set<ProductID> = []
    private var goesOnWithAudits = false
    /// This session's decisions that were not taken back, the latest last.
    private var own: [Int64] = []
    /// Decisions from here on were made during this session, by this person or others.
    private let begin: Int64
    private static let batch = 20, lookalikesShown = 3

    init(catalog: Catalog, filter: ReviewFilter) throws {
        self.catalog = catalog
        reviewQueue = ReviewQueue(catalog)
        var filter = filter
        // Or the filter would tell what the network thinks.
        filter.leavesOutBlind = filter.category != nil || filter.confidence != nil
        self.filter = filter
        begin = (try catalog.history(limit: 1).first?.decision.id ?? 0) + 1
        try next()
    }

    /// Answers the question and asks the next one.
    func answer(_ answer: Decision.Action) throws {
        guard let question else { return }
        if question.isAnswered, answer == .accept || answer == .skip {
            // It stays as it was decided.
            notice = nil
            return try next()
        }
        if answer == .accept, question.guess == nil {
            notice = question.details.isBlind ? .isBlind : .hasNoGuess
            return
        }
        let details = question.details
        let given = ReviewedDecision(product: details.product, action: answer, revision: details.revision)
        guard let outcome = try reviewQueue.decide([given]).first else { return }
        switch outcome {
        case .recorded(let decision):
            own.append(decision.id)
            if let category = decision.category {
                decided += 1
                if question.reason == .audit || details.isBlind { promiseVersion += 1 }
                if details.details.status == .review { waiting -= 1 }
                notice = .recorded(sku: decision.sku, category: category)
                if details.isBlind, let guess = details.details.probabilities.first {
                    notice = .compared(guess: guess.category, probability: guess.probability, answer: category)
                }
            } else {
                skipped.insert(details.product)
                notice = .recorded(sku: decision.sku, category: nil)
            }
            try next()
        case .outdated(nil):
            notice = .removedMeanwhile(sku: details.sku)
            try next()
        case .outdated(let now?):
            notice =
                now.decidedCategory.map { .decidedMeanwhile(sku: now.sku, category: $0) }
                ?? .changedMeanwhile(sku: now.sku)
            try ask(now, question.reason)
        }
    }

    /// Takes back the latest decision of this session, or else the latest from before it, and asks about that product.
    func undo() throws {
        while let id = own.popLast() {
            if let undone = try catalog.undo(id) { return try ask(about: undone, wasOwn: true) }
        }
        var before = begin
        while case let page = try catalog.history(before: before, limit: Self.batch), let last = page.last {
            for entry in page where entry.undoneAt == nil {
                if let undone = try catalog.undo(entry.decision.id) { return try ask(about: undone, wasOwn: false) }
            }
            before = last.decision.id
        }
        notice = .nothingToUndo
    }

    /// Takes any decision back and asks about its product.
    func undo(_ id: Int64) throws {
        guard let undone = try catalog.undo(id) else {
            notice = .undoneMeanwhile
            return
        }
        let wasOwn = own.contains(id)
        own.removeAll { $0 == id }
        try ask(about: undone, wasOwn: wasOwn)
    }

    /// Goes on after a pause.
    func goOn() throws {
        switch pause {
        case .onlyAudits: goesOnWithAudits = true
        case .onlySkipped: skipped = []
        case .nothing, .filtered, .busy: break
        }
        notice = nil
        try next()
    }

    /// Another program held the catalog for too long: the same key may be pressed again.
    func noteBusy() {
        if question == nil { pause = .busy } else { notice = .isBusy }
    }

    /// The product's picture, or else what the network saw of it.
    func picture(of product: ProductID) -> ReducedPicture? {
        if let png = try? catalog.image(of: product, maximumBytes: Catalog.maximumImageBytes),
            let picture = png.withUnsafeBytes({ bytes in try? ReducedPicture(png: bytes) })
        {
            return picture
        }
        // Thumbnails are bright on black.
        guard let pixels = try? catalog.thumbnail(of: product) else { return nil }
        return ReducedPicture(gray: pixels.map { 255 - $0 }, width: 28)
    }

    private func next() throws {
        question = nil
        while true {
            if queue.isEmpty {
                try refill()
                if queue.isEmpty { return }
            }
            let item = queue[0]
            let details = try reviewQueue.product(item.product)
            queue.removeFirst()
            // What somebody else decided meanwhile needs nobody any more.
            guard let details, details.decidedCategory == nil, details.details.status.isReviewable else { continue }
            return try ask(details, item.reason)
        }
    }

    private func refill() throws {
        waiting = try catalog.countsByStatus()[.review] ?? 0
        promiseVersion += 1
        let items = try reviewQueue.items(limit: Self.batch, filter: filter)
        let new = items.filter { !skipped.contains($0.product) }
        if new.isEmpty {
            pause = !items.isEmpty ? .onlySkipped : waiting > 0 ? .filtered : .nothing
        } else if waiting == 0, !goesOnWithAudits {
            pause = .onlyAudits
        } else {
            queue = new.map { ($0.product, $0.reason) }
        }
    }

    private func ask(_ details: ReviewProduct, _ reason: ReviewItem.Reason) throws {
        let lookalikes = try reviewQueue.similarProducts(to: details, limit: Self.lookalikesShown)
        question = Question(details: details, reason: reason, lookalikes: lookalikes)
    }

    private func ask(about undone: UndoneDecision, wasOwn: Bool) throws {
        let decision = undone.decision
        if decision.category != nil {
            if wasOwn { decided -= 1 }
            if undone.status == .review { waiting += 1 }
        }
        skipped.remove(decision.product)
        notice = .undone(sku: decision.sku, category: decision.category)
        queue.removeAll { $0.product == decision.product }
        if let shown = question, shown.details.product != decision.product, !shown.isAnswered {
            // What was asked comes back behind it.
            queue.insert((shown.details.product, shown.reason), at: 0)
        }
        guard let details = try reviewQueue.product(decision.product) else { return try next() }
        try ask(details, .uncertain)
    }
}
