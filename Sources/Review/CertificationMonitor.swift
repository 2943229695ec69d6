import Catalog
import Dispatch
import Synchronization
import Tagging

/// Counts the products of a catalog and computes the certification of its active model, in the background.
///
/// Both take seconds in a large catalog. ``latest()`` does not wait: it returns the last result, and starts a new computation if that
/// result is older than the interval. A computation ends at once if the catalog has not changed since the last one.
///
///     let monitor = try CertificationMonitor(catalogPath: "shop.sqlite") { screen.redraw() }
///     monitor.latest()  // nil, and the first computation starts
public final class CertificationMonitor: Sendable {
    /// The state of a catalog at one moment.
    public struct Result: Sendable {
        /// The products by status and category.
        public let tally: Tally
        /// The certification of the active model.
        public let certification: Certification
        /// The threshold that the shop chose in place of a precision target; nil if there is none.
        public let chosenReviewBelow: Double?
    }

    private struct State {
        var result: Result?
        var changeCounter: Int?
        var computedAt: ContinuousClock.Instant?
        var isComputing = false
    }

    private let catalog: Catalog
    private let interval: Duration
    private let didChange: @Sendable () -> Void
    private let state = Mutex(State())

    /// Opens a connection of its own, so that a computation does not delay other work on the catalog.
    ///
    /// - Parameters:
    ///   - catalogPath: The shop's SQLite file.
    ///   - interval: The least time between two computations.
    ///   - didChange: Called on another thread after each new result.
    /// - Throws: ``TaggerError`` if the catalog cannot be opened.
    public init(
        catalogPath: String, interval: Duration = .seconds(5), didChange: @escaping @Sendable () -> Void = {}
    ) throws {
        catalog = try Catalog(path: catalogPath, access: .read)
        self.interval = interval
        self.didChange = didChange
    }

    /// Returns the last result, nil before the first one, and starts a new computation if the last one is older than the interval.
    public func latest() -> Result? {
        let (result, isDue) = state.withLock { state in
            let isOld = state.computedAt.map { ContinuousClock.now - $0 > interval } ?? true
            let isDue = isOld && !state.isComputing
            if isDue { state.isComputing = true }
            return (state.result, isDue)
        }
        if isDue {
            DispatchQueue.global(qos: .utility).async { [self] in update() }
        }
        return result
    }

    private func update() {
        let previous = state.withLock { $0.changeCounter }
        // An error keeps the last result; the next call tries again. The request that a person makes reports the error.
        let computed = try? compute(unlessUnchangedSince: previous)
        state.withLock { state in
            state.isComputing = false
            guard let computed else { return }
            state.changeCounter = computed.changeCounter
            state.computedAt = .now
            if let result = computed.result { state.result = result }
        }
        if computed?.result != nil { didChange() }
    }

    /// The present result, nil if the change counter is still the same, and the change counter.
    private func compute(unlessUnchangedSince previous: Int?) throws -> (result: Result?, changeCounter: Int) {
        // Read first: a change during the computation makes the next one start.
        let counter = try catalog.changeCounter()
        guard counter != previous else { return (nil, counter) }
        let result = Result(
            tally: try catalog.tally(),
            certification: try Certification(of: NamedModel(nameOrFile: nil, in: catalog), in: catalog),
            chosenReviewBelow: try catalog.chosenReviewBelow())
        return (result, counter)
    }
}
