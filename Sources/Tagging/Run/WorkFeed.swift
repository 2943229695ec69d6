import Catalog
import Foundation
import Imaging
import Synchronization

/// Hands out products with their images to the threads of a pass: one product with a large image, or several with small images.
///
/// A thread that asks while no other thread reads also reads ahead, so that the next thread waits neither for a read nor for a
/// batch that is being written.
final class WorkFeed: Sendable {
    /// Products that one thread handles next.
    struct Batch: Sendable {
        /// Products to read and classify.
        var items: [(item: WorkItem, image: ImageReference)] = []
        /// Products that an earlier pass has classified.
        var finished: [ReadProduct] = []

        fileprivate var byteCount: Int { items.reduce(0) { $0 + $1.image.byteCount } }
    }

    private struct Source {
        /// Keys that were read from the queue and not handed out; the next one is last.
        var page: [ProductID] = []
        var kept: [ProductID: ReadProduct]
    }

    private let catalog: Catalog
    private let model: Data
    private let nextKeys: @Sendable (_ count: Int) throws -> [ProductID]
    private let source: Mutex<Source>
    private let ready = Mutex<[Batch]>([])

    private static let pageSize = 512
    private static let maximumBatchProducts = 16
    private static let maximumBatchBytes = 128 << 10
    /// Limits of what is read ahead.
    private static let maximumReadyBatches = 3, maximumReadyBytes = 2 << 20

    /// Creates a feed.
    ///
    /// - Parameters:
    ///   - model: The digest of the model that classifies.
    ///   - kept: Products that were classified before; they are handed out as they are.
    ///   - nextKeys: Returns the keys of the next products, at most as many as asked for; none at the end.
    init(
        _ catalog: Catalog, model: Data, kept: [ProductID: ReadProduct] = [:],
        nextKeys: @escaping @Sendable (_ count: Int) throws -> [ProductID]
    ) {
        self.catalog = catalog
        self.model = model
        self.nextKeys = nextKeys
        source = Mutex(Source(kept: kept))
    }

    /// Returns the next products, without those that the shop has removed since; nil at the end.
    func next() throws -> Batch? {
        let batch = try takeReady() ?? source.withLock { try takeReady() ?? read(from: &$0) }
        if batch != nil { try readAhead() }
        return batch
    }

    private func takeReady() -> Batch? { ready.withLock { $0.isEmpty ? nil : $0.removeFirst() } }

    private func readAhead() throws {
        _ = try source.withLockIfAvailable { source in
            let isWanted = ready.withLock { ready in
                ready.count < Self.maximumReadyBatches
                    && ready.reduce(0) { $0 + $1.byteCount } < Self.maximumReadyBytes
            }
            guard isWanted, let batch = try read(from: &source) else { return }
            ready.withLock { $0.append(batch) }
        }
    }

    private func read(from source: inout Source) throws -> Batch? {
        if source.page.isEmpty { source.page = try nextKeys(Self.pageSize).reversed() }
        guard !source.page.isEmpty else { return nil }
        var batch = Batch()
        while let key = source.page.last, let kept = source.kept.removeValue(forKey: key) {
            batch.finished.append(kept)
            source.page.removeLast()
        }
        let keys = source.page.suffix(Self.maximumBatchProducts).reversed().prefix { source.kept[$0] == nil }
        guard batch.finished.isEmpty, !keys.isEmpty else { return batch }
        let found = try catalog.workItems(
            keys, model: model, preprocessing: ThumbnailMaker.version, bytes: Self.maximumBatchBytes)
        source.page.removeLast(found.count)
        batch.items = found.compactMap { $0 }
        return batch
    }
}

extension ImageReference {
    /// The bytes of the image in memory.
    fileprivate var byteCount: Int { if case .data(let png) = self { png.count } else { 0 } }
}
