import ArgumentParser
import Dispatch
import Foundation
import Platform
import ReviewServer
import Synchronization
import Tagging

/// `tagger review serve`: the review page for a browser.
struct ReviewServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Review in the browser: print a link and serve the page until interrupted.",
        discussion: """
            By default the page is reachable from this machine only. With --host it is reachable from other machines by everybody \
            who has the link, which then contains a token. The connection is not encrypted.

            Examples:
              tagger review serve --db shop.sqlite
              tagger review serve --host 0.0.0.0 --port 8080 --db shop.sqlite
            """)

    @OptionGroup var catalog: CatalogOption

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(
        help: ArgumentHelp(
            "The port to listen on; 0 selects a free port. (default: \(ReviewServer.usualPort), or a free port if that is in use)",
            valueName: "n"))
    var port: Int?

    @OptionGroup var network: ModelOption

    @OptionGroup var dataset: DatasetOption

    func validate() throws {
        if let port, !(0...65_535).contains(port) { throw ValidationError("--port must be from 0 to 65535.") }
        if host.isEmpty { throw ValidationError("--host needs an address.") }
    }

    func run() throws {
        let stop = StopRequest()
        let signals = SignalWatch(stop)
        defer { withExtendedLifetime(signals) {} }
        let dataset = dataset
        var configuration = ReviewServer.Configuration(
            catalogPath: catalog.path, base: try network.loadBase(), known: { try dataset.imagesIfPresent() })
        configuration.host = host
        configuration.port = port
        let server = try ReviewServer(configuration)
        let result = Mutex<Result<Void, any Error>?>(nil)
        let ended = DispatchSemaphore(value: 0)
        let serving = Task {
            do {
                try await server.run { link in
                    StandardOutput.write(
                        "Review in the browser: \(link)\nPress Ctrl-C to stop. Every decision is stored at once.\n")
                    try? StandardOutput.finish()
                }
                result.withLock { $0 = .success(()) }
            } catch {
                result.withLock { $0 = .failure(error) }
            }
            ended.signal()
        }
        while ended.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
            if stop.isRequested { serving.cancel() }
        }
        if let signal = stop.receivedSignal { throw ExitStatus.interrupted(by: signal) }
        try result.withLock { $0 }?.get()
    }
}
