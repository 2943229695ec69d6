import Catalog
import Foundation
import Review
import Testing

@testable import ReviewServer

/// The JSON of the messages, whose keys the scripts of the page read.
@Suite struct MessagesTests {
    private static func keys(_ message: some Encodable) throws -> Set<String> {
        let object = try JSONSerialization.jsonObject(with: Data(try message.json().utf8))
        return Set(try #require(object as? [String: Any]).keys)
    }

    @Test("A product with a visible prediction has its category and at most three probabilities")
    func product() throws {
        let shop = try ReviewedCatalog()
        let product = try #require(try shop.api().queue(ReviewedCatalog.visible).first)
        #expect(
            try Self.keys(product) == [
                "id", "sku", "title", "status", "revision", "reason", "isBlind", "category", "model", "isVerified",
                "probabilities",
            ])
        #expect(product.probabilities.count == 3)
        #expect(product.probabilities[0].category == product.category)
        #expect(product.probabilities.map(\.probability) == product.probabilities.map(\.probability).sorted(by: >))
    }

    @Test("A blind product has no key that depends on the prediction")
    func blindProduct() throws {
        let shop = try ReviewedCatalog()
        let product = try #require(try shop.api().queue(ReviewFilter()).first)
        #expect(
            try Self.keys(product) == [
                "id", "sku", "title", "status", "revision", "reason", "isBlind", "model", "isVerified", "probabilities",
            ])
        #expect(product.probabilities.isEmpty)
    }

    @Test("An outcome, a history entry and the progress have the keys of the page's scripts")
    func otherMessages() throws {
        let shop = try ReviewedCatalog()
        let api = try shop.api()
        let outcome = try api.decide(try api.queue(ReviewFilter())[0], "Bag")
        #expect(
            try Self.keys(outcome) == ["decisionID", "category", "predictedCategory", "confidence", "isRemoved"])
        let history = try api.history(before: nil)
        #expect(try Self.keys(history) == ["entries", "isComplete"])
        #expect(
            try Self.keys(history.entries[0]) == [
                "decisionID", "id", "sku", "title", "action", "category", "predictedCategory", "confidence",
                "decidedAt",
            ])
        #expect(try Self.keys(ProgressResponse.Learning()) == ["state", "share"])
        #expect(try ProgressResponse.Learning(state: .tagging).json() == "{\"share\":0,\"state\":\"tagging\"}")
    }

    @Test("Control characters in titles and SKUs are replaced")
    func controlCharacters() throws {
        let shop = try ReviewedCatalog(productCount: 1)
        _ = try Catalog.openForImport(path: shop.path).importProducts(
            [ImportedProduct(sku: "S0", title: "a\u{1B}[31mb\u{202E}", image: "images/0.png")],
            from: shop.folder.file("shop"), isLinked: false)
        let title = try #require(try shop.api().queue(ReviewFilter()).first).title
        #expect(!title.unicodeScalars.contains("\u{1B}") && !title.unicodeScalars.contains("\u{202E}"))
    }
}
