import CatalogTestSupport
import Foundation
import GRDB
import Platform
import Synchronization
import Testing

@testable import Catalog

@Suite struct WorkQueueTests {
    @Test func newAndChangedProductsNeedWork() throws {
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

    @Test func otherModelAndOtherPreprocessingNeedWork() throws {
        let test = try TestCatalog()
        let catalog = try test.open(.run)
        try test.run(catalog) { $0 == "P2" ? nil : "Bag" }
        #expect(try test.work(catalog, model: Data([2])) == ["P0", "P1"], "a failure does not depend on the model")
        #expect(try test.work(catalog, preprocessing: "2") == ["P0", "P1", "P2"])
    }

    @Test func thumbnailOfAnUnchangedImageIsReused() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.run)
        try test.run(catalog)
        let product = test.product("P0")
        let (item, image) = try #require(try test.findWork(catalog, model: Data([2])).item(product))
        guard case .unchanged = image else {
            Issue.record("the image was read")
            return
        }
        #expect(item.thumbnail == TestCatalog.thumbnail)
        let (other, otherImage) = try #require(
            try test.findWork(catalog, model: Data([2]), preprocessing: "2").item(product))
        guard case .data = otherImage else {
            Issue.record("the image was not read")
            return
        }
        #expect(other.thumbnail == nil)
    }

    @Test func sameContentUnderAnotherStampIsUnchanged() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.run)
        try test.run(catalog)
        try test.shop("UPDATE goods SET changed = 'b'")
        #expect(try test.work(catalog) == ["P0"])
        #expect(try test.run(catalog) { _ in "Dress" }.considered == 0)
        #expect(try test.tags(catalog)["P0"]?.category == "Bag")
        #expect(try test.work(catalog) == [])
    }

    @Test func limitTakesTheFirstProducts() throws {
        let test = try TestCatalog(products: 9)
        let catalog = try test.open(.run)
        let queue = try test.findWork(catalog, limit: 4)
        #expect(queue.productCount == 9 && queue.count == 4)
        #expect(try queue.allKeys().map(\.description) == ["P0", "P1", "P2", "P3"])
        #expect(try test.findWork(catalog, limit: 0).count == 0)
    }

    @Test func failedFileIsTriedAgainWhenItAppears() throws {
        let test = try TestCatalog(products: 1)
        try test.shop("UPDATE goods SET photo = NULL, file = 'photos/a.png'")
        let catalog = try test.open(.run)
        try test.run(catalog) { _ in nil }
        #expect(try test.work(catalog) == [])
        try test.folder.write([1, 2, 3], to: "photos/a.png")
        #expect(try test.work(catalog) == ["P0"])
    }

    @Test func productRemovedDuringTheRunIsLeftOut() throws {
        let test = try TestCatalog(products: 1)
        let catalog = try test.open(.run)
        let queue = try test.findWork(catalog)
        #expect(try queue.allKeys().map(\.description) == ["P0"])
        try test.shop("DELETE FROM goods")
        #expect(try queue.item(test.product("P0")) == nil)
    }

    @Test func noStatementStaysOpenOnTheShopsTables() throws {
        let test = try TestCatalog(products: 9)
        let catalog = try test.open(.run)
        let queue = try test.findWork(catalog)
        _ = try queue.nextKeys(count: 2)
        _ = try queue.item(test.product("P0"))
        // In rollback mode, an exclusive lock requires that no connection reads.
        let shop = try DatabaseQueue(path: test.path)
        try shop.inDatabase { try $0.execute(sql: "BEGIN EXCLUSIVE; UPDATE goods SET label = 'x'; COMMIT") }
    }

    @Test func queuesOfOneCatalogDoNotAffectEachOther() throws {
        let test = try TestCatalog()
        let catalog = try test.open(.run)
        let first = try test.findWork(catalog)
        #expect(try first.nextKeys(count: 1).map(\.description) == ["P0"])
        let second = try test.findWork(catalog, limit: 2)
        #expect(try second.allKeys().map(\.description) == ["P0", "P1"])
        #expect(try first.allKeys().map(\.description) == ["P1", "P2"])
        #expect(try first.countsByStatus() == [.pending: 3])
        #expect(try second.countsByStatus() == [.pending: 3])
    }

    @Test func temporaryTablesEndWithTheQueue() throws {
        let test = try TestCatalog()
        let catalog = try test.open(.run)
        func tables() throws -> [String] {
            try catalog.perform {
                try String.fetchAll($0, sql: "SELECT name FROM sqlite_temp_master WHERE type = 'table'")
            }
        }
        var queue: WorkQueue? = try test.findWork(catalog)
        #expect(try tables().contains { $0.hasPrefix("tagger_work") })
        withExtendedLifetime(queue) {}
        queue = nil
        #expect(try tables() == [])
    }

    @Test func keysAreHandedOutOnceToSeveralThreads() throws {
        let test = try TestCatalog(products: 200)
        let queue = try test.findWork(test.open(.run))
        let keys = Mutex<[String]>([])
        let group = DispatchGroup()
        for _ in 0..<4 {
            DispatchQueue.global().async(group: group) {
                while let page = try? queue.nextKeys(count: 3), !page.isEmpty {
                    keys.withLock { $0 += page.map(\.description) }
                }
            }
        }
        group.wait()
        #expect(keys.withLock { $0.count } == 200 && Set(keys.withLock { $0 }).count == 200)
    }
}
