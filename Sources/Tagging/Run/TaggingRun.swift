import Catalog
import Foundation
import Imaging
import NeuralNetwork
import Platform

/// Tags the products of a catalog that need work: each gets exactly one outcome, a prediction or a failure.
///
/// All statements go through one connection to the catalog, one at a time.
public struct TaggingRun: Sendable {
    /// Maximum number of failures that a summary lists.
    public static let maximumListedFailures = 1_000

    /// The number of threads.
    public var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// Maximum number of products that the run handles.
    public var limit: Int?
    /// Whether the run classifies everything and writes nothing.
    public var isDryRun = false
    /// The largest images that are read.
    public var limits = ImageLimits.default

    /// Creates a run with the default options.
    public init() {}

    /// The state of a run.
    public struct Progress: Sendable {
        /// The number of products that have an outcome, of all that the run handles, and the number of failures among them.
        public let done: Int, total: Int, failed: Int
    }

    /// Tags all products that need work, or until a stop request.
    ///
    /// - Parameters:
    ///   - sample: The products that were classified to estimate class priors. They are not read or classified again.
    ///   - progress: Called from the run's threads, one call at a time.
    /// - Throws: ``TaggerError``; the outcomes that were written until then are kept.
    func perform(
        on catalog: Catalog, with model: NamedModel, sample: ClassPriorSample? = nil,
        stop: StopRequest = StopRequest(), progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) throws -> RunSummary {
        let start = ContinuousClock.now
        let queue = try catalog.findWork(model: model.digest, preprocessing: ThumbnailMaker.version, limit: limit)
        let run =
            isDryRun ? nil : try catalog.startRun(model: model.reference, preprocessing: ThumbnailMaker.version)
        let reviewBelow = try run?.reviewBelow ?? catalog.reviewBelow(model: model.digest)
        let writer = OutcomeWriter(
            catalog: catalog, run: run, reviewBelow: reviewBelow, total: queue.count, progress: progress)
        let feed = WorkFeed(catalog, model: model.digest, kept: sample?.products ?? [:]) {
            try queue.nextKeys(count: $0)
        }
        let pass = ClassificationPass(
            jobs: max(1, min(jobs, queue.count)), limits: limits, root: try catalog.imageRoot()
        ) {
            Classifier(model, capacity: $0)
        }
        var failure: (any Error)?
        do {
            try pass.perform(feed, stop: stop) { products in
                try writer.add(
                    products.map { product in
                        switch product {
                        case .outcome(let outcome): outcome
                        case .classified(let product):
                            product.outcome(product.prediction(by: model.model))
                        }
                    })
            }
        } catch {
            failure = error
        }
        // Finished outcomes are written whatever ended the pass, except when the catalog was busy until the time limit:
        // waiting again would not help.
        if (failure as? TaggerError)?.kind != .busy {
            do {
                try writer.flush()
                if let run { try catalog.finishRun(run, isComplete: !stop.isRequested && failure == nil) }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }

        let (counts, failures) = writer.totals
        return RunSummary(
            run: run?.id, model: model.name, reviewBelow: reviewBelow, counts: counts, failures: failures,
            queue: queue, seconds: (ContinuousClock.now - start) / .seconds(1), isInterrupted: stop.isRequested)
    }
}
