import Foundation
import TestSupport
import Testing

/// The tasks of the README, on the sample shop.
@Suite struct ShopWorkflowTests {
    private let folder: TemporaryFolder
    private var catalog: String { folder.file("shop.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    @Test("The first run tags the sample shop, the second run changes nothing") func firstAndSecondRun() throws {
        let first = try Program.run("--db", catalog, "--import", SampleShop.path)
        #expect(first.code == 0)
        #expect(first.errors == "")
        for words in ["Imported products: 66 new", "tagged", "queued for review: ", "review --db \(catalog)"] {
            #expect(first.output.contains(words), "\(words)")
        }
        let second = try Program.run("--db", catalog)
        #expect(second.code == 0)
        #expect(second.output.contains("Nothing changed: 66 products"))

        let export = try Program.run("export", "--db", catalog).output.split(separator: "\n").map(String.init)
        #expect(export.count == 67)
        #expect(export.first == "sku,title,category,confidence,status,verified,model")
        let skus = export.dropFirst().map { $0.prefix { $0 != "," } }
        #expect(skus == skus.sorted())
        let rows = try Program.run("export", "--db", catalog, "--format", "json").jsonArray()
        #expect(rows.count == 66)
        #expect(rows.allSatisfy { ["tagged", "review"].contains($0["status"] as? String) })
    }

    @Test("Decisions are recorded, undone, applied from CSV, and kept by later runs") func reviewing() throws {
        try SampleShop.writeCatalog(to: catalog)
        let listed = try Program.run("review", "--db", catalog, "--format", "csv", "--limit", "3")
        let lines = listed.output.split(separator: "\n")
        #expect(lines.first == "sku,title,category,confidence,second,reason")
        let skus = lines.dropFirst().map { String($0.prefix { $0 != "," }) }
        #expect(skus.count == 3)

        #expect(
            try Program.run("review", "set", skus[0], "t-shirt/TOP", "--db", catalog).output
                == "\(skus[0]): T-shirt/top\n")
        #expect(try Program.run("review", "accept", skus[1], "--db", catalog).code == 0)
        #expect(try Program.run("review", "none", skus[2], "--db", catalog).output == "\(skus[2]): none\n")
        #expect(
            try Program.run("review", "undo", "--db", catalog).output.hasPrefix(
                "Undone: \(skus[2]): none; now "))
        #expect(try Program.run("review", "skip", skus[2], "--db", catalog).output == "\(skus[2]): skipped\n")
        let status = try Program.run("status", "--db", catalog, "--json").json()
        #expect((status["products"] as? [String: Int])?["confirmed"] == 2)

        let all = try Program.run("review", "--db", catalog, "--format", "csv")
        try folder.write(Data(all.output.utf8), to: "decided.csv")
        let waiting = all.output.split(separator: "\n").count - 1
        #expect(
            try Program.run("review", "apply", folder.file("decided.csv"), "--db", catalog).output
                == "\(waiting) decisions recorded.\n")
        let left = try Program.run("status", "--db", catalog, "--json").json()
        #expect((left["products"] as? [String: Int])?["review"] == 0)
        // A run does not change decisions.
        let before = try Program.run("export", "--db", catalog).output
        _ = try Program.run("--db", catalog, "--quiet")
        #expect(try Program.run("export", "--db", catalog).output == before)
    }

    @Test("Any decision of the history can be undone") func undoFromHistory() throws {
        try SampleShop.writeCatalog(to: catalog, options: "--review-below", "1", "--model", "dense")
        for category in ["bota", "None of these", "DRESS"] {
            #expect(try Program.run("review", "set", "TR-501", category, "--db", catalog).code == 0)
        }
        _ = try Program.run("review", "skip", "TS-101", "--db", catalog)
        let listed = try Program.run("review", "history", "--db", catalog, "--format", "csv", "--sku", "TR-501").output
        let rows = listed.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(rows[0].joined(separator: ",") == "id,decided_at,sku,title,action,category,guess,confidence,undone_at")
        // The title contains a comma.
        #expect(rows.dropFirst().map { $0[$0.count - 4] } == ["Dress", "none", "Ankle boot"])
        let ids = rows.dropFirst().map { String($0[0]) }
        let undone = try Program.run("review", "undo", ids[1], ids[0], "--db", catalog)
        #expect(undone.output.contains("Undone: TR-501: none; now confirmed, Dress"))
        #expect(undone.output.contains("Undone: TR-501: Dress; now confirmed, Ankle boot"))
        #expect(try Program.run("review", "undo", ids[1], "--db", catalog).code == 65)
        #expect(try Program.run("review", "undo", ids[2], "--count", "2", "--db", catalog).code == 64)
        #expect(try Program.run("review", "history", "--db", catalog, "--sku", "nothing").code == 65)
        #expect(
            try Program.run("review", "history", "--db", catalog, "--limit", "1").output.contains("skipped"))
    }

    @Test("The review queue is filtered by text, reason, confidence and category") func filters() throws {
        try SampleShop.writeCatalog(to: catalog, options: "--review-below", "1")
        func skus(_ arguments: String...) throws -> [String] {
            let result = try Program.run(["review", "--db", catalog, "--format", "csv"] + arguments)
            #expect(result.code == 0, "\(result.errors)")
            return result.output.split(separator: "\n").dropFirst().map(String.init)
        }
        let all = try skus()
        #expect(all.count == 66)
        #expect(try skus("--text", "tr-501").map { String($0.prefix(6)) } == ["TR-501"])
        #expect(try Set(skus("--reason", "audit") + skus("--reason", "uncertain")).count >= all.count)
        #expect(try skus("--reason", "audit").allSatisfy { $0.hasSuffix(",audit") })
        let (high, low) = (try skus("--min-confidence", "0.9"), try skus("--max-confidence", "0.9"))
        #expect(high.count > 0 && low.count > 0 && high.count + low.count == all.count)
        #expect(try skus("--category", "bolsa") == skus("--category", "Bag"))
        for wrong in [
            ["--reason", "hunch"], ["--min-confidence", "2"], ["--min-confidence", "nan"],
            ["--min-confidence", "0.9", "--max-confidence", "0.1"], ["--category", "Handbag"],
        ] {
            #expect(try Program.run(["review", "--db", catalog] + wrong).code == 64, "\(wrong)")
        }
    }

    @Test("Categories are listed, renamed and reset; exports keep the fixed names") func categories() throws {
        try SampleShop.writeCatalog(to: catalog)
        let portuguese = ["LANG": "pt_BR.UTF-8"]
        #expect(
            try Program.run("categories", "rename", "Bag", "Bolsinha", "--db", catalog, environment: portuguese).code
                == 0)
        let listed = try Program.run("categories", "--db", catalog).output
        #expect(listed.contains("Bolsinha *") && listed.contains("Vestido\n"))
        let categories = try Program.run("categories", "--db", catalog, "--json").jsonArray()
        #expect(categories.map { $0["key"] as? String } == "1234567890n".map { String($0) })
        let names = categories.first { $0["category"] as? String == "Bag" }?["names"] as? [[String: Any]]
        #expect(names?.map { $0["name"] as? String } == ["Bag", "Bolsinha"])
        #expect(names?.map { $0["is_shops_own"] as? Bool } == [false, true])
        #expect(
            try Program.run("categories", "rename", "Coat", "bolsinha", "--db", catalog, environment: portuguese).code
                == 64)
        // Exports keep the fixed names.
        _ = try Program.run("review", "set", "TR-501", "bolsinha", "--db", catalog)
        let exported = try Program.run("export", "--db", catalog).output
        #expect(exported.contains(",Bag,") && !exported.lowercased().contains("bolsinha"))
        #expect(try Program.run("categories", "reset", "--db", catalog).output == "1 name restored.\n")
        #expect(try !Program.run("categories", "--db", catalog).output.contains("*"))
    }

    @Test("JSON results have the documented keys") func jsonKeys() throws {
        let tagged = try Program.run("--db", catalog, "--import", SampleShop.path, "--json").json()
        for key in ["run", "model", "considered", "unchanged", "tagged", "review", "failed", "seconds"] {
            #expect(tagged[key] != nil, "\(key)")
        }
        #expect(tagged["considered"] as? Int == 66)
        let dryRun = try Program.run("--db", catalog, "--dry-run", "--json").json()
        #expect(dryRun["considered"] as? Int == 0 && dryRun["unchanged"] as? Int == 66)
        let predicted = try Program.run("predict", SampleShop.path + "/images/tr-501.png", "--json").json()
        let prediction = (predicted["predictions"] as? [[String: Any]])?.first
        #expect((prediction?["probabilities"] as? [String: Double])?.count == 10)
    }

    /// Cron starts programs with few environment variables.
    @Test("The program runs with an empty environment in the root folder") func emptyEnvironment() throws {
        try SampleShop.writeCatalog(to: catalog)
        let result = try Program.run("--db", catalog, in: "/", environment: [:])
        #expect(result.code == 0)
        #expect(result.output.contains("Nothing changed"))
    }

    @Test("A threshold is stored in the catalog and applies to all products at once") func storedThreshold() throws {
        let strict = try Program.run("--db", catalog, "--import", SampleShop.path, "--json", "--review-below", "1")
            .json()
        #expect(strict["review"] as? Int ?? 0 > 60)
        let kept = try Program.run("--db", catalog, "--json").json()
        #expect(kept["review_below"] as? Double == 1)
        _ = try Program.run("--db", catalog, "--review-below", "0", "--quiet")
        let status = try Program.run("status", "--db", catalog, "--json").json()
        #expect(
            status["products"] as? [String: Int] == [
                "tagged": 66, "review": 0, "confirmed": 0, "failed": 0, "pending": 0,
            ])
    }
}
