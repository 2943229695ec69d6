import Catalog
import Dispatch
import Foundation
import Imaging
import Platform
import Synchronization

/// The nightly run: every product that needs work gets exactly one outcome.
///
/// Each of `jobs` threads takes the next product whenever it is free (of small pictures a few at once), decodes its picture, and
/// classifies some together; outcomes are gathered, and written in batches by whoever fills one while the others go on. All of
/// SQLite's work goes through one connection, one statement at a time.
public struct TaggingRun: Sendable {
    /// Failures that a summary lists at most.
    public static let listedFailures = 1_000

    /// How many threads work.
    public var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// Look at no more products than this.
    public var limit: Int?
    /// Do everything, and write nothing.
    public var isDryRun = false
    /// What a picture may be.
    public var limits = ImageLimits.default

    /// Products that a thread classifies together.
    private static let productsTogether = 8

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
    ///   - seen: What a run just before has seen, and what this one sees, for another; nil where none follows.
    ///   - progress: Called from the threads at work, one call at a time.
    /// - Throws: ``TaggerError``; what was written until then is kept.
    public func perform(
        on catalog: Catalog, with model: NamedModel, seen: SeenPictures? = nil, stop: StopRequest = StopRequest(),
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) throws -> RunSummary {
        let start = ContinuousClock.now
        let found = try catalog.findWork(
            model: model.digest, preprocessing: ThumbnailMaker.version, limit: limit)
        let run =
            isDryRun
            ? nil
            : try catalog.startRun(
                model: model.reference, preprocessing: ThumbnailMaker.version)
        let reviewBelow = try run?.reviewBelow ?? catalog.reviewBelow(model: model.digest)
        let feed = WorkFeed(catalog: catalog, model: model.digest)
        let writer = OutcomeWriter(
            catalog: catalog, run: run, reviewBelow: reviewBelow, total: found.work, progress: progress)
        let root = try catalog.imageRoot()
        let split = try seen == nil ? nil : model.model.withoutOutputBias()
        if let split { seen?.begin(with: split.network) }

        let failure = Mutex<(any Error)?>(nil)
        onThreads(max(1, min(jobs, found.work))) {
            do {
                let mustStop = { stop.isRequested || failure.withLock { $0 != nil } }
                let worker = Worker(reader: ProductImageReader(root: root, limits: limits)) {
                    // Two pictures of each product at most.
                    let capacity = 2 * Self.productsTogether
                    guard let seen, let split else { return Classifier(model, capacity: capacity) }
                    return Classifier(model, network: split.network, bias: split.bias, seen: seen, capacity: capacity)
                }
                while !mustStop(), let products = try feed.next() {
                    for (item, image) in products where !mustStop() { worker.take(item, image) }
                    if worker.count >= Self.productsTogether { try writer.add(worker.finish()) }
                }
                try writer.add(worker.finish())
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
        // What is finished is kept, whatever ended the work; but who was waited for in vain is not waited for again.
        if failure.withLock({ ($0 as? TaggerError)?.kind != .busy }) {
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
}

/// Calls `work` on `count` threads at the same time, and returns when all calls have returned.
///
/// One of the threads is the calling thread. The other threads have released `work` when the function returns, so that they do not
/// keep a catalog open. `DispatchQueue.concurrentPerform` is no substitute: it uses no more threads than the computer has cores.
/// An earlier version used it, and was part of the cause of a double free (docs/decisions/0015-threads-of-a-tagging-run.md).
private func onThreads(_ count: Int, _ work: @escaping @Sendable () -> Void) {
    let others = DispatchGroup()
    for _ in 1..<count { startThread(in: others, work) }
    work()
    others.wait()
}

/// What one thread does: pictures to thumbnails, one by one, and these to outcomes, some together.
private final class Worker {
    private let reader: ProductImageReader
    private let makeClassifier: () -> Classifier
    /// Made when there is something to classify: a thread that comes too late needs none.
    private lazy var classifier = makeClassifier()
    private var outcomes: [Outcome] = []
    private var waiting: [(item: WorkItem, digest: Data, thumbnail: Thumbnail)] = []

    init(reader: ProductImageReader, makeClassifier: @escaping () -> Classifier) {
        self.reader = reader
        self.makeClassifier = makeClassifier
    }

    /// Products that were taken and not finished.
    var count: Int { outcomes.count + waiting.count }

    func take(_ item: WorkItem, _ image: ImageReference) {
        switch reader.read(item, image) {
        case .outcome(let outcome): outcomes.append(outcome)
        case .thumbnail(let thumbnail, let digest): waiting.append((item, digest, thumbnail))
        }
    }

    /// The outcomes of all that were taken.
    func finish() throws -> [Outcome] {
        var finished = outcomes
        outcomes = []
        guard !waiting.isEmpty else { return finished }
        let predictions = try classifier.predictions(for: waiting.map(\.thumbnail), digests: waiting.map(\.digest))
        for ((item, digest, thumbnail), prediction) in zip(waiting, predictions) {
            finished.append(
                Outcome(
                    item: item, digest: digest,
                    result: .prediction(probabilities: prediction.byCategory, thumbnail: thumbnail.stored)))
        }
        waiting.removeAll(keepingCapacity: true)
        return finished
    }
}

/// Hands out the products that need work to whoever asks: one whose picture is large, of small ones a few.
///
/// Whoever asks while nobody reads also reads ahead, so that the next one need wait neither for that nor for a batch that is being
/// written.
private final class WorkFeed: Sendable {
    typealias Batch = [(item: WorkItem, image: ImageReference)]

    private struct Source {
        var position: Int64 = 0
        /// Products that were found and not read, the next one last.
        var page: [ProductID] = []
    }

    private let catalog: Catalog
    private let model: Data
    private let source = Mutex(Source())
    private let ready = Mutex<[Batch]>([])

    private static let pageSize = 512
    private static let mostAtOnce = 16
    private static let bytesAtOnce = 128 << 10
    /// Batches that are read ahead, as long as they come to no more bytes.
    private static let mostReady = 3, readyBytes = 2 << 20

    init(catalog: Catalog, model: Data) {
        self.catalog = catalog
        self.model = model
    }

    /// The next products with their pictures, without those that are gone; nil when all were handed out.
    func next() throws -> Batch? {
        let batch = try takeReady() ?? source.withLock { try takeReady() ?? read(from: &$0) }
        if batch != nil { try readAhead() }
        return batch
    }

    private func takeReady() -> Batch? { ready.withLock { $0.isEmpty ? nil : $0.removeFirst() } }

    private func readAhead() throws {
        _ = try source.withLockIfAvailable { source in
            let isWanted = ready.withLock { ready in
                ready.count < Self.mostReady && ready.joined().reduce(0) { $0 + $1.image.byteCount } < Self.readyBytes
            }
            guard isWanted, let batch = try read(from: &source) else { return }
            ready.withLock { $0.append(batch) }
        }
    }

    private func read(from source: inout Source) throws -> Batch? {
        if source.page.isEmpty {
            source.page = try catalog.nextWork(after: &source.position, count: Self.pageSize).reversed()
        }
        guard !source.page.isEmpty else { return nil }
        let found = try catalog.workItems(
            source.page.suffix(Self.mostAtOnce).reversed(), model: model, preprocessing: ThumbnailMaker.version,
            bytes: Self.bytesAtOnce)
        source.page.removeLast(found.count)
        return found.compactMap { $0 }
    }
}

extension ImageReference {
    /// In memory.
    fileprivate var byteCount: Int { if case .data(let png) = self { png.count } else { 0 } }
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
        let batch = state.withLock { state -> [Outcome] in
            for outcome in outcomes {
                state.counts.count(outcome, reviewBelow: reviewBelow)
                if case .failure(let reason, _) = outcome.result, !outcome.item.decisionApplies(digest: outcome.digest),
                    state.failures.count < TaggingRun.listedFailures
                {
                    state.failures.append(Failure(sku: outcome.item.sku, reason: reason))
                }
            }
            state.done += outcomes.count
            state.batch += outcomes
            progress(TaggingRun.Progress(done: state.done, total: total, failed: state.counts.failed))
            let isDue =
                state.batch.count >= Self.batchSize || ContinuousClock.now - state.lastFlush >= Self.flushInterval
            return isDue ? Self.takeBatch(from: &state) : []
        }
        try write(batch)
    }

    func flush() throws {
        try write(state.withLock { Self.takeBatch(from: &$0) })
    }

    private static func takeBatch(from state: inout State) -> [Outcome] {
        defer { state.batch = [] }
        state.lastFlush = .now
        return state.batch
    }

    /// Others go on meanwhile. What could not be written is kept for another try at the end.
    private func write(_ batch: [Outcome]) throws {
        guard let run, !batch.isEmpty else { return }
        do {
            try catalog.write(batch, in: run)
        } catch {
            state.withLock { $0.batch = batch + $0.batch }
            throw error
        }
    }

    func summary(model: String) -> RunSummary {
        state.withLock { state in
            RunSummary(
                run: run?.id, model: model, reviewBelow: reviewBelow, counts: state.counts,
                failures: state.failures.sorted { $0.sku < $1.sku })
        }
    }
}
