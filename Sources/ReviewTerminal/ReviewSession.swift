import Catalog
import Foundation
import Imaging
import Review
import Tagging

/// The review session of one user: the current question, the queue, the decisions and undo.
final class ReviewSession {
    /// A product to decide about.
    struct Question {
        let details: ReviewProduct
        let reason: ReviewItem.Reason
        let similarProducts: [ReviewProduct]

        /// Whether the product has a decision: another user decided meanwhile, or an earlier decision became valid by an undo.
        var isDecided: Bool { details.decidedCategory != nil }
        /// The predicted category that can be accepted; nil if there is none, or if the product is a blind audit.
        var prediction: String? { details.isBlind || isDecided ? nil : details.category }
    }

    /// The result of the last key.
    enum Notice: Equatable {
        case recorded(sku: String, category: String?)
        /// The decision of a blind audit, with the prediction that was hidden.
        case compared(predicted: String, probability: Double, decided: String)
        /// Another user decided first.
        case decidedMeanwhile(sku: String, category: String)
        /// The product, its image or its prediction changed.
        case changedMeanwhile(sku: String)
        case removedMeanwhile(sku: String)
        case undone(sku: String, category: String?)
        case nothingToUndo
        case undoneMeanwhile
        case isBlind
        case hasNoPrediction
        case isBusy
    }

    /// The reason why there is no question.
    enum Pause {
        /// The review queue is empty except for audits of tagged products.
        case onlyAudits
        /// Only products that were skipped in this session are left.
        case onlySkipped
        /// The review queue is empty.
        case nothing
        /// No product in the review queue matches the filter.
        case filtered
        /// The catalog was locked by another process for too long.
        case busy
    }

    let catalog: Catalog
    private let reviewQueue: ReviewQueue
    private let filter: ReviewFilter
    /// The current question; nil during a pause.
    private(set) var question: Question?
    private(set) var pause = Pause.nothing
    private(set) var notice: Notice?
    /// The number of decisions in this session that are not undone, without skips.
    private(set) var decided = 0
    /// The number of products in the review queue.
    private(set) var waiting = 0

    private var queue: [(product: ProductID, reason: ReviewItem.Reason)] = []
    private var skipped: Set<ProductID> = []
    private var goesOnWithAudits = false
    /// The IDs of the decisions of this session that are not undone, the latest last.
    private var own: [Int64] = []
    /// Decisions with this ID or a higher one were made since the session began, by any user.
    private let begin: Int64
    private static let batchCount = 20, similarProductCount = 3

    init(catalog: Catalog, filter: ReviewFilter) throws {
        self.catalog = catalog
        reviewQueue = ReviewQueue(catalog)
        var filter = filter
        // Otherwise the filter would reveal the predictions of blind audits.
        filter.leavesOutBlind = filter.category != nil || filter.confidence != nil
        self.filter = filter
        begin = (try catalog.history(limit: 1).first?.decision.id ?? 0) + 1
        try next()
    }

    /// Records a decision about the product of the question, and goes to the next question.
    ///
    /// If the product changed since the question was asked, nothing is recorded, and the question is asked again.
    func decide(_ answer: Decision.Action) throws {
        guard let question else { return }
        if question.isDecided, answer == .accept || answer == .skip {
            // The existing decision stays.
            notice = nil
            return try next()
        }
        if answer == .accept, question.prediction == nil {
            notice = question.details.isBlind ? .isBlind : .hasNoPrediction
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
                if details.details.status == .review { waiting -= 1 }
                notice = .recorded(sku: decision.sku, category: category)
                if details.isBlind, let best = details.details.probabilities.first {
                    notice = .compared(predicted: best.category, probability: best.probability, decided: category)
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

    /// Undoes the latest decision of this session, or the latest decision before the session, and asks about its product.
    func undo() throws {
        while let id = own.popLast() {
            if let undone = try catalog.undo(id) { return try ask(about: undone, wasOwn: true) }
        }
        var before = begin
        while case let page = try catalog.history(before: before, limit: Self.batchCount), let last = page.last {
            for entry in page where entry.undoneAt == nil {
                if let undone = try catalog.undo(entry.decision.id) { return try ask(about: undone, wasOwn: false) }
            }
            before = last.decision.id
        }
        notice = .nothingToUndo
    }

    /// Undoes a decision and asks about its product.
    func undo(_ id: Int64) throws {
        guard let undone = try catalog.undo(id) else {
            notice = .undoneMeanwhile
            return
        }
        let wasOwn = own.contains(id)
        own.removeAll { $0 == id }
        try ask(about: undone, wasOwn: wasOwn)
    }

    /// Continues after a pause.
    func goOn() throws {
        switch pause {
        case .onlyAudits: goesOnWithAudits = true
        case .onlySkipped: skipped = []
        case .nothing, .filtered, .busy: break
        }
        notice = nil
        try next()
    }

    /// Notes that a key had no effect because the catalog was locked by another process.
    func noteBusy() {
        if question == nil { pause = .busy } else { notice = .isBusy }
    }

    /// Returns the image of a product, or its thumbnail if the image cannot be read.
    func image(of product: ProductID) -> ReducedImage? {
        if let png = try? catalog.image(of: product, maximumBytes: Catalog.maximumImageBytes),
            let image = png.withUnsafeBytes({ bytes in try? ReducedImage(png: bytes) })
        {
            return image
        }
        // Thumbnails are bright on black, photos are dark on white.
        guard let pixels = try? catalog.thumbnail(of: product) else { return nil }
        return ReducedImage(gray: pixels.map { 255 - $0 }, width: 28)
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
            // Products that another user decided since the batch was read are skipped.
            guard let details, details.decidedCategory == nil, details.details.status.isReviewable else { continue }
            return try ask(details, item.reason)
        }
    }

    private func refill() throws {
        waiting = try catalog.countsByStatus()[.review] ?? 0
        let items = try reviewQueue.items(limit: Self.batchCount, filter: filter)
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
        let similarProducts = try reviewQueue.similarProducts(to: details, limit: Self.similarProductCount)
        question = Question(details: details, reason: reason, similarProducts: similarProducts)
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
        if let shown = question, shown.details.product != decision.product, !shown.isDecided {
            // The interrupted question is asked next.
            queue.insert((shown.details.product, shown.reason), at: 0)
        }
        guard let details = try reviewQueue.product(decision.product) else { return try next() }
        try ask(details, .uncertain)
    }
}
