import Dispatch
import Foundation
import Tagging

/// Turns SIGINT and SIGTERM into a request to stop; a second one ends the program at once.
final class SignalWatch {
    private let sources: [any DispatchSourceSignal]

    init(_ request: StopRequest) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { @Sendable in
                if request.isRequested { _exit(128 + number) }
                request.stop(signal: number)
            }
            source.resume()
            return source
        }
    }

    deinit { for source in sources { source.cancel() } }
}
