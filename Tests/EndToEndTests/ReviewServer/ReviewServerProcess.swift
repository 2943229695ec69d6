import Foundation
import GRDB
import TestSupport
import Testing

/// `tagger review serve` on a catalog, started as a person starts it. It goes when this object goes.
final class ReviewServing: Sendable {
    /// The link that it printed.
    let link: String
    let port: UInt16
    let process: Process
    private let output: Pipe, errors: Pipe

    /// Starts it and waits for the link.
    init(_ catalog: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        // Without Fashion-MNIST anywhere, unless a test says so.
        let nothing = ["XDG_DATA_HOME": "/nonexistent"]
        var inherited = ProcessInfo.processInfo.environment
        for name in ["TAGGER_DATA", "TAGGER_TEST_DATA"] { inherited[name] = nil }
        (process, output, errors) = try Program.start(
            ["review", "serve", "--db", catalog, "--port", "0"] + arguments,
            environment: inherited.merging(nothing) { $1 }.merging(environment) { $1 })
        var text = ""
        while !text.contains("\n") {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
        }
        guard let match = text.firstMatch(of: /https?:\/\/[^\s]*:([0-9]+)\/[^\s]*/), let port = UInt16(match.1) else {
            process.terminate()
            let reason = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            throw Failure(description: "review serve printed no link: \(text)\(reason)")
        }
        link = String(match.0)
        self.port = port
    }

    struct Failure: Error, CustomStringConvertible { let description: String }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Sends a signal and returns the exit code, or the number of the signal that killed it with 1000 added, and after how many
    /// seconds it came.
    @discardableResult
    func end(_ signal: Int32) -> (code: Int32, seconds: Double) {
        let start = ContinuousClock.now
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        let seconds =
            Double((ContinuousClock.now - start).components.attoseconds) / 1e18
            + Double((ContinuousClock.now - start).components.seconds)
        let code = process.terminationStatus
        return (process.terminationReason == .exit ? code : 1000 + code, seconds)
    }

    /// A client that speaks to it.
    var http: RawHTTP { RawHTTP(port: port) }
}

/// A catalog for the review page.
struct ReviewedShop {
    let folder: TemporaryFolder
    let catalog: String

    static let sampleFolder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("sample_catalog").path
    private static let truth = [
        "TS": "T-shirt/top", "TR": "Trouser", "PU": "Pullover", "DR": "Dress", "CO": "Coat", "SD": "Sandal",
        "SH": "Shirt", "SN": "Sneaker", "BG": "Bag", "AB": "Ankle boot",
    ]

    static let categories = truth.values.sorted()

    /// What a product of the sample shop is, as its SKU says.
    static func truth(_ sku: String) -> String { truth[String(sku.prefix(2))] ?? "none" }

    /// The sample shop, imported and tagged; the same audits in every run of the tests.
    static func sample() throws -> ReviewedShop { try ReviewedShop(importing: sampleFolder) }

    /// A shop's folder, imported and tagged.
    init(importing shop: String, in folder: TemporaryFolder? = nil, _ arguments: [String] = []) throws {
        self.folder = try folder ?? TemporaryFolder()
        catalog = self.folder.file("shop.sqlite")
        _ = try Program.run(["import", shop, "--db", catalog, "--quiet"] + arguments)
        try finish()
    }

    /// A shop's own database, made by SQL and tagged.
    init(sql: String, in folder: TemporaryFolder) throws {
        self.folder = folder
        catalog = folder.file("shop.sqlite")
        try DatabaseQueue(path: catalog).write { try $0.execute(sql: sql) }
        _ = try Program.run("--db", catalog, "--dry-run")
        try finish()
    }

    private func finish() throws {
        _ = try Program.run("--db", catalog, "--limit", "0", "--quiet")
        try write("UPDATE tagger_settings SET value = 'seed' WHERE key = 'audit_seed'")
        _ = try Program.run("--db", catalog, "--quiet")
    }

    private static let configuration = {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        return configuration
    }()

    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try DatabaseQueue(path: catalog, configuration: Self.configuration).read {
            try Row.fetchAll($0, sql: sql, arguments: arguments)
        }
    }

    func write(_ sql: String, _ arguments: StatementArguments = []) throws {
        try DatabaseQueue(path: catalog, configuration: Self.configuration).write {
            try $0.execute(sql: sql, arguments: arguments)
        }
    }

    /// The answers that stand, by SKU.
    func answers() throws -> [String: String] {
        let rows = try rows(
            """
            SELECT sku, category FROM tagger_answers JOIN tagger_source USING (product_id)
            """)
        return Dictionary(rows.map { ($0["sku"], $0["category"]) }) { $1 }
    }

    /// How many decisions and undoings there are.
    func decisionCount() throws -> Int { try rows("SELECT count(*) FROM tagger_decisions").first?[0] ?? 0 }

    /// Answers the first of the queue with the truth.
    func decide(_ count: Int) throws {
        let queue = try Program.run("review", "--db", catalog, "--format", "csv", "--limit", "\(count)").output
        let skus = queue.split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) }
        let lines = skus.map { "\($0),\(Self.truth($0))\n" }
        try folder.write(Data(("sku,category\n" + lines.joined()).utf8), to: "answers.csv")
        #expect(try Program.run("review", "apply", folder.file("answers.csv"), "--db", catalog).code == 0)
    }
}
