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
        abstract: "Decide the review queue in a browser: print a link and serve the page until Ctrl-C.",
        discussion: """
            The page is available on this computer only. With --host 0.0.0.0 other computers can open it with the printed link, \
            which contains a token. The connection is not encrypted.

            Example: tagger review serve --db shop.sqlite
            """)

    @OptionGroup var catalog: CatalogOption

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(
        help: ArgumentHelp(
            "The port to listen on; 0 for any free port (default: \(ReviewServer.usualPort), or any free port if it is in use).",
            valueName: "n"))
    var port: Int?

    @OptionGroup var network: ModelOption

    @OptionGroup var dataset: DatasetOption

    func validate() throws {
        if let port, !(0...65_535).contains(port) { throw ValidationError("--port must be a number from 0 to 65535.") }
        if host.isEmpty { throw ValidationError("--host must not be empty.") }
    }

    func run() throws {
        // The server ends at the first signal. SignalWatch ends the program at once if a second one arrives while learning stops.
        let signals = SignalWatch(StopRequest())
        defer { withExtendedLifetime(signals) {} }
        let dataset = dataset
        var configuration = ReviewServer.Configuration(
            catalogPath: catalog.path, startingModel: try network.loadBase(),
            replayImages: { try dataset.imagesIfPresent() })
        configuration.host = host
        configuration.port = port
        let server = try ReviewServer(configuration)
        let result = Mutex<Result<Int32?, any Error>>(.success(nil))
        let ended = DispatchSemaphore(value: 0)
        Task {
            do {
                let signal = try await server.run { link in
                    StandardOutput.write("Open in a browser: \(link)\nPress Ctrl-C to stop. All decisions are saved.\n")
                    try? StandardOutput.finish()
                }
                result.withLock { $0 = .success(signal) }
            } catch {
                result.withLock { $0 = .failure(error) }
            }
            ended.signal()
        }
        ended.wait()
        if let signal = try result.withLock({ $0 }).get() { throw ExitStatus.interrupted(by: signal) }
    }
}
