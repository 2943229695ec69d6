import Foundation
import TestSupport
import Testing

/// The texts of review, categories and learning.
@Suite struct ReviewTextTests {
    private let folder: TemporaryFolder
    private var catalog: String { folder.file("shop.sqlite") }

    init() throws {
        folder = try TemporaryFolder()
        try SampleShop.writeCatalog(to: catalog)
    }

    @Test("List, decisions, undo, history and apply")
    func decisions() throws {
        var transcript = Transcript(in: folder)
        try transcript.run("review", "--db", "shop.sqlite", "--limit", "8")
        try transcript.run("review", "--db", "shop.sqlite", "--limit", "3", "--format", "csv")
        try transcript.run("review", "--db", "shop.sqlite", "--text", "no such product")
        try transcript.run("review", "set", "TR-501", "calça", "--db", "shop.sqlite")
        try transcript.run("review", "set", "AB-901", "ankle", "boot", "--db", "shop.sqlite")
        try transcript.run("review", "accept", "TS-101", "TS-104", "--db", "shop.sqlite")
        try transcript.run("review", "none", "HM-1101", "--db", "shop.sqlite")
        try transcript.run("review", "skip", "DR-601", "--db", "shop.sqlite")
        try transcript.run("review", "undo", "--db", "shop.sqlite")
        try transcript.run("review", "undo", "--count", "2", "--db", "shop.sqlite")
        try transcript.run("review", "history", "--db", "shop.sqlite")
        try transcript.run("review", "history", "--db", "shop.sqlite", "--format", "csv")
        try transcript.run("review", "undo", "--count", "9", "--db", "shop.sqlite")
        try folder.write(Data("sku,category\nTR-501,Trouser\nTR-503,none\n".utf8), to: "decisions.csv")
        try transcript.run("review", "apply", "decisions.csv", "--db", "shop.sqlite")
        try transcript.run("status", "--db", "shop.sqlite")
        try expectSnapshot(transcript.text, named: "review")
    }

    @Test("The hints below the list on a terminal")
    func listOnTerminal() throws {
        let terminal = try PseudoTerminal("review", "--db", catalog, "--limit", "3", columns: 250)
        #expect(terminal.end() == 0)
        var transcript = Transcript(in: folder)
        let rows = terminal.rows.reversed().drop(while: \.isEmpty).reversed().map { $0 + "\n" }.joined()
        transcript.append(
            ["review", "--db", "shop.sqlite", "--limit", "3"], Program.Result(code: 0, output: rows, errors: ""))
        try expectSnapshot(transcript.text, named: "review-terminal")
    }

    @Test("Names of categories")
    func categories() throws {
        var transcript = Transcript(in: folder)
        try transcript.run("categories", "--db", "shop.sqlite")
        try transcript.run("categories", "rename", "Bag", "Bolsinhas", "--language", "pt-BR", "--db", "shop.sqlite")
        try transcript.run("categories", "--db", "shop.sqlite")
        try transcript.run("categories", "rename", "Coat", "bolsinhas", "--language", "pt-BR", "--db", "shop.sqlite")
        try transcript.run("categories", "rename", "Coat", "", "--db", "shop.sqlite")
        try transcript.run("categories", "reset", "--db", "shop.sqlite")
        try transcript.run("categories", "reset", "--db", "shop.sqlite")
        try expectSnapshot(transcript.text, named: "categories")
    }
}
