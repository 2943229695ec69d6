import Catalog
import Foundation
import Platform
import Synchronization
import Tagging

/// What can be promised, worked out beside the work: looking at hundreds of audits takes a network a while.
final class CertificationMonitor: Sendable {
    private let catalog: Catalog
    private let didChange: @Sendable () -> Void
    private let state = Mutex((promise: Certification?.none, isBusy: false))

    /// - Parameter didChange: Called on another thread when there is something new.
    init(catalog: Catalog, didChange: @escaping @Sendable () -> Void) {
        self.catalog = catalog
        self.didChange = didChange
    }

    /// The latest that is known; nil before the first is, and where a threshold was chosen in place of a precision.
    var promise: Certification? { state.withLock { $0.promise } }

    /// Begins to work it out anew, unless that is being done.
    func refresh() {
        let isBusy = state.withLock { state in
            defer { state.isBusy = true }
            return state.isBusy
        }
        guard !isBusy else { return }
        startThread { [self] in
            // Whatever is wrong is said by what the person does; this is only for the progress line.
            let promise: Certification? = try? {
                guard try catalog.chosenReviewBelow() == nil else { return nil }
                return try Certification(of: NamedModel(nameOrFile: nil, in: catalog), in: catalog)
            }()
            state.withLock { $0 = (promise, false) }
            didChange()
        }
    }
}
