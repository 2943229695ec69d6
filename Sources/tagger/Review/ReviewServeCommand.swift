import ArgumentParser
import Dispatch
import Foundation
import Platform
import ReviewServer
import Synchronization
import Tagging

/// `tagger review serve`: the review page.
struct ReviewServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Decide in the browser: prints a link, and serves the page until it is interrupted.",
        discussion: """
            The page answers on this machine only. With --host it can be opened from others, by whoever has the link: it then \
            carries a token. The connection is not encrypted.
            """)

    @OptionGroup var catalog: CatalogOption

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(
        help: ArgumentHelp(
            "The port to listen on; 0 takes any that is free (default: \(ReviewServer.usualPort), or any where it is taken).",
            valueName: "n"))
    var port: Int?

    @OptionGroup var network: ModelOption

    @OptionGroup var dataset: DatasetOption

    func validate() throws {
        if let port, !(0...65_535).contains(port) { throw ValidationError("--port is a number from 0 to 65535.") }
        if host.isEmpty { throw ValidationError("--host names no address.") }
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
                    StandardOutput.write("Review in the browser: \(link)\nCtrl-C ends it; nothing is lost.\n")
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
