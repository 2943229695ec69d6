import Foundation
import GRDB
import Synchronization
import TestSupport

/// The folder `sample_catalog` of the package: 66 products whose SKUs begin with a code of their true category.
enum SampleShop {
    /// The root folder of the package.
    static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    /// The folder with products.csv.
    static let path = package.appendingPathComponent("sample_catalog").path

    private static let categories = [
        "TS": "T-shirt/top", "TR": "Trouser", "PU": "Pullover", "DR": "Dress", "CO": "Coat", "SD": "Sandal",
        "SH": "Shirt", "SN": "Sneaker", "BG": "Bag", "AB": "Ankle boot",
    ]

    /// Returns the true category of a product; nil for products that belong to none.
    static func category(ofSKU sku: some StringProtocol) -> String? { categories[String(sku.prefix(2))] }

    /// Writes a catalog of the shop after one run. Imports and runs once for all tests with the same options, and copies the
    /// file afterwards.
    ///
    /// - Parameter options: Options of the run.
    static func writeCatalog(to path: String, options: String...) throws {
        let key = options.joined(separator: " ")
        let original = try catalogs.withLock { catalogs in
            if let original = catalogs[key] { return original }
            let original = originals + "/\(catalogs.count).sqlite"
            try FileManager.default.createDirectory(atPath: originals, withIntermediateDirectories: true)
            _ = try Program.run("import", self.path, "--db", original, "--quiet")
            try fixAudits(of: original)
            _ = try Program.run(["--db", original, "--quiet"] + options)
            catalogs[key] = original
            return original
        }
        try FileManager.default.copyItem(atPath: original, toPath: path)
    }

    private static let catalogs = Mutex<[String: String]>([:])

    /// A folder that is removed when the process ends.
    private static let originals: String = {
        atexit { try? FileManager.default.removeItem(atPath: SampleShop.originals) }
        return NSTemporaryDirectory() + "/tagger-test-shops-\(ProcessInfo.processInfo.processIdentifier)"
    }()

    /// Replaces the random seed of the audits of a catalog, so that the same products are audits in all runs of the tests.
    static func fixAudits(of catalog: String) throws {
        try DatabaseQueue(path: catalog).write {
            try $0.execute(sql: "UPDATE tagger_settings SET value = 'seed' WHERE key = 'audit_seed'")
        }
    }
}
