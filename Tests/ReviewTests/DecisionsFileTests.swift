import Catalog
import Foundation
import TestSupport
import Testing

@testable import Review

@Suite struct DecisionsFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func decisions(_ text: String) throws -> [Decision] {
        try DecisionsFile(path: folder.write(Data(text.utf8), to: "decisions.csv")).decisions
    }

    private func message(_ work: () throws -> some Any) -> String {
        do {
            _ = try work()
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test func categoriesInAnyCaseAndFurtherColumnsAreAccepted() throws {
        let read = try decisions("title,sku,note,category\n\"a, b\",1,x,t-SHIRT/TOP\n,2,,None\n,3,y, ankle boot \n")
        #expect(read.map(\.sku) == ["1", "2", "3"])
        #expect(read.map(\.action) == [.set("T-shirt/top"), .none, .set("Ankle boot")])
    }

    @Test func errorsNameTheirLine() {
        #expect(message { try decisions("sku,category\n1,Bag\n2,Handbag\n") }.contains("line 3: “Handbag”"))
        #expect(message { try decisions("sku,category\n1,\n") }.contains("line 2: the category is empty"))
        #expect(
            message { try decisions("sku,category\n1,Bag\n1,Coat\n") }.contains("line 3: the sku 1 is also on line 2"))
        let several = message { try decisions("sku,category\n1,Hat\n2,Bag\n3,Mug\n") }
        #expect(several.contains("line 2: “Hat”") && several.contains("line 4: “Mug”"))
        #expect(message { try decisions("sku,guess\n1,Bag\n") }.contains("“category”"))
        #expect(message { try DecisionsFile(path: "/nowhere/decisions.csv") }.contains("/nowhere/decisions.csv"))
    }
}
