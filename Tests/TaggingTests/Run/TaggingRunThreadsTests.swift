import Catalog
import Testing
import TestSupport

@testable import Tagging

@Suite("Threads of a tagging run")
struct TaggingRunThreadsTests {
    @Test("A run that has returned no longer locks the catalog")
    func catalogIsUnlocked() throws {
        let folder = try TemporaryFolder()
        let shop = try SmallShop.write((0..<8).map { SmallShop.image($0) }, to: folder)
        let path = folder.file("shop.sqlite")
        do {
            let catalog = try Catalog.openForImport(path: path)
            _ = try catalog.importProducts(ProductsFile(folder: shop).products, from: shop)
        }
        let model = try NamedModel(nameOrFile: "dense")
        var run = TaggingRun()
        run.jobs = 4
        // A dry run leaves all products to the next one.
        run.isDryRun = true
        for _ in 0..<40 {
            let summary = try run.perform(on: Catalog(path: path, access: .run), with: model)
            #expect(summary.counts.considered == 8)
        }
    }
}
