import Foundation
import GRDB
import Testing

@testable import Catalog

@Suite struct MigrationsTests {
    private func refusal(_ test: TestCatalog) -> CatalogError? {
        #expect(throws: CatalogError.self) { try test.open(.write) }
    }

    @Test func aCatalogOfANewerVersionIsRefusedUntouched() throws {
        let test = try TestCatalog()
        _ = try test.open(.write)
        try test.shop("INSERT INTO tagger_migrations VALUES ('v9999_future', 'x', 'now')")
        let before = try Data(contentsOf: URL(fileURLWithPath: test.path))
        let error = refusal(test)
        #expect(error?.kind == .invalidData)
        #expect(error?.description.contains("newer version") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: test.path)) == before)
    }

    @Test func aMigrationThatDiffersIsRefused() throws {
        let test = try TestCatalog()
        _ = try test.open(.write)
        try test.shop("UPDATE tagger_migrations SET checksum = 'edited' WHERE name = 'v0001_results'")
        let error = refusal(test)
        #expect(error?.kind == .invalidData)
        #expect(error?.description.contains("v0001_results") == true)
    }

    @Test func eachIsAppliedOnceInOrderAllOrNothing() throws {
        let test = try TestCatalog()
        let file = try CatalogFile(path: test.path, isReadOnly: false, busyTimeoutSeconds: 1)
        let good = Migration(name: "v0001_a", sql: "CREATE TABLE tagger_a (x); INSERT INTO tagger_a VALUES (1);")
        let bad = Migration(name: "v0002_b", sql: "CREATE TABLE tagger_b (x); INSERT INTO nowhere VALUES (1);")
        #expect(throws: CatalogError.self) { try file.applyMigrations([good, bad]) }
        #expect(try test.shop("SELECT x FROM tagger_a").count == 1)
        #expect(try test.shop("SELECT name FROM sqlite_master WHERE name = 'tagger_b'").isEmpty)
        let repaired = Migration(name: "v0002_b", sql: "CREATE TABLE tagger_b (x);")
        try file.applyMigrations([good, repaired])
        try file.applyMigrations([good, repaired])
        #expect(try test.shop("SELECT x FROM tagger_a").count == 1)
        #expect(try test.shop("SELECT name FROM tagger_migrations").map { $0[0] as String } == ["v0001_a", "v0002_b"])
    }
}
