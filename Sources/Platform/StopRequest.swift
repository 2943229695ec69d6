import Synchronization

/// A request, made by a signal or a user, that work ends early: finished work is kept, the next run does the rest.
public final class StopRequest: Sendable {
    private let signal = Atomic<Int32>(0)

    /// Creates a request that has not been made yet.
    public init() {}

    /// Makes the request. Later calls have no effect.
    ///
    /// - Parameter number: The signal that ends the work, such as `SIGTERM`.
    public func stop(signal number: Int32) {
        _ = signal.compareExchange(expected: 0, desired: number, ordering: .relaxed)
    }

    /// The signal of the request; nil before one is made.
    public var receivedSignal: Int32? {
        let number = signal.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    /// Whether the request has been made.
    public var isRequested: Bool { receivedSignal != nil }
}
