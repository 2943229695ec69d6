import Catalog
import Foundation
import NeuralNetwork
import Platform
import Reporting
import Synchronization
import Tagging

/// What the page can ask for, without HTTP. All calls may wait for the disk and may be made from any thread.
final class ReviewAPI: Sendable {
    private let catalog: Catalog
    private let progressMeter: ProgressMeter
    private let learning: LearningJob
    /// The whole queue's first products, made before they are asked for.
    private let prepared = Mutex<[ReviewItem]>([])

    /// Audits that were listed: in a small shop the list is longer than what the catalog has asked blind.
    private let audits = Mutex<Set<ProductID>>([])

    private static let queueLength = 24
    private static let similarProductCount = 4
    private static let historyLength = 50
    /// Larger pictures are not passed on; the thumbnail stands for them.
    private static let maximumPictureBytes = 32 << 20
    private static let maximumPicturePixels = 40_000_000

    init(
        catalogPath: String, base: NamedModel, known: @escaping @Sendable () throws -> LabeledImages?
    ) throws {
        catalog = try Catalog(path: catalogPath, access: .write)
        progressMeter = try ProgressMeter(catalogPath: catalogPath, base: base)
        learning = LearningJob(catalogPath: catalogPath, base: base, known: known)
        try catalog.setPageCache(megabytes: 64)
        let first = try catalog.reviewQueue(limit: Self.queueLength)
        prepared.withLock { $0 = first }
    }

    /// Ends what goes on in the background.
    func close() { learning.stopAndWait() }

    func beginning(token: String, language: Language) throws -> StartResponse {
        let words = try CategoryNames(of: catalog)
        return StartResponse(
            token: token, catalog: URL(fileURLWithPath: catalog.path).lastPathComponent.harmless,
            languages: Language.allCases.map(\.rawValue), language: language.rawValue,
            categories: CategoryNames.all.map { category in
                .init(
                    id: category, key: CategoryNames.key(of: category).map(String.init),
                    names: Dictionary(
                        uniqueKeysWithValues: Language.allCases.map {
                            ($0.rawValue, words.name(of: category, in: $0).harmless)
                        }))
            })
    }

    /// The products to decide next.
    func queue(_ filter: ReviewFilter) throws -> [ProductSummary] {
        var items: [ReviewItem] = []
        if filter == ReviewFilter() {
            items = prepared.withLock { prepared in
                defer { prepared = [] }
                return prepared
            }
        }
        if items.isEmpty { items = try catalog.reviewQueue(limit: Self.queueLength, filter: filter) }
        let reasons = Dictionary(items.map { ($0.product, $0.reason) }) { first, _ in first }
        audits.withLock { $0.formUnion(items.lazy.filter { $0.reason == .audit }.map(\.product)) }
        // Somebody may have answered since the list was made.
        return try catalog.details(of: items.map(\.product)).filter { ["review", "tagged"].contains($0.status) }
            .map { card($0, reason: reasons[$0.product]) }.filter { !(filter.leavesOutBlind && $0.isBlind) }
    }

    private func card(_ details: ProductDetails, reason: ReviewItem.Reason? = nil) -> ProductSummary {
        ProductSummary(details, isBlind: isBlind(details), reason: reason)
    }

    /// Whether a person is to be asked without being told what the network thinks.
    private func isBlind(_ details: ProductDetails) -> Bool {
        details.isBlind || details.answer == nil && audits.withLock { $0.contains(details.product) }
    }

    func group(_ category: String, limit: Int) throws -> [ProductSummary] {
        try catalog.waitingProducts(category, limit: limit).map { card($0) }.filter { !$0.isBlind }
    }

    func groups() throws -> [String: Int] { try catalog.waitingByPredictedCategory() }

    /// Decided products that look like one; none for one that is asked blind, since the network learned from them.
    func lookalikes(of product: ProductID) throws -> [ProductSummary] {
        guard let details = try catalog.details(of: product), !isBlind(details) else { return [] }
        return try catalog.similarDecidedProducts(of: product, limit: Self.similarProductCount).map { card($0) }
    }

    func product(_ product: ProductID) throws -> ProductResponse? {
        guard let details = try catalog.details(of: product) else { return nil }
        return ProductResponse(
            card: card(details),
            history: try entries(catalog.history(of: product, limit: Self.historyLength)),
            lookalikes: try lookalikes(of: product))
    }

    func history(before: Int64?) throws -> HistoryResponse {
        HistoryResponse(entries: try entries(catalog.history(before: before, limit: Self.historyLength)))
    }

    /// The history as it is shown. What was skipped or taken back may be asked blind: its guess is not told.
    private func entries(_ history: [HistoryEntry]) throws -> [HistoryResponse.Entry] {
        let unanswered = history.filter { $0.undoneAt != nil || $0.decision.category == nil }.map(\.decision.product)
        let blind = Set(try catalog.details(of: Array(Set(unanswered))).filter { isBlind($0) }.map(\.product))
        return history.map { HistoryResponse.Entry($0, isBlind: blind.contains($0.decision.product)) }
    }

    func answer(_ request: AnswersRequest) throws -> AnswersResponse {
        let answers = try request.answers.map { entry -> Answer in
            guard let product = ProductID(identity: entry.id), let answer = Decision.Answer(page: entry.answer) else {
                throw TaggerError(.usage, "“\(entry.answer.harmless)” is no answer. Reload the page.")
            }
            // What is asked blind can't be accepted: it may have become so since it was shown, so the person is asked again.
            let isUnseen = try answer == .accept && catalog.details(of: product).map { isBlind($0) } == true
            return Answer(
                product: product, answer: answer, revision: Revision(text: isUnseen ? "blind" : entry.revision))
        }
        let outcomes = try catalog.answer(answers).map { outcome -> AnswersResponse.Outcome in
            var result = AnswersResponse.Outcome()
            switch outcome {
            case .recorded(let decision):
                (result.decision, result.category) = (decision.id, decision.category)
                if let entry = try catalog.history(before: decision.id + 1, limit: 1).first,
                    decision.category != nil
                {
                    (result.guess, result.confidence) = (entry.guess, entry.confidence)
                }
            case .outdated(let details):
                result.current = details.map { card($0) }
                result.isGone = details == nil
            }
            return result
        }
        prepared.withLock { $0 = [] }
        return AnswersResponse(outcomes: outcomes)
    }

    func undo(_ request: UndoRequest) throws -> UndoResponse {
        var undone: [Int64] = [], cards: [ProductSummary] = []
        // The latest first, as they would be taken back one by one.
        for decision in request.decisions.sorted(by: >).prefix(1_000) {
            guard let result = try catalog.undo(decision) else { continue }
            undone.append(decision)
            if let details = try catalog.details(of: result.decision.product) { cards.append(card(details)) }
        }
        prepared.withLock { $0 = [] }
        return UndoResponse(undone: undone, cards: cards)
    }

    func thumbnail(of product: ProductID) throws -> Data? {
        try catalog.thumbnail(of: product).map { GrayPNG.data($0.map { 255 - $0 }, columns: 28) }
    }

    /// The product's photo, if it is a PNG that a browser can be burdened with.
    func picture(of product: ProductID) throws -> Data? {
        guard let data = try catalog.picture(of: product, maximumBytes: Self.maximumPictureBytes) else { return nil }
        // Signature, then IHDR with width and height: W3C PNG, third edition, 5.2 and 11.2.1.
        let head = [UInt8](data.prefix(24))
        guard head.count == 24, head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
            head[12..<16].elementsEqual("IHDR".utf8)
        else { return nil }
        func number(_ at: Int) -> Int { head[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        let (width, height) = (number(16), number(20))
        guard width > 0, height > 0, width <= Self.maximumPicturePixels / height else { return nil }
        return data
    }

    func progress() throws -> ProgressResponse {
        ProgressResponse(
            answered: try catalog.decidedCount(), bought: try progressMeter.bought(), learning: learning.state)
    }

    func startLearning() throws -> ProgressResponse.Learning {
        try learning.start()
        return learning.state
    }

    func stopLearning() throws -> ProgressResponse.Learning {
        learning.stop()
        return learning.state
    }
}

extension Decision.Answer {
    /// An answer as the page names it: `accept`, `skip`, or a category's name or `none`.
    fileprivate init?(page name: String) {
        switch name {
        case "accept": self = .accept
        case "skip": self = .skip
        default:
            guard CategoryNames.all.contains(name) else { return nil }
            self.init(category: name)
        }
    }
}
