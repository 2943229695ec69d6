import Foundation
import TestSupport
import Testing

/// Learning from decisions on the sample shop, whose SKUs contain the true categories.
@Suite struct LearnTests {
    private let folder: TemporaryFolder
    private var catalog: String { folder.file("shop.sqlite") }
    /// An environment without Fashion-MNIST.
    private var environment: [String: String] { ["XDG_DATA_HOME": folder.file("nothing")] }

    init() throws {
        folder = try TemporaryFolder()
        try SampleShop.writeCatalog(to: catalog)
    }

    /// Returns the lines of the export without the header.
    private func lines() throws -> [String] {
        try Program.run("export", "--db", catalog).output.split(separator: "\n").dropFirst().map(String.init)
    }

    private func confirmed() throws -> [String] { try lines().filter { $0.contains(",confirmed,") } }

    private func export() throws -> [[String: Any]] {
        try Program.run("export", "--db", catalog, "--format", "json").jsonArray()
    }

    /// Records the true categories of the first products of the queue, with a CSV file.
    private func decide(_ count: Int) throws {
        let queue = try Program.run("review", "--db", catalog, "--format", "csv", "--limit", "\(count)").output
        let skus = queue.split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) }
        let rows = skus.map { "\($0),\(SampleShop.category(ofSKU: $0) ?? "none")\n" }
        try folder.write(Data(("sku,category\n" + rows.joined()).utf8), to: "answers.csv")
        #expect(try Program.run("review", "apply", folder.file("answers.csv"), "--db", catalog).code == 0)
    }

    @Test("Most predictions on the sample shop are correct, and no product without a category is tagged")
    func accuracy() throws {
        let rows = try export()
        let clothes = rows.compactMap { row -> Bool? in
            guard let sku = row["sku"] as? String, let truth = SampleShop.category(ofSKU: sku) else {
                return nil
            }
            return row["category"] as? String == truth
        }
        #expect(clothes.count == 60)
        #expect(clothes.count { $0 } >= 48)
        let others = rows.filter { SampleShop.category(ofSKU: $0["sku"] as? String ?? "") == nil }
        #expect(others.count == 6 && others.allSatisfy { $0["status"] as? String != "tagged" })
        #expect(rows.allSatisfy { $0["verified"] as? Int == 0 })
    }

    @Test("Too few decisions change nothing") func tooFewDecisions() throws {
        try decide(5)
        let before = try lines()
        let result = try Program.run("learn", "--db", catalog, environment: environment)
        #expect(result.code == 0 && result.output.contains("Nothing was learned from 5 decisions"))
        _ = try Program.run("--db", catalog, "--quiet")
        #expect(try lines() == before)
    }

    @Test("A learned model tags until it is rolled back, and decisions stay") func learnAndRollBack() throws {
        var transcript = Transcript(in: folder, environment: environment)
        try transcript.run("learn", "--db", "shop.sqlite")
        try decide(50)
        let confirmed = try confirmed()
        // The model dense is learned from in a tenth of the time of the model shop.
        #expect(try transcript.run("learn", "--model", "dense", "--db", "shop.sqlite").code == 0)
        // Without new decisions nothing is learned, also after a rollback.
        let again = try Program.run(
            "learn", "--model", "dense", "--db", catalog, "--json", environment: environment
        ).json()
        #expect(again["outcome"] as? String == "nothing new" && again["model"] as? String == "shop-1")
        #expect(again["dataset"] as? Bool == false && again["decisions"] as? Int == 50)
        #expect(again["verified"] as? Bool == false)
        try transcript.run("--db", "shop.sqlite")
        #expect(try self.confirmed() == confirmed)
        #expect(try export().contains { $0["model"] as? String == "shop-1" })
        try transcript.run("models", "--db", "shop.sqlite")
        try transcript.run("status", "--db", "shop.sqlite")
        let shown = try Program.run("models", "show", "shop-1", "--db", catalog).output
        #expect(shown.contains("certificate") && shown.contains("none"))

        #expect(try Program.run("report", "--db", catalog, "--out", folder.file("report")).code == 0)
        let page = try String(contentsOfFile: folder.file("report/report.html"), encoding: .utf8)
        #expect(page.contains("shop-1") && page.contains("Not certified yet"))

        #expect(try transcript.run("models", "rollback", "--db", "shop.sqlite").code == 0)
        _ = try Program.run("--db", catalog, "--quiet")
        #expect(
            try export().allSatisfy { $0["model"] as? String != "shop-1" || $0["status"] as? String == "confirmed" })
        #expect(try transcript.run("models", "rollback", "--db", "shop.sqlite").code == 65)
        try transcript.run("learn", "--model", "dense", "--db", "shop.sqlite")
        #expect(try self.confirmed() == confirmed)
        try expectSnapshot(transcript.text, named: "learning")
    }

    @Test("A precision target is stored in the catalog; invalid ones are refused") func precisionTarget() throws {
        for wrong in [
            ["--precision", "1.5"], ["--precision", "0.97", "--review-below", "0.5"], ["--dry-run", "--learn"],
        ] {
            #expect(try Program.run(["--db", catalog] + wrong).code == 64)
        }
        _ = try Program.run("--db", catalog, "--precision", "0.9", "--quiet")
        #expect(try Program.run("status", "--db", catalog, "--json").json()["precision"] as? Double == 0.9)
        let text = try Program.run("status", "--db", catalog).output
        #expect(text.contains("The precision target of 90% is not certified yet, after 0 audits."))
    }
}
