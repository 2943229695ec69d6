import Catalog
import Foundation
import TestSupport
import Testing

@testable import Tagging

@Suite struct ProductsFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func products(_ text: String) throws -> [ImportedProduct] {
        try folder.write(Data(text.utf8), to: "products.csv")
        return try ProductsFile(folder: folder.path).products
    }

    private func message(_ work: () throws -> some Any) -> String {
        do {
            _ = try work()
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test func errorInAProductsFileNamesTheLine() throws {
        #expect(try products("sku,title,image\n1,a,b.png\n") == [.init(sku: "1", title: "a", image: "b.png")])
        #expect(
            message { try products("sku,title,image\n1,a,b\n1,c,d\n") }.contains(
                "line 3: the sku 1 is already on line 2"))
        #expect(message { try products("sku,title,image\n,a,b\n") }.contains("line 2: the sku is empty"))
        #expect(message { try products("sku,title\n1,a\n") }.contains("“image”"))
        #expect(
            message { try products("sku,title,image\n1,\"a\n") }.contains("line 2: a quoted field has no closing quote")
        )
        #expect(message { try ProductsFile(folder: "/nowhere") }.contains("The folder /nowhere does not exist"))
    }
}
