import Catalog
import Synchronization

/// The products whose predictions the page must not show before the decision.
///
/// These are the products that the catalog reserves for audits, and the audits of every queue that this server has sent: in a
/// small shop a queue contains more audits than the catalog reserves.
final class BlindProducts: Sendable {
    private let listedAudits = Mutex<Set<ProductID>>([])

    /// Adds the audits of a queue.
    func insert(auditsOf items: [ReviewItem]) {
        listedAudits.withLock { $0.formUnion(items.lazy.filter { $0.reason == .audit }.map(\.product)) }
    }

    /// Whether the prediction of a product is hidden.
    func contains(_ details: ProductDetails) -> Bool {
        details.isBlind || details.answer == nil && listedAudits.withLock { $0.contains(details.product) }
    }
}
