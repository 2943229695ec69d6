import Catalog
import Foundation
import Synchronization

/// Collects outcomes from several threads, counts them, and writes them in batches of one short transaction each.
///
/// The thread that fills a batch writes it while the others go on.
final class OutcomeWriter: Sendable {
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
    /// Limits the work that a crash can lose.
    private static let flushInterval = Duration.milliseconds(500)

    /// Creates a writer.
    ///
    /// - Parameters:
    ///   - run: The run that the outcomes belong to; nil in a dry run, which writes nothing.
    ///   - reviewBelow: The threshold that outcomes are counted with.
    ///   - total: The number of products that the run will handle.
    ///   - progress: Called after each group of outcomes, by one thread at a time.
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

    /// Adds outcomes, and writes a batch when one is complete or ``flushInterval`` has passed.
    ///
    /// - Throws: ``TaggerError``; the outcomes of a failed write stay in the batch.
    func add(_ outcomes: [Outcome]) throws {
        let batch = state.withLock { state -> [Outcome] in
            for outcome in outcomes {
                state.counts.count(outcome, reviewBelow: reviewBelow)
                if case .failure(let reason, _) = outcome.result,
                    !outcome.item.decisionApplies(toDigest: outcome.digest),
                    state.failures.count < TaggingRun.maximumListedFailures
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

    /// Writes the outcomes that were added and not written.
    func flush() throws { try write(state.withLock { Self.takeBatch(from: &$0) }) }

    private static func takeBatch(from state: inout State) -> [Outcome] {
        defer { state.batch = [] }
        state.lastFlush = .now
        return state.batch
    }

    private func write(_ batch: [Outcome]) throws {
        guard let run, !batch.isEmpty else { return }
        do {
            try catalog.write(batch, in: run)
        } catch {
            state.withLock { $0.batch = batch + $0.batch }
            throw error
        }
    }

    /// The counts so far, and the failures in the order of SKUs.
    var totals: (counts: OutcomeCounts, failures: [Failure]) {
        state.withLock { ($0.counts, $0.failures.sorted { $0.sku < $1.sku }) }
    }
}
