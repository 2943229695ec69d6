import Catalog
import Platform
import Testing
import TestSupport

@testable import Tagging

@Suite struct CategoryMeaningTests {
    private let folder: TemporaryFolder
    private let catalog: Catalog

    init() throws {
        folder = try TemporaryFolder()
        _ = try SmallShop.write([SmallShop.image(1)], to: folder)
        catalog = try Catalog.openForImport(path: folder.file("shop.sqlite"))
    }

    private var words: CategoryNames { get throws { try CategoryNames(of: catalog) } }

    private func refusal(_ category: String, _ name: String, _ language: Language = .english) -> String? {
        do {
            try CategoryNames.rename(category, to: name, in: language, of: catalog)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func categoriesGoByAllTheirNames() throws {
        #expect(refusal("Dress", "Frock") == nil)
        #expect(refusal("Dress", "Vestido longo", .brazilianPortuguese) == nil)
        for name in ["dress", "FROCK", "vestido", " Vestido  longo ", "Dress"] {
            #expect(try words.meaning(of: name) == .category("Dress"), "\(name)")
        }
        for name in ["none", "None of these", "nenhuma destas"] {
            #expect(try words.meaning(of: name) == .category("none"), "\(name)")
        }
        #expect(try words.meaning(of: "Handbag") == .unknown && words.meaning(of: "") == .unknown)
        try catalog.setCategoryName(nil, of: "Dress", language: "en")
        #expect(try words.meaning(of: "Frock") == .unknown)
    }

    /// What was exported with the fixed names means the same after any renaming.
    @Test func fixedNamesMeanThemselvesAndOthersMustBeClear() throws {
        #expect(refusal("Bag", "Camiseta") == nil)
        #expect(try words.meaning(of: "camiseta") == .several(["T-shirt/top", "Bag"]))
        // As only another language has it, even this can be given; files go on as before.
        #expect(refusal("Coat", "Bag", .brazilianPortuguese) != nil)
        #expect(refusal("Coat", "Casacão", .brazilianPortuguese) == nil)
        for name in CategoryNames.all { #expect(try words.meaning(of: name) == .category(name)) }
    }

    @Test func namesThatWouldConfuseAreRefused() {
        #expect(refusal("Dress", " ")?.contains("not empty") == true)
        #expect(refusal("Dress", String(repeating: "é", count: 40)) == nil)
        #expect(refusal("Dress", String(repeating: "é", count: 41))?.contains("40 characters") == true)
        // A letter with endless accents is one character, and no name.
        #expect(refusal("Dress", "a" + String(repeating: "\u{301}", count: 5_000)) != nil)
        for hostile in ["a\u{1B}[2J", "a\nb", "a\u{202E}b", "a\u{0}", "a\u{2028}b"] {
            #expect(refusal("Dress", hostile)?.contains("control characters") == true)
        }
        #expect(refusal("Dress", "coat")?.contains("Coat is called") == true)
        #expect(refusal("Dress", "casaco", .brazilianPortuguese)?.contains("Coat is called") == true)
        #expect(refusal("Dress", "None of these")?.contains("none is called") == true)
        // Its own name it may have.
        #expect(refusal("Dress", "Dress") == nil)
    }

    @Test func decisionsFilesTakeTheShopsWords() throws {
        try CategoryNames.rename("Ankle boot", to: "Botinha", in: .brazilianPortuguese, of: catalog)
        try CategoryNames.rename("Bag", to: "Camiseta", in: .english, of: catalog)
        func read(_ text: String) throws -> [Decision.Answer] {
            try DecisionsFile(path: folder.write(Array(text.utf8), to: "d.csv"), words: words).decisions.map(\.answer)
        }
        // As a European Excel writes it: a byte order mark, semicolons, CRLF, columns in another order.
        #expect(
            try read("\u{FEFF}category;note;sku\r\nBotinha;\"a;b\";1\r\nnenhuma destas;;2\r\nankle boot;;3\r\n")
                == [.set("Ankle boot"), .none, .set("Ankle boot")])
        let error = #expect(throws: TaggerError.self) { try read("sku,category\n1,Botinha\n2,Camiseta\n3, \n") }
        #expect(error?.description.contains("line 3: “Camiseta” may be T-shirt/top or Bag") == true)
        #expect(error?.description.contains("line 4: the category is empty; delete the lines") == true)
    }
}
