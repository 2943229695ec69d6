import Synchronization

/// Somebody's wish that the work end soon: what is finished is kept, the rest is left to the next run.
public final class StopRequest: Sendable {
    private let signal = Atomic<Int32>(0)

    /// Nobody has asked yet.
    public init() {}

    /// Asks for the end, by the signal that arrived. Only the first counts.
    public func stop(signal number: Int32) {
        _ = signal.compareExchange(expected: 0, desired: number, ordering: .relaxed)
    }

    /// The signal that asked for the end; nil while nobody has.
    public var receivedSignal: Int32? {
        let number = signal.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    /// Whether the work is to end.
    public var isRequested: Bool { receivedSignal != nil }
}
