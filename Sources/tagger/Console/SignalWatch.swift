import Dispatch
import Foundation
import Platform
import Synchronization
import Tagging

/// QueueScheduler SIGINT, SIGTERM and SIGHUP into a request to stop; one more, a second later or more, ends the program at once.
///
/// The second of grace is for signals that arrive twice for one cause: from a terminal and from what watches over the program.
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

/// When the first signal came.
private final class FirstSignal: Sendable {
    private let time = Mutex<ContinuousClock.Instant?>(nil)

    /// Whether the first one came a second ago or more; notes the time where this is it.
    var wasLongAgo: Bool {
        time.withLock { time in
            let first = time ?? .now
            time = first
            return ContinuousClock.now - first >= .seconds(1)
        }
    }
}
