import Foundation
import GRDB
import Testing

@testable import Catalog

@Suite struct WorkQueueTests {
    @Test func aRunLooksOnlyAtWhatIsNewOrChanged() throws {
        let test = try TestCatalog()
        let catalog = try test.open(.run)
        #expect(try test.work(catalog) == ["P0", "P1", "P2"])
        try test.run(catalog)
        #expect(try test.work(catalog) == [])
        try test.shop("INSERT INTO goods VALUES ('P3', 'New', x'09', NULL, 'a')")
        try test.shop("UPDATE goods SET photo = x'08', changed = 'b' WHERE key = 'P1'")
        #expect(try test.work(catalog) == ["P1", "P3"])
        try test.run(catalog)
        #expect(try test.work(catalog) == [])
    }

    @Test func anotherNetworkOrPreprocessingIsAReasonToLookAgain() throws {
        let test = try TestCatalog()
        let catalog = try test.open(.run)
        try test.run(catalog) { $0 == "P2" ? nil : "Bag" }
        // A failure has nothing to do with the network.
        #expect(try test.work(catalog, model: Data([2])) == ["P0", "P1"])
        #expect(try test.work(catalog, preprocessing: "2") == ["P0", "P1", "P2"])
    }

    @Test func aThumbnailIsReusedWhereThePictureIsTheSame() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.run)
        try test.run(catalog)
        let product = ProductID("P0".databaseValue)
        let (item, image) = try #require(try catalog.workItem(product, model: Data([2]), preprocessing: "1"))
        guard case .unchanged = image else { Issue.record("the picture was read"); return }
        #expect(item.thumbnail == TestCatalog.thumbnail)
        let (other, otherImage) = try #require(try catalog.workItem(product, model: Data([2]), preprocessing: "2"))
        guard case .data = otherImage else { Issue.record("the picture was not read"); return }
        #expect(other.thumbnail == nil)
    }

    @Test func theSameContentUnderAnotherStampIsUnchanged() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.run)
        try test.run(catalog)
        try test.shop("UPDATE goods SET changed = 'b'")
        #expect(try test.work(catalog) == ["P0"])
        #expect(try test.run(catalog) { _ in "Dress" }.considered == 0)
        #expect(try test.tags(catalog)["P0"]?.category == "Bag")
        #expect(try test.work(catalog) == [])
    }

    @Test func limitTakesTheFirst() throws {
        let test = try TestCatalog(products: 9)
        let catalog = try test.open(.run)
        #expect(try catalog.findWork(model: Data(), preprocessing: "1", limit: 4) == WorkFound(products: 9, work: 4))
        #expect(try catalog.findWork(model: Data(), preprocessing: "1", limit: 0).work == 0)
    }

    @Test func aFailedFileIsTriedAgainWhenItAppears() throws {
        let test = try TestCatalog(products: 1)
        try test.shop("UPDATE goods SET photo = NULL, file = 'photos/a.png'")
        let catalog = try test.open(.run)
        try test.run(catalog) { _ in nil }
        #expect(try test.work(catalog) == [])
        try test.folder.write([1, 2, 3], to: "photos/a.png")
        #expect(try test.work(catalog) == ["P0"])
    }

    @Test func aProductThatTheShopRemovedMeanwhileIsPassedOver() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.run)
        #expect(try test.work(catalog) == ["P0"])
        try test.shop("DELETE FROM goods")
        #expect(try catalog.workItem(ProductID("P0".databaseValue), model: Data(), preprocessing: "1") == nil)
    }

    @Test func noStatementStaysOpenOnTheShopsTables() throws {
        let test = try TestCatalog(products: 9)
        let catalog = try test.open(.run)
        _ = try catalog.findWork(model: Data(), preprocessing: "1")
        var position: Int64 = 0
        _ = try catalog.nextWork(after: &position, count: 2)
        _ = try catalog.workItem(ProductID("P0".databaseValue), model: Data(), preprocessing: "1")
        // An exclusive lock in rollback mode is had only when nobody reads.
        let shop = try DatabaseQueue(path: test.path)
        try shop.inDatabase { try $0.execute(sql: "BEGIN EXCLUSIVE; UPDATE goods SET label = 'x'; COMMIT") }
    }
}
