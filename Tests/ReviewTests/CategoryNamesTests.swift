import Catalog
import Platform
import Tagging
import Testing
import TestSupport

@testable import Review

@Suite struct CategoryNamesTests {
    private let folder: TemporaryFolder
    private let catalog: Catalog

    init() throws {
        folder = try TemporaryFolder()
        _ = try SmallShop.write([SmallShop.image(1)], to: folder)
        catalog = try Catalog.openForImport(path: folder.file("shop.sqlite"))
    }

    private var names: CategoryNames { get throws { try CategoryNames(of: catalog) } }

    private func error(_ category: String, _ name: String, _ language: Language = .english) -> String? {
        do {
            try CategoryNames.rename(category, to: name, in: language, of: catalog)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func allNamesOfACategoryAreUnderstood() throws {
        #expect(error("Dress", "Frock") == nil)
        #expect(error("Dress", "Vestido longo", .brazilianPortuguese) == nil)
        for name in ["dress", "FROCK", "vestido", " Vestido  longo ", "Dress"] {
            #expect(try names.meaning(of: name) == .category("Dress"), "\(name)")
        }
        for name in ["none", "None of these", "nenhuma destas"] {
            #expect(try names.meaning(of: name) == .category("none"), "\(name)")
        }
        #expect(try names.meaning(of: "Handbag") == .unknown && names.meaning(of: "") == .unknown)
        try catalog.setCategoryName(nil, of: "Dress", language: "en")
        #expect(try names.meaning(of: "Frock") == .unknown)
    }

    /// Files with the fixed names keep their meaning after a renaming.
    @Test func fixedNamesComeFirstAndOtherNamesMustBeUnique() throws {
        #expect(error("Bag", "Camiseta") == nil)
        #expect(try names.meaning(of: "camiseta") == .several(["T-shirt/top", "Bag"]))
        // A name that only another language uses is accepted.
        #expect(error("Coat", "Bag", .brazilianPortuguese) != nil)
        #expect(error("Coat", "Casacão", .brazilianPortuguese) == nil)
        for name in CategoryNames.all { #expect(try names.meaning(of: name) == .category(name)) }
    }

    @Test func ambiguousNamesAreRefused() {
        #expect(error("Dress", " ")?.contains("cannot be empty") == true)
        #expect(error("Dress", String(repeating: "é", count: 40)) == nil)
        #expect(error("Dress", String(repeating: "é", count: 41))?.contains("40 characters") == true)
        // A letter with 5,000 accents is one character.
        #expect(error("Dress", "a" + String(repeating: "\u{301}", count: 5_000)) != nil)
        for hostile in ["a\u{1B}[2J", "a\nb", "a\u{202E}b", "a\u{0}", "a\u{2028}b"] {
            #expect(error("Dress", hostile)?.contains("control characters") == true)
        }
        #expect(error("Dress", "coat")?.contains("category Coat") == true)
        #expect(error("Dress", "casaco", .brazilianPortuguese)?.contains("category Coat") == true)
        #expect(error("Dress", "None of these")?.contains("category none") == true)
        // The fixed name of the category itself is accepted.
        #expect(error("Dress", "Dress") == nil)
    }

    @Test func decisionsFileAcceptsTheShopsNames() throws {
        try CategoryNames.rename("Ankle boot", to: "Botinha", in: .brazilianPortuguese, of: catalog)
        try CategoryNames.rename("Bag", to: "Camiseta", in: .english, of: catalog)
        func read(_ text: String) throws -> [Decision.Action] {
            try DecisionsFile(path: folder.write(Array(text.utf8), to: "d.csv"), names: names).decisions.map(\.action)
        }
        // The format of a European Excel: a byte order mark, semicolons, CRLF, columns in another order.
        #expect(
            try read("\u{FEFF}category;note;sku\r\nBotinha;\"a;b\";1\r\nnenhuma destas;;2\r\nankle boot;;3\r\n")
                == [.set("Ankle boot"), .none, .set("Ankle boot")])
        let error = #expect(throws: TaggerError.self) { try read("sku,category\n1,Botinha\n2,Camiseta\n3, \n") }
        #expect(error?.description.contains("line 3: “Camiseta” can mean T-shirt/top or Bag") == true)
        #expect(error?.description.contains("line 4: the category is empty; delete the lines") == true)
    }
}
