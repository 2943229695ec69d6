import Foundation
import GRDB
import TestSupport
import Testing

/// Decisions in, a better network out: on the sample shop, whose SKUs tell the truth.
@Suite struct LearnTests {
    private let folder: TemporaryFolder
    private var catalog: String { folder.file("shop.sqlite") }
    /// Without Fashion-MNIST anywhere.
    private var environment: [String: String] { ["XDG_DATA_HOME": folder.file("nothing")] }
    private static let sample = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("sample_catalog").path
    private static let categories = [
        "TS": "T-shirt/top", "TR": "Trouser", "PU": "Pullover", "DR": "Dress", "CO": "Coat", "SD": "Sandal",
        "SH": "Shirt", "SN": "Sneaker", "BG": "Bag", "AB": "Ankle boot",
    ]

    init() throws {
        folder = try TemporaryFolder()
        _ = try Program.run("import", Self.sample, "--db", catalog, "--quiet")
        // The same audits in every run of these tests.
        try DatabaseQueue(path: catalog).write {
            try $0.execute(sql: "UPDATE tagger_settings SET value = 'seed' WHERE key = 'audit_seed'")
        }
        _ = try Program.run("--db", catalog, "--quiet")
    }

    /// The lines of the export, without the header.
    private func lines() throws -> [String] {
        try Program.run("export", "--db", catalog).output.split(separator: "\n").dropFirst().map(String.init)
    }

    private func confirmed() throws -> [String] { try lines().filter { $0.contains(",confirmed,") } }

    private func export() throws -> [[String: Any]] {
        let text = try Program.run("export", "--db", catalog, "--format", "json").output
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    }

    /// Answers the first of the queue with the truth, as a person with a spreadsheet would.
    private func decide(_ count: Int) throws {
        let queue = try Program.run("review", "--db", catalog, "--format", "csv", "--limit", "\(count)").output
        let skus = queue.split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) }
        let rows = skus.map { "\($0),\(Self.categories[String($0.prefix(2))] ?? "none")\n" }
        try folder.write(Data(("sku,category\n" + rows.joined()).utf8), to: "answers.csv")
        #expect(try Program.run("review", "apply", folder.file("answers.csv"), "--db", catalog).code == 0)
    }

    @Test func mostOfTheSampleShopIsRightAndNoMugIsTagged() throws {
        let rows = try export()
        let clothes = rows.compactMap { row -> Bool? in
            guard let sku = row["sku"] as? String, let truth = Self.categories[String(sku.prefix(2))] else {
                return nil
            }
            return row["category"] as? String == truth
        }
        #expect(clothes.count == 60)
        #expect(clothes.count { $0 } >= 48)
        let others = rows.filter { Self.categories[String(($0["sku"] as? String ?? "").prefix(2))] == nil }
        #expect(others.count == 6 && others.allSatisfy { $0["status"] as? String != "tagged" })
        #expect(rows.allSatisfy { $0["verified"] as? Int == 0 })
    }

    @Test func tooFewDecisionsChangeNothing() throws {
        try decide(5)
        let before = try lines()
        let result = try Program.run("learn", "--db", catalog, environment: environment)
        #expect(result.code == 0 && result.output.contains("5 decisions are too few"))
        _ = try Program.run("--db", catalog, "--quiet")
        #expect(try lines() == before)
    }

    @Test func aLearnedNetworkTagsAndGoesBack() throws {
        try decide(50)
        let confirmed = try confirmed()
        let learned = try Program.run("learn", "--db", catalog, "--json", environment: environment).json()
        #expect(learned["outcome"] as? String == "learned" && learned["model"] as? String == "shop-1")
        #expect(learned["dataset"] as? Bool == false && learned["decisions"] as? Int == 50)
        #expect(learned["verified"] as? Bool == false)
        // Every night the same would come of the same, also after somebody went back.
        let again = try Program.run("learn", "--db", catalog, "--json", environment: environment).json()
        #expect(again["outcome"] as? String == "nothing new" && again["model"] as? String == "shop-1")
        _ = try Program.run("--db", catalog, "--quiet")
        #expect(try self.confirmed() == confirmed)
        #expect(try export().contains { $0["model"] as? String == "shop-1" })
        #expect(try Program.run("models", "--db", catalog).output.contains("shop-1"))
        #expect(try Program.run("models", "show", "shop-1", "--db", catalog).output.contains("none can be shown"))

        #expect(try Program.run("report", "--db", catalog, "--out", folder.file("report")).code == 0)
        let page = try String(contentsOfFile: folder.file("report/report.html"), encoding: .utf8)
        #expect(page.contains("shop-1") && page.contains("Not certified yet"))

        let back = try Program.run("models", "rollback", "--db", catalog)
        #expect(back.code == 0 && back.output.contains("“shop” does again"))
        _ = try Program.run("--db", catalog, "--quiet")
        #expect(
            try export().allSatisfy { $0["model"] as? String != "shop-1" || $0["status"] as? String == "confirmed" })
        #expect(try Program.run("models", "rollback", "--db", catalog).code == 65)
        #expect(
            try Program.run("learn", "--db", catalog, environment: environment).output.contains("Nothing was decided"))
        #expect(try self.confirmed() == confirmed)
    }

    @Test func aPrecisionIsKeptWithTheCatalogAndWrongOnesAreRefused() throws {
        for wrong in [
            ["--precision", "1.5"], ["--precision", "0.97", "--review-below", "0.5"], ["--dry-run", "--learn"],
        ] {
            #expect(try Program.run(["--db", catalog] + wrong).code == 64)
        }
        _ = try Program.run("--db", catalog, "--precision", "0.9", "--quiet")
        #expect(try Program.run("status", "--db", catalog, "--json").json()["precision"] as? Double == 0.9)
        let text = try Program.run("status", "--db", catalog).output
        #expect(text.contains("A precision of 90% can't be shown yet from 0 audits"))
    }
}
