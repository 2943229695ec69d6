import ServiceLifecycle
import Synchronization
import UnixSignals

/// A service that ends with the first SIGINT, SIGTERM or SIGHUP, and records the signal for the exit code.
///
/// `ServiceGroupConfiguration.gracefulShutdownSignals` would end the group too, but does not report which signal arrived.
final class ShutdownSignal: Service {
    private let received = Mutex<Int32?>(nil)

    /// The number of the signal; nil before one has arrived.
    var signal: Int32? { received.withLock { $0 } }

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        for await signal in signals.cancelOnGracefulShutdown() {
            received.withLock { $0 = signal.rawValue }
            return
        }
    }
}
