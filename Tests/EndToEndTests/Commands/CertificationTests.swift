import FashionMNIST
import Foundation
import NeuralNetwork
import TestSupport
import Testing

/// From decisions to verified tags with the certified precision, on a shop with images of Fashion-MNIST.
@Suite(.enabled(if: TestData.fashionMNIST != nil, TestData.missing)) struct CertificationTests {
    private static let names = FashionMNISTShopTests.names

    @Test("After 640 decisions tags are verified, and they have the certified precision") func verifiedTags() throws {
        let folder = try TemporaryFolder()
        let data = try #require(TestData.fashionMNIST)
        let images = try LabeledImages(folder: data, split: .test)
        let count = 1000
        let images28 = (0..<count).map { number in
            PNGFile(width: 28, height: 28, color: .gray).encoded { x, y, _ in
                255 - Int(images.images[number * 784 + y * 28 + x])
            }
        }
        let catalog = folder.file("shop.sqlite")
        _ = try Program.run("import", try SmallShop.write(images28, to: folder), "--db", catalog, "--quiet")
        try SampleShop.fixAudits(of: catalog)
        _ = try Program.run("--db", catalog, "--quiet")
        func truth(_ sku: some StringProtocol) throws -> String {
            Self.names[Int(images.labels[try #require(Int(sku.dropFirst()))])]
        }
        let queue = try Program.run("review", "--db", catalog, "--format", "csv", "--limit", "640").output
        let rows = queue.split(separator: "\n").dropFirst()
        #expect(rows.count == 640)
        #expect((250...400).contains(rows.count { $0.hasSuffix(",audit") }))
        let decisions = try rows.map { row in
            let sku = row.prefix { $0 != "," }
            return "\(sku),\(try truth(sku))\n"
        }
        try folder.write(Data(("sku,category\n" + decisions.joined()).utf8), to: "decisions.csv")
        #expect(try Program.run("review", "apply", folder.file("decisions.csv"), "--db", catalog).code == 0)

        let environment = ["TAGGER_DATA": data.path]
        // The model dense is learned from in a tenth of the time of the model shop.
        _ = try Program.run("learn", "--model", "dense", "--db", catalog, environment: environment)
        let run = try Program.run("--db", catalog, "--json").json()
        // The shipped models were made for these images, so that either model can be the better one.
        #expect(["shop-0", "shop-1"].contains(run["model"] as? String))
        let status = try Program.run("status", "--db", catalog, "--json").json()
        #expect((status["certificate"] as? [String: Any])?["promised"] as? Double == 0.97)
        #expect(try Program.run("status", "--db", catalog).output.contains("The precision target of 97% is certified"))

        let products = try Program.run("export", "--db", catalog, "--format", "json").jsonArray()
        let verified = products.filter { $0["verified"] as? Int == 1 }
        let right = try verified.filter { $0["category"] as? String == (try truth($0["sku"] as? String ?? "")) }
        #expect(verified.count > 100 && verified.allSatisfy { $0["status"] as? String == "tagged" })
        // Below the target of 0.97 by the random error of a sample of this size.
        #expect(Double(right.count) / Double(verified.count) > 0.95)
        // A certificate for a lower precision does not count for a higher target.
        _ = try Program.run("--db", catalog, "--precision", "0.999", "--quiet")
        #expect(try Program.run("status", "--db", catalog, "--json").json()["verified"] as? Int == 0)
    }
}
