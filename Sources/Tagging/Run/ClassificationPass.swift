import Catalog
import Foundation
import Imaging
import Platform
import Synchronization

/// Reads and classifies products on several threads: image → thumbnail → logits.
///
/// Each thread takes the next products whenever it is free, reads their images and classifies up to ``batchSize`` together.
struct ClassificationPass: Sendable {
    /// Number of products that a thread classifies together.
    static let batchSize = 8

    /// The number of threads.
    let jobs: Int
    /// The largest images that are read.
    let limits: ImageLimits
    /// The folder that image paths are relative to.
    let root: ImageRoot
    /// Creates a thread's classifier. The argument is the number of images that go through the model at once.
    let makeClassifier: @Sendable (_ capacity: Int) -> Classifier

    /// Classifies all products of a feed.
    ///
    /// - Parameters:
    ///   - handle: Receives the products that a thread has finished; called from all threads, concurrently.
    ///   - stop: Ends the pass early; products that were read are still classified and handled.
    /// - Throws: The first error of a thread; the other threads then stop.
    func perform(
        _ feed: WorkFeed, stop: StopRequest, handle: @escaping @Sendable ([ReadProduct]) throws -> Void
    ) throws {
        let failure = Mutex<(any Error)?>(nil)
        onThreads(jobs) {
            do {
                let mustStop = { stop.isRequested || failure.withLock { $0 != nil } }
                // Two inputs for each product at most: thumbnail and close-up.
                let worker = Worker(reader: ProductImageReader(root: root, limits: limits)) {
                    makeClassifier(2 * Self.batchSize)
                }
                while !mustStop(), let batch = try feed.next() {
                    if !batch.finished.isEmpty { try handle(batch.finished) }
                    for (item, image) in batch.items where !mustStop() { worker.take(item, image) }
                    if worker.count >= Self.batchSize { try handle(worker.finish()) }
                }
                try handle(worker.finish())
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }
}

/// The work of one thread.
private final class Worker {
    private let reader: ProductImageReader
    private let makeClassifier: () -> Classifier
    /// Created on first use: a thread that finds no work left needs none.
    private lazy var classifier = makeClassifier()
    private var finished: [ReadProduct] = []
    private var waiting: [(item: WorkItem, digest: Data, thumbnail: Thumbnail)] = []

    init(reader: ProductImageReader, makeClassifier: @escaping () -> Classifier) {
        self.reader = reader
        self.makeClassifier = makeClassifier
    }

    /// The number of products that were taken and not yet returned by ``finish()``.
    var count: Int { finished.count + waiting.count }

    func take(_ item: WorkItem, _ image: ImageReference) {
        switch reader.read(item, image) {
        case .outcome(let outcome): finished.append(.outcome(outcome))
        case .thumbnail(let thumbnail, let digest): waiting.append((item, digest, thumbnail))
        }
    }

    /// Classifies what waits and returns all products that were taken.
    func finish() throws -> [ReadProduct] {
        defer {
            finished = []
            waiting.removeAll(keepingCapacity: true)
        }
        guard !waiting.isEmpty else { return finished }
        let logits = try classifier.logits(for: waiting.map(\.thumbnail))
        return finished
            + zip(waiting, logits).map { product, logits in
                .classified(
                    ClassifiedProduct(
                        item: product.item, digest: product.digest, thumbnail: product.thumbnail, logits: logits))
            }
    }
}

/// Calls `work` on `count` threads at the same time, and returns when all calls have returned.
///
/// One of the threads is the calling one. The others hold nothing of `work` when the function returns: a catalog that `work` uses
/// can be closed then. `DispatchQueue.concurrentPerform` uses no more threads than the computer has cores, so `jobs` could not
/// ask for more; its use here was also part of a double free in libdispatch (docs/decisions/0015-threads-of-a-tagging-run.md).
private func onThreads(_ count: Int, _ work: @escaping @Sendable () -> Void) {
    let others = DispatchGroup()
    for _ in 1..<max(count, 1) { startThread(in: others, work) }
    work()
    others.wait()
}
