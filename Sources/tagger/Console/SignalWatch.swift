import Dispatch
import Foundation
import Platform
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into a request to stop. A further signal at least one second later ends the program at
/// once.
///
/// Signals within that second are ignored, because one cause can send two signals: the terminal sends the first, the parent
/// process the second.
final class SignalWatch {
    private let sources: [any DispatchSourceSignal]

    init(_ request: StopRequest) {
        let first = FirstSignal()
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { @Sendable in
                if first.wasLongAgo { _exit(128 + number) }
                request.stop(signal: number)
            }
            source.resume()
            return source
        }
    }

    deinit { for source in sources { source.cancel() } }
}

/// The time of the first signal.
private final class FirstSignal: Sendable {
    private let time = Mutex<ContinuousClock.Instant?>(nil)

    /// Whether the first signal arrived at least one second ago. The first call sets the time.
    var wasLongAgo: Bool {
        time.withLock { time in
            let first = time ?? .now
            time = first
            return ContinuousClock.now - first >= .seconds(1)
        }
    }
}
