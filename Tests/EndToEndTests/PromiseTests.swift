import FashionMNIST
import Foundation
import GRDB
import NeuralNetwork
import TestSupport
import Testing

/// From decisions to verified tags that are as right as promised, on a shop whose pictures are known to be clothes.
@Suite(.enabled(if: TestData.fashionMNIST != nil, TestData.missing)) struct PromiseTests {
    private static let names = FashionMNISTShopTests.names

    @Test func afterSomeHundredDecisionsTagsAreVerifiedAndAsRightAsPromised() throws {
        let folder = try TemporaryFolder()
        let data = try #require(TestData.fashionMNIST)
        let images = try LabeledImages(folder: data, split: .test)
        let count = 1000
        let pictures = (0..<count).map { number in
            PNGFile(width: 28, height: 28, color: .gray).encoded { x, y, _ in
                255 - Int(images.images[number * 784 + y * 28 + x])
            }
        }
        let catalog = folder.file("shop.sqlite")
        _ = try Program.run("import", try SmallShop.write(pictures, to: folder), "--db", catalog, "--quiet")
        // The same audits in every run of this test.
        try DatabaseQueue(path: catalog).write {
            try $0.execute(sql: "UPDATE tagger_settings SET value = 'seed' WHERE key = 'audit_seed'")
        }
        _ = try Program.run("--db", catalog, "--quiet")
        func truth(_ sku: some StringProtocol) throws -> String {
            Self.names[Int(images.labels[try #require(Int(sku.dropFirst()))])]
        }
        let queue = try Program.run("review", "--db", catalog, "--format", "csv", "--limit", "640").output
        let rows = queue.split(separator: "\n").dropFirst()
        #expect(rows.count == 640)
        #expect((250...400).contains(rows.count { $0.hasSuffix(",audit") }))
        let answers = try rows.map { row in
            let sku = row.prefix { $0 != "," }
            return "\(sku),\(try truth(sku))\n"
        }
        try folder.write(Data(("sku,category\n" + answers.joined()).utf8), to: "answers.csv")
        #expect(try Program.run("review", "apply", folder.file("answers.csv"), "--db", catalog).code == 0)

        let environment = ["TAGGER_DATA": data.path]
        let run = try Program.run("--db", catalog, "--learn", "--json", environment: environment).json()
        // These are the pictures that the shipped network was made for: whichever network is better tags them.
        #expect(["shop-0", "shop-1"].contains(run["model"] as? String))
        let status = try Program.run("status", "--db", catalog, "--json").json()
        #expect((status["certificate"] as? [String: Any])?["promised"] as? Double == 0.97)
        #expect(try Program.run("status", "--db", catalog).output.contains("A precision of 97% is shown"))

        let exported = try Program.run("export", "--db", catalog, "--format", "json").output
        let products = try #require(try JSONSerialization.jsonObject(with: Data(exported.utf8)) as? [[String: Any]])
        let verified = products.filter { $0["verified"] as? Int == 1 }
        let right = try verified.filter { $0["category"] as? String == (try truth($0["sku"] as? String ?? "")) }
        #expect(verified.count > 100 && verified.allSatisfy { $0["status"] as? String == "tagged" })
        // Of so many tags one or two more may be wrong by chance alone.
        #expect(Double(right.count) / Double(verified.count) > 0.95)
        // A promise for less does not serve who asks for more.
        _ = try Program.run("--db", catalog, "--precision", "0.999", "--quiet")
        #expect(try Program.run("status", "--db", catalog, "--json").json()["verified"] as? Int == 0)
    }
}
