import Foundation
import Synchronization
import TestSupport

/// A process of `tagger review serve`. It is killed when the object is released.
final class ReviewServerProcess: Sendable {
    /// The printed link.
    let link: String
    let port: UInt16
    let process: Process
    private let output: Pipe
    private let errors: ErrorOutput

    /// Starts the process and waits for the link.
    init(_ catalog: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        // Without Fashion-MNIST, unless a test names its folder.
        let noDataset = ["XDG_DATA_HOME": "/nonexistent"]
        var inherited = ProcessInfo.processInfo.environment
        for name in ["TAGGER_DATA", "TAGGER_TEST_DATA"] { inherited[name] = nil }
        let pipe: Pipe
        (process, output, pipe) = try Program.start(
            ["review", "serve", "--db", catalog, "--port", "0"] + arguments,
            environment: inherited.merging(noDataset) { $1 }.merging(environment) { $1 })
        errors = ErrorOutput(pipe)
        var text = ""
        while !text.contains("\n") {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
        }
        guard let match = text.firstMatch(of: /https?:\/\/[^\s]*:([0-9]+)\/[^\s]*/), let port = UInt16(match.1) else {
            process.terminate()
            process.waitUntilExit()
            throw StartError(description: "review serve printed no link: \(text)\(errors.text)")
        }
        link = String(match.0)
        self.port = port
    }

    struct StartError: Error, CustomStringConvertible { let description: String }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// The log so far.
    var log: String { errors.text }

    /// Sends a signal and waits for the end of the process.
    ///
    /// - Returns: The exit code, or 1000 plus the number of the signal that killed the process; and the time until the end.
    @discardableResult
    func end(_ signal: Int32) -> (code: Int32, seconds: Double) {
        let start = ContinuousClock.now
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        let code = process.terminationStatus
        return (process.terminationReason == .exit ? code : 1000 + code, (ContinuousClock.now - start) / .seconds(1))
    }

    /// A client of the server.
    var http: RawHTTP { RawHTTP(port: port) }
}

/// The error output of a process, read as it arrives: a full pipe would block the process.
private final class ErrorOutput: Sendable {
    private let collected = Mutex("")

    init(_ pipe: Pipe) {
        pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            guard let self, !data.isEmpty else { return handle.readabilityHandler = nil }
            collected.withLock { $0 += String(decoding: data, as: UTF8.self) }
        }
    }

    var text: String { collected.withLock { $0 } }
}
