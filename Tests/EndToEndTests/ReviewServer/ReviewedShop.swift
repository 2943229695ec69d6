import Foundation
import GRDB
import TestSupport
import Testing

/// A catalog with classified products, for tests of the review page.
struct ReviewedShop {
    let folder: TemporaryFolder
    let catalog: String

    static let sampleFolder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("sample_catalog").path
    private static let truth = [
        "TS": "T-shirt/top", "TR": "Trouser", "PU": "Pullover", "DR": "Dress", "CO": "Coat", "SD": "Sandal",
        "SH": "Shirt", "SN": "Sneaker", "BG": "Bag", "AB": "Ankle boot",
    ]

    static let categories = truth.values.sorted()

    /// The category of a product of the sample shop, which its SKU begins with.
    static func truth(_ sku: String) -> String { truth[String(sku.prefix(2))] ?? "none" }

    /// The sample shop, imported and tagged, with the same audits in every test.
    static func sample() throws -> ReviewedShop { try ReviewedShop(importing: sampleFolder) }

    /// Imports a folder and tags its products.
    init(importing shop: String, in folder: TemporaryFolder? = nil, _ arguments: [String] = []) throws {
        self.folder = try folder ?? TemporaryFolder()
        catalog = self.folder.file("shop.sqlite")
        _ = try Program.run(["import", shop, "--db", catalog, "--quiet"] + arguments)
        try finish()
    }

    /// Creates a shop's own database by SQL and tags its products.
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

    /// The decided categories by SKU.
    func decisions() throws -> [String: String] {
        let rows = try rows(
            """
            SELECT sku, category FROM tagger_current_decisions JOIN tagger_source USING (product_id)
            """)
        return Dictionary(rows.map { ($0["sku"], $0["category"]) }) { $1 }
    }

    /// The number of entries of the history, undo included.
    func decisionCount() throws -> Int { try rows("SELECT count(*) FROM tagger_decisions").first?[0] ?? 0 }

    /// Decides the first products of the queue correctly.
    func decide(_ count: Int) throws {
        let queue = try Program.run("review", "--db", catalog, "--format", "csv", "--limit", "\(count)").output
        let skus = queue.split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) }
        let lines = skus.map { "\($0),\(Self.truth($0))\n" }
        try folder.write(Data(("sku,category\n" + lines.joined()).utf8), to: "decisions.csv")
        #expect(try Program.run("review", "apply", folder.file("decisions.csv"), "--db", catalog).code == 0)
    }
}
