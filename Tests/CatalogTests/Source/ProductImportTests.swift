import CatalogTestSupport
import Foundation
import GRDB
import Platform
import Testing
import TestSupport

@testable import Catalog

@Suite struct ProductImportTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("shop.sqlite") }

    init() throws {
        folder = try TemporaryFolder()
        for number in 0..<3 { try folder.write([UInt8(number)], to: "photos/\(number).png") }
    }

    private func products(_ titles: [String] = ["a", "b", "c"]) -> [ImportedProduct] {
        titles.enumerated().map { ImportedProduct(sku: "S\($0)", title: $1, image: "photos/\($0).png") }
    }

    private func `import`(_ products: [ImportedProduct], isLinked: Bool = false) throws -> [Int] {
        let counts = try Catalog.openForImport(path: path)
            .importProducts(products, from: folder.path, isLinked: isLinked)
        return [counts.added, counts.changed, counts.unchanged, counts.withoutImage.count]
    }

    private func rows(_ sql: String) throws -> [Row] {
        try DatabaseQueue(path: path).read { try Row.fetchAll($0, sql: sql) }
    }

    @Test func secondImportUpdatesOnlyChangedProducts() throws {
        #expect(try `import`(products()) == [3, 0, 0, 0])
        #expect(try `import`(products()) == [0, 0, 3, 0])
        let before = try rows("SELECT * FROM product_images ORDER BY product_id")
        try folder.write([42], to: "photos/1.png")
        #expect(try `import`(products(["a", "b", "new title"])) == [0, 2, 1, 0])
        let after = try rows("SELECT * FROM product_images ORDER BY product_id")
        #expect(after[0] == before[0] && after[2] == before[2])
        #expect(after[1]["png"] == Data([42]))
        #expect(after[1]["stamp"] != before[1]["stamp"] as String)
        #expect(try rows("SELECT title FROM products ORDER BY id").map { $0[0] as String } == ["a", "b", "new title"])
        // A product that is no longer listed stays.
        #expect(try `import`(Array(products().prefix(1))) == [0, 0, 1, 0])
        #expect(try rows("SELECT * FROM tagger_source").count == 3)
    }

    @Test func fileWithNewTimesAndTheSameContentIsUnchanged() throws {
        _ = try `import`(products())
        let before = try rows("SELECT * FROM product_images ORDER BY product_id")
        try folder.write([1], to: "photos/1.png")
        #expect(try `import`(products()) == [0, 0, 3, 0])
        let after = try rows("SELECT * FROM product_images ORDER BY product_id")
        #expect(after.map { $0["png"] as Data? } == before.map { $0["png"] as Data? })
        // The file is not read a third time, since its new stamp is stored.
        #expect(zip(before, after).map { $0 == $1 } == [true, false, true])
        #expect(try `import`(products()) == [0, 0, 3, 0])
        #expect(try rows("SELECT * FROM product_images ORDER BY product_id") == after)
    }

    @Test func imageThatIsTooLargeForTheDatabaseStaysAFile() throws {
        let file = fopen(folder.file("photos/1.png"), "w")
        #expect(ftruncate(fileno(file), off_t(Catalog.maximumImageBytes) + 1) == 0)
        fclose(file)
        #expect(try `import`(products()) == [3, 0, 0, 0])
        #expect(try `import`(products()) == [0, 0, 3, 0])
        #expect(try rows("SELECT sku FROM tagger_source WHERE png IS NULL").map { $0[0] as String } == ["S1"])
        #expect(try Catalog(path: path, access: .read).imageRoot().folder == folder.path)
    }

    @Test func crashedImportCanBeRepeated() throws {
        // The program's own tables exist, the shop's do not.
        let file = try CatalogFile(path: path, isReadOnly: false, busyTimeoutSeconds: 1)
        try file.applyMigrations()
        #expect(try `import`(products()) == [3, 0, 0, 0])
    }

    @Test func folderIsRefusedAsACatalog() {
        let error = #expect(throws: TaggerError.self) { try Catalog.openForImport(path: folder.path) }
        #expect(error?.kind == .notFound)
    }

    @Test func missingImageIsCountedAndTheStoredImageStays() throws {
        #expect(try `import`([ImportedProduct(sku: "X", title: "x", image: "nowhere.png")]) == [1, 0, 0, 1])
        _ = try `import`(products())
        try FileManager.default.removeItem(atPath: folder.file("photos/1.png"))
        #expect(try `import`(products()) == [0, 0, 3, 1])
        #expect(try rows("SELECT png FROM tagger_source WHERE sku = 'S1'").first?[0] == Data([1]))
        try folder.write([7], to: "nowhere.png")
        #expect(try `import`([ImportedProduct(sku: "X", title: "x", image: "nowhere.png")]) == [0, 1, 0, 0])
    }

    @Test func linkedImagesStayFiles() throws {
        #expect(try `import`(products(), isLinked: true) == [3, 0, 0, 0])
        #expect(try rows("SELECT * FROM tagger_source WHERE png IS NOT NULL").isEmpty)
        let catalog = try Catalog(path: path, access: .write)
        #expect(try catalog.imageRoot().folder == folder.path)
        let other = try TemporaryFolder()
        try other.write([1], to: "photos/0.png")
        let error = #expect(throws: TaggerError.self) {
            try catalog.importProducts(products(), from: other.path, isLinked: true)
        }
        #expect(error?.description.contains(folder.path) == true)
        // The choice to link is stored.
        #expect(try catalog.importProducts(products(), from: folder.path).unchanged == 3)
        // Linked images become stored images.
        #expect(try `import`(products()) == [0, 3, 0, 0])
        #expect(try rows("SELECT * FROM tagger_source WHERE png IS NULL").isEmpty)
    }

    @Test func imageOutsideOfTheFolderIsNotRead() throws {
        let inner = folder.file("photos")
        try folder.write([1], to: "secret.png")
        let catalog = try Catalog.openForImport(path: path)
        let counts = try catalog.importProducts(
            [ImportedProduct(sku: "X", title: "x", image: "../secret.png")], from: inner, isLinked: false)
        #expect(counts.withoutImage == ["X"])
        #expect(try rows("SELECT png FROM tagger_source").first?["png"] as Data? == nil)
    }

    @Test func importIntoAShopsOwnDatabaseIsRefused() throws {
        let test = try TestCatalog()
        _ = try test.open(.write)
        let before = try Data(contentsOf: URL(fileURLWithPath: test.path))
        let error = #expect(throws: TaggerError.self) { try Catalog.openForImport(path: test.path) }
        #expect(error?.kind == .invalidData)
        #expect(try Data(contentsOf: URL(fileURLWithPath: test.path)) == before)
    }

    @Test func stoppedImportKeepsTheProductsUntilThen() throws {
        var asked = 0
        let counts = try Catalog.openForImport(path: path).importProducts(
            products(), from: folder.path, isLinked: false,
            shouldStop: {
                asked += 1
                return asked > 2
            })
        #expect(counts.added == 2)
        #expect(try rows("SELECT * FROM tagger_source").count == 2)
        #expect(try `import`(products()) == [1, 0, 2, 0])
    }
}
