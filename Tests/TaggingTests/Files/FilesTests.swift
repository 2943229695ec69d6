import Catalog
import Foundation
import TestSupport
import Testing

@testable import Tagging

@Suite struct FilesTests {
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

    @Test func decisionsFileAcceptsCategoriesInAnyCaseAndIgnoresFurtherColumns() throws {
        let read = try decisions("title,sku,note,category\n\"a, b\",1,x,t-SHIRT/TOP\n,2,,None\n,3,y, ankle boot \n")
        #expect(read.map(\.sku) == ["1", "2", "3"])
        #expect(read.map(\.answer) == [.set("T-shirt/top"), .none, .set("Ankle boot")])
    }

    @Test func errorInADecisionsFileNamesTheLine() {
        #expect(message { try decisions("sku,category\n1,Bag\n2,Handbag\n") }.contains("line 3: “Handbag”"))
        #expect(message { try decisions("sku,category\n1,\n") }.contains("line 2: the category is empty"))
        #expect(
            message { try decisions("sku,category\n1,Bag\n1,Coat\n") }.contains("line 3: the sku 1 stands on line 2"))
        let several = message { try decisions("sku,category\n1,Hat\n2,Bag\n3,Mug\n") }
        #expect(several.contains("line 2: “Hat”") && several.contains("line 4: “Mug”"))
        #expect(message { try decisions("sku,guess\n1,Bag\n") }.contains("“category”"))
        #expect(message { try DecisionsFile(path: "/nowhere/decisions.csv") }.contains("/nowhere/decisions.csv"))
    }

    @Test func errorInAProductsFileNamesTheLine() throws {
        #expect(try products("sku,title,image\n1,a,b.png\n") == [.init(sku: "1", title: "a", image: "b.png")])
        #expect(
            message { try products("sku,title,image\n1,a,b\n1,c,d\n") }.contains(
                "line 3: the sku 1 is already on line 2"))
        #expect(message { try products("sku,title,image\n,a,b\n") }.contains("line 2: the sku is empty"))
        #expect(message { try products("sku,title\n1,a\n") }.contains("“image”"))
        #expect(message { try products("sku,title,image\n1,\"a\n") }.contains("line 2: a quote is opened"))
        #expect(message { try ProductsFile(folder: "/nowhere") }.contains("The folder /nowhere does not exist"))
    }
}
