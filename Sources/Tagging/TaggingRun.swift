import Catalog
import Dispatch
import Foundation
import Imaging
import Synchronization

/// The nightly run: every product that needs work gets exactly one outcome.
///
/// Each of `jobs` threads takes a few products at a time, reads and decodes their pictures, and classifies them together;
/// outcomes are gathered and written in batches. All of SQLite's work goes through one connection, one statement at a time.
public struct TaggingRun: Sendable {
    /// Failures that a summary lists at most.
    public static let listedFailures = 1_000

    /// How many threads work.
    public var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// Look at no more products than this.
    public var limit: Int?
    /// Do everything, and write nothing.
    public var isRehearsal = false
    /// What a picture may be.
    public var limits = ImageLimits.default

    /// Products that a thread takes at a time: enough to classify together, few enough to end together.
    private static let productsAtATime = 8

    /// A run with the default choices.
    public init() {}

    /// Where a run stands.
    public struct Progress: Sendable {
        /// Products looked at, of those that need work, and how many of them failed.
        public let done: Int, total: Int, failed: Int
    }

    /// Runs to the end, or until it is asked to stop.
    ///
    /// - Parameters:
    ///   - progress: Called from the threads at work, one call at a time.
    /// - Throws: ``CatalogError``; what was written until then is kept.
    public func perform(
        on catalog: Catalog, with model: NamedModel, stop: StopRequest = StopRequest(),
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) throws -> RunSummary {
        let start = ContinuousClock.now
        let found = try catalog.findWork(
            model: model.digest, preprocessing: ThumbnailMaker.version, limit: limit)
        let run =
            isRehearsal
            ? nil
            : try catalog.startRun(
                model: model.reference, preprocessing: ThumbnailMaker.version)
        let reviewBelow = try run?.reviewBelow ?? catalog.reviewBelow(model: model.digest)
        let feed = WorkFeed(catalog: catalog)
        let writer = OutcomeWriter(
            catalog: catalog, run: run, reviewBelow: reviewBelow, total: found.work, progress: progress)
        let root = try catalog.imageRoot()

        let failure = Mutex<(any Error)?>(nil)
        // None where there is nothing to do: no network is prepared then.
        let threads = min(jobs, (found.work + Self.productsAtATime - 1) / Self.productsAtATime)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            do {
                let mustStop = { stop.isRequested || failure.withLock { $0 != nil } }
                let reader = PictureReader(root: root, limits: limits)
                // Two pictures of each product at most.
                let classifier = Classifier(model, capacity: 2 * Self.productsAtATime)
                while !mustStop() {
                    let products = try feed.next(Self.productsAtATime)
                    if products.isEmpty { break }
                    let outcomes = try outcomes(
                        of: products, in: catalog, model: model, reader: reader, classifier: classifier,
                        mustStop: mustStop)
                    try writer.add(outcomes)
                }
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
        // What is finished is kept, whatever ended the work; but who was waited for in vain is not waited for again.
        if failure.withLock({ ($0 as? CatalogError)?.kind != .busy }) {
            do {
                try writer.flush()
                if let run {
                    try catalog.finishRun(run, isComplete: !stop.isRequested && failure.withLock { $0 == nil })
                }
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }

        var summary = writer.summary(model: model.name)
        summary.products = found.products
        summary.found = found
        summary.seconds = (ContinuousClock.now - start) / .seconds(1)
        summary.isInterrupted = stop.isRequested
        return summary
    }

    private func outcomes(
        of products: [ProductID], in catalog: Catalog, model: NamedModel, reader: PictureReader, classifier: Classifier,
        mustStop: () -> Bool
    ) throws -> [Outcome] {
        var outcomes: [Outcome] = []
        var waiting: [(item: WorkItem, digest: Data, thumbnail: Thumbnail)] = []
        for product in products where !mustStop() {
            let found = try catalog.workItem(product, model: model.digest, preprocessing: ThumbnailMaker.version)
            guard let (item, image) = found else { continue }
            switch reader.read(item, image) {
            case .outcome(let outcome): outcomes.append(outcome)
            case .thumbnail(let thumbnail, let digest): waiting.append((item, digest, thumbnail))
            }
        }
        let predictions = try classifier.predictions(for: waiting.map(\.thumbnail))
        for ((item, digest, thumbnail), prediction) in zip(waiting, predictions) {
            outcomes.append(
                Outcome(
                    item: item, digest: digest,
                    result: .prediction(probabilities: prediction.byCategory, thumbnail: thumbnail.stored)))
        }
        return outcomes
    }
}

/// Hands out the products that need work, a few at a time, to whoever asks.
private final class WorkFeed: Sendable {
    private let catalog: Catalog
    private let state = Mutex<(position: Int64, page: [ProductID])>((0, []))
    private static let pageSize = 512

    init(catalog: Catalog) { self.catalog = catalog }

    func next(_ count: Int) throws -> [ProductID] {
        try state.withLock { state in
            if state.page.isEmpty {
                state.page = try catalog.nextWork(after: &state.position, count: Self.pageSize).reversed()
            }
            let taken = state.page.suffix(count)
            state.page.removeLast(taken.count)
            return taken.reversed()
        }
    }
}

/// Gathers outcomes and writes them in batches.
private final class OutcomeWriter: Sendable {
    private struct State {
        var batch: [Outcome] = []
        var lastFlush = ContinuousClock.now
        var counts = OutcomeCounts()
        var failures: [Failure] = []
        var done = 0
    }

    private let catalog: Catalog
    private let run: OpenRun?
    private let reviewBelow: Double
    private let total: Int
    private let progress: @Sendable (TaggingRun.Progress) -> Void
    private let state = Mutex(State())

    private static let batchSize = 256
    /// So much work a crash may cost at most.
    private static let flushInterval = Duration.milliseconds(500)

    init(
        catalog: Catalog, run: OpenRun?, reviewBelow: Double, total: Int,
        progress: @escaping @Sendable (TaggingRun.Progress) -> Void
    ) {
        self.catalog = catalog
        self.run = run
        self.reviewBelow = reviewBelow
        self.total = total
        self.progress = progress
    }

    func add(_ outcomes: [Outcome]) throws {
        try state.withLock { state in
            for outcome in outcomes {
                state.counts.count(outcome, reviewBelow: reviewBelow)
                if case .failure(let reason, _) = outcome.result, !outcome.item.answerHolds(digest: outcome.digest),
                    state.failures.count < TaggingRun.listedFailures
                {
                    state.failures.append(Failure(sku: outcome.item.sku, reason: reason))
                }
            }
            state.done += outcomes.count
            state.batch += outcomes
            progress(TaggingRun.Progress(done: state.done, total: total, failed: state.counts.failed))
            if state.batch.count >= Self.batchSize || ContinuousClock.now - state.lastFlush >= Self.flushInterval {
                try flush(&state)
            }
        }
    }

    func flush() throws {
        try state.withLock { try flush(&$0) }
    }

    private func flush(_ state: inout State) throws {
        if let run, !state.batch.isEmpty { try catalog.write(state.batch, in: run) }
        state.batch = []
        state.lastFlush = .now
    }

    func summary(model: String) -> RunSummary {
        state.withLock { state in
            RunSummary(
                run: run?.id, model: model, reviewBelow: reviewBelow, counts: state.counts,
                failures: state.failures.sorted { $0.sku < $1.sku })
        }
    }
}
