import Catalog
import Foundation
import Synchronization
import Tagging

/// What the decisions have bought until now. In a large catalog that takes a while to count, so it is counted on a connection
/// of its own, at most every few seconds, and only when something has changed.
final class ProgressMeter: Sendable {
    private struct State {
        var last: (bought: ProgressResponse.Totals, change: Int, at: ContinuousClock.Instant)?
        var isCounting = false
    }

    private let catalog: Catalog
    private let base: NamedModel
    private let state = Mutex(State())
    private static let freshness = Duration.seconds(5)

    init(catalogPath: String, base: NamedModel) throws {
        catalog = try Catalog(path: catalogPath, access: .read)
        self.base = base
    }

    /// The last count, and a new one soon where it is old; nil while there is none.
    func bought() throws -> ProgressResponse.Totals? {
        let (last, isToCount) = state.withLock { state in
            let isOld = state.last.map { ContinuousClock.now - $0.at > Self.freshness } ?? true
            let isToCount = isOld && !state.isCounting
            if isToCount { state.isCounting = true }
            return (state.last, isToCount)
        }
        guard isToCount else { return last?.bought }
        // A first count is waited for by nobody either: the page asks again.
        DispatchQueue.global(qos: .utility).async { [self] in
            let counted = try? count(since: last?.change)
            state.withLock { state in
                if let counted {
                    state.last = (counted.bought ?? state.last?.bought).map { ($0, counted.change, .now) }
                }
                state.isCounting = false
            }
        }
        return last?.bought
    }

    private func count(since change: Int?) throws -> (bought: ProgressResponse.Totals?, change: Int) {
        let now = try catalog.changeCounter()
        if now == change { return (nil, now) }
        let counts = try catalog.countsByStatus()
        let promise = try Certification(of: NamedModel(nameOrFile: nil, in: catalog), in: catalog)
        let bought = ProgressResponse.Totals(
            products: counts.values.reduce(0, +), waiting: counts["review"] ?? 0, tagged: counts["tagged"] ?? 0,
            verified: try catalog.verifiedCount(), confirmed: counts["confirmed"] ?? 0, precision: promise.precision,
            audits: promise.audits, shownShare: promise.certificate?.shareAbove, auditsNeeded: promise.need?.audits,
            expectedShare: promise.need?.share)
        return (bought, now)
    }
}
