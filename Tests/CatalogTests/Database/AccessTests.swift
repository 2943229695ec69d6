import CatalogTestSupport
import Foundation
import GRDB
import Platform
import TestSupport
import Testing

@testable import Catalog

@Suite struct AccessTests {
    @Test func secondRunIsRefusedAndDecisionsAreAccepted() throws {
        let test = try TestCatalog()
        var first: Catalog? = try test.open(.run)
        let error = #expect(throws: TaggerError.self) { try test.open(.run) }
        #expect(error?.kind == .busy)
        _ = try test.open(.write).decide([Decision(sku: "P0", action: .none)])
        withExtendedLifetime(first) {}
        first = nil
        _ = try test.open(.run)
    }

    @Test func catalogHasOneLockUnderAllOfItsPaths() throws {
        let test = try TestCatalog()
        let link = test.folder.file("link.sqlite")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "shop.sqlite")
        let first = try test.open(.run)
        #expect(throws: TaggerError.self) { try Catalog(path: link, access: .run) }
        withExtendedLifetime(first) {}
        #expect(!FileManager.default.fileExists(atPath: link + "-tagger.lock"))
    }

    /// `status` of earlier versions takes a shared lock for a moment to find out whether a run goes on.
    @Test func runStartsDuringAQueryForTheLock() throws {
        let test = try TestCatalog()
        _ = try test.open(.run)
        let query = open(test.path + "-tagger.lock", O_RDONLY)
        #expect(flock(query, LOCK_SH | LOCK_NB) == 0)
        Thread.detachNewThread {
            usleep(100_000)
            close(query)
        }
        let catalog = try test.open(.run)
        #expect(RunLock.isHeld(catalogPath: test.path))
        withExtendedLifetime(catalog) {}
    }

    @Test func queriesForTheLockNeverStopARun() throws {
        let test = try TestCatalog()
        _ = try test.open(.run)
        let path = test.path
        let ended = DispatchSemaphore(value: 0)
        let stop = StopRequest()
        for _ in 0..<4 {
            Thread.detachNewThread {
                while !stop.isRequested { _ = RunLock.isHeld(catalogPath: path) }
                ended.signal()
            }
        }
        defer {
            stop.stop(signal: SIGTERM)
            for _ in 0..<4 { ended.wait() }
        }
        for _ in 0..<50 { _ = try RunLock(catalogPath: path) }
    }

    /// An earlier version of the program holds a `flock` and sets no marker.
    @Test func runOfAnEarlierVersionIsNoticed() throws {
        let test = try TestCatalog()
        _ = try test.open(.run)
        let earlier = open(test.path + "-tagger.lock", O_RDONLY)
        #expect(flock(earlier, LOCK_EX | LOCK_NB) == 0)
        #expect(RunLock.isHeld(catalogPath: test.path))
        let error = #expect(throws: TaggerError.self) { try test.open(.run) }
        #expect(error?.kind == .busy)
        close(earlier)
        #expect(!RunLock.isHeld(catalogPath: test.path))
    }

    @Test func crashedRunIsReportedAsInterrupted() throws {
        let test = try TestCatalog()
        var catalog: Catalog? = try test.open(.run)
        _ = try catalog?.startRun(model: TestCatalog.model, preprocessing: "1")
        #expect(try test.open(.read).recentRuns(limit: 1).first?.state == .running)
        catalog = nil
        #expect(try test.open(.read).recentRuns(limit: 1).first?.state == .interrupted)
    }

    /// A program that crashes during a transaction leaves some of its pages in the file, and the journal with the old
    /// ones.
    @Test(arguments: [Catalog.Access.read, .preview])
    func readingRestoresTheLastCommittedContentAfterACrash(access: Catalog.Access) throws {
        let test = try TestCatalog()
        try test.run(try test.open(.run))
        try test.shop(
            "CREATE TABLE filler (x); INSERT INTO filler SELECT randomblob(1000) FROM goods, goods, goods, goods")
        let committed = try Data(contentsOf: URL(fileURLWithPath: test.path))
        let copy = test.folder.file("copy.sqlite")
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let shop = try DatabaseQueue(path: test.path, configuration: configuration)
        try shop.inDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA cache_size = 1; BEGIN;
                    UPDATE filler SET x = randomblob(900); UPDATE goods SET label = 'lost'
                    """)
        }
        for suffix in ["", "-journal"] {
            try FileManager.default.copyItem(atPath: test.path + suffix, toPath: copy + suffix)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) != committed)
        let catalog = try Catalog(path: copy, access: access)
        #expect(try test.tags(catalog)["P0"]?.title == "Product 0")
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == committed)
        try shop.inDatabase { try $0.execute(sql: "ROLLBACK") }
    }

    @Test(arguments: [Catalog.Access.read, .preview])
    func readingDoesNotChangeTheFile(access: Catalog.Access) throws {
        let test = try TestCatalog()
        try test.run(try test.open(.run))
        let before = try Data(contentsOf: URL(fileURLWithPath: test.path))
        let catalog = try test.open(access)
        #expect(try test.tags(catalog).count == 3)
        #expect(try test.work(catalog) == [])
        #expect(throws: TaggerError.self) { try catalog.decide([Decision(sku: "P0", action: .none)]) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: test.path)) == before)
    }

    @Test func busyDatabaseIsAwaitedAndThenReported() throws {
        let test = try TestCatalog()
        _ = try test.open(.run)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let shop = try DatabaseQueue(path: test.path, configuration: configuration)
        try shop.inDatabase { try $0.execute(sql: "BEGIN EXCLUSIVE") }
        let start = ContinuousClock.now
        let error = #expect(throws: TaggerError.self) {
            try Catalog(path: test.path, access: .write, busyTimeoutSeconds: 0.3)
        }
        #expect(error?.kind == .busy)
        #expect(ContinuousClock.now - start >= .milliseconds(250))
        try shop.inDatabase { try $0.execute(sql: "ROLLBACK") }
    }

    @Test func previewNeedsNoEarlierRunAndWritesNothing() throws {
        let test = try TestCatalog()
        let before = try Data(contentsOf: URL(fileURLWithPath: test.path))
        let error = #expect(throws: TaggerError.self) { try test.open(.read) }
        #expect(error?.kind == .invalidData)
        let catalog = try test.open(.preview)
        let queue = try test.findWork(catalog)
        #expect(try queue.allKeys().map(\.description).sorted() == ["P0", "P1", "P2"])
        #expect(try queue.item(test.product("P1")) != nil)
        #expect(try Set(catalog.sample(count: 9).map(\.description)) == ["P0", "P1", "P2"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: test.path)) == before)
    }
}
