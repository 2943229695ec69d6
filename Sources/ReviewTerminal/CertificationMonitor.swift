import Catalog
import Foundation
import Synchronization
import Tagging

/// The state of certification, computed in the background: classifying hundreds of audits takes up to a second.
final class CertificationMonitor: Sendable {
    private let catalog: Catalog
    private let didChange: @Sendable () -> Void
    private let state = Mutex((certification: Certification?.none, isBusy: false))

    /// - Parameter didChange: Called on another thread when ``certification`` has a new value.
    init(catalog: Catalog, didChange: @escaping @Sendable () -> Void) {
        self.catalog = catalog
        self.didChange = didChange
    }

    /// The latest state; nil before the first computation, and if a threshold was set instead of a precision target.
    var certification: Certification? { state.withLock { $0.certification } }

    /// Starts a computation, unless one is in progress.
    func refresh() {
        let isBusy = state.withLock { state in
            defer { state.isBusy = true }
            return state.isBusy
        }
        guard !isBusy else { return }
        Thread.detachNewThread { [self] in
            // Errors are ignored: the line of progress is optional, and the next decision reports the same error.
            let certification: Certification? = try? {
                guard try catalog.chosenReviewBelow() == nil else { return nil }
                return try Certification(of: NamedModel(nameOrFile: nil, in: catalog), in: catalog)
            }()
            state.withLock { $0 = (certification, false) }
            didChange()
        }
    }
}
