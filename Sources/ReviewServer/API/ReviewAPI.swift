import Catalog
import Foundation
import Reporting
import Review
import Synchronization
import Tagging

/// The requests of the page, without HTTP. All methods may wait for the disk and may be called from any thread.
///
/// Reading the queue and products is in `ReviewAPI+Products.swift`, decisions and history are in `ReviewAPI+Decisions.swift`.
final class ReviewAPI: Sendable {
    let catalog: Catalog
    let reviewQueue: ReviewQueue
    /// The first products of the whole queue, computed before the first request; empty after a decision or undo.
    let firstProducts: Mutex<[ReviewItem]>

    private let monitor: CertificationMonitor
    private let learning: LearningJob

    /// The number of products in a response to a request for the queue.
    static let queueLength = 24
    /// The number of similar products of a product.
    static let similarProductCount = 4
    /// The number of decisions on a page of the history, and the most decisions of one product.
    static let historyLength = 50
    private static let pageCacheMegabytes = 64

    /// - Parameters:
    ///   - catalog: The catalog, open for writing.
    ///   - learning: The job that `/api/learn` starts.
    /// - Throws: ``TaggerError`` if the catalog cannot be read.
    init(catalog: Catalog, learning: LearningJob) throws {
        self.catalog = catalog
        reviewQueue = ReviewQueue(catalog)
        self.learning = learning
        monitor = try CertificationMonitor(catalogPath: catalog.path)
        try catalog.setPageCache(megabytes: Self.pageCacheMegabytes)
        firstProducts = Mutex(try reviewQueue.items(limit: Self.queueLength))
    }

    /// What the page needs before it shows a view.
    func start(token: String, language: Language) throws -> StartResponse {
        let names = try CategoryNames(of: catalog)
        return StartResponse(
            token: token, catalog: URL(fileURLWithPath: catalog.path).lastPathComponent.sanitizedForTerminal,
            language: language.rawValue,
            categories: CategoryNames.all.map { category in
                .init(
                    id: category, key: CategoryNames.key(of: category).map(String.init),
                    names: Dictionary(
                        uniqueKeysWithValues: Language.allCases.map {
                            ($0.rawValue, names.name(of: category, in: $0).sanitizedForTerminal)
                        }))
            })
    }

    /// The figures of the page, and the state of learning.
    func progress() throws -> ProgressResponse {
        ProgressResponse(
            decided: try catalog.decidedCount(), totals: monitor.latest().map { ProgressResponse.Totals($0) },
            learning: learning.state)
    }

    /// Starts learning, unless it is running.
    ///
    /// - Throws: ``TaggerError`` of kind `busy` while another process locks the catalog for a run.
    func startLearning() throws -> ProgressResponse.Learning {
        try learning.start()
        return learning.state
    }

    /// Asks learning to stop.
    func stopLearning() -> ProgressResponse.Learning {
        learning.stop()
        return learning.state
    }
}
