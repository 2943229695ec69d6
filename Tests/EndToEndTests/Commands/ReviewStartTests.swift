import Foundation
import TestSupport
import Testing

/// `tagger review start` on a pseudoterminal.
@Suite struct ReviewStartTests {
    private let folder: TemporaryFolder
    private var catalog: String { folder.file("shop.sqlite") }
    /// A filter that excludes nothing but blind audits.
    private static let openly = "--min-confidence=0"

    init() throws {
        folder = try TemporaryFolder()
        try SampleShop.writeCatalog(to: catalog, options: "--review-below", "1", "--model", "dense")
    }

    private struct Decided {
        let sku: String, action: String, category: String, isUndone: Bool
    }

    /// Returns the history, the earliest decision first.
    private func history() throws -> [Decided] {
        let entries = try Program.run("review", "history", "--db", catalog, "--format", "json").jsonArray()
        return entries.reversed().map {
            Decided(
                sku: $0["sku"] as? String ?? "", action: $0["action"] as? String ?? "",
                category: $0["category"] as? String ?? "", isUndone: $0["undone_at"] is String)
        }
    }

    private func sku(_ terminal: PseudoTerminal) throws -> String {
        let row = try #require(terminal.rows.first { $0.contains("SKU ") })
        return String(try #require(row.components(separatedBy: "SKU ").last))
    }

    @Test("A session by keys records, skips and undoes decisions") func keys() throws {
        let terminal = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        try terminal.expect("0 decided · 66 left")
        #expect(terminal.rows.contains { $0.contains("⏎ accept") })
        #expect(terminal.rows.contains { $0.contains("▀▀▀▀") }, "the image")
        var skus = [try sku(terminal)]
        terminal.press("\r")
        try terminal.expect("1 decided · 65 left")
        skus.append(try sku(terminal))
        terminal.press("4")
        try terminal.expect("✓ \(skus[1]): Dress")
        skus.append(try sku(terminal))
        terminal.press("N")
        try terminal.expect("✓ \(skus[2]): None of these")
        skus.append(try sku(terminal))
        terminal.press("s")
        try terminal.expect("\(skus[3]): skipped")
        #expect(Set(skus).count == 4)
        // Back to the product before the last one.
        terminal.press("u")
        try terminal.expect("Undone: \(skus[3]), skipped")
        terminal.press("u")
        try terminal.expect("Undone: \(skus[2]), None of these")
        #expect(try sku(terminal) == skus[2])
        terminal.press("0")
        try terminal.expect("3 decided · 63 left")
        terminal.press("q")
        #expect(terminal.end() == 0)
        #expect(terminal.wasCooked)
        #expect(String(decoding: terminal.output, as: UTF8.self).hasSuffix("\u{1B}[?1049l3 products decided.\r\n"))
        let decided = try history()
        #expect(decided.map(\.sku) == [skus[0], skus[1], skus[2], skus[3], skus[2]])
        #expect(decided.map(\.action) == ["accept", "set", "none", "skip", "set"])
        #expect(decided.last?.category == "Ankle boot" && decided[1].category == "Dress")
        #expect(decided.map(\.isUndone) == [false, false, true, true, false])
    }

    @Test("Undo continues with decisions from before the session") func undoEarlierDecisions() throws {
        _ = try Program.run("review", "set", "TR-501", "Bag", "--db", catalog)
        let terminal = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        try terminal.expect("65 left")
        terminal.press("1")
        try terminal.expect("1 decided")
        terminal.press("u")
        try terminal.expect("0 decided")
        terminal.press("u")
        try terminal.expect("Undone: TR-501, Bag")
        terminal.press("u")
        try terminal.expect("No decision to undo")
        terminal.press("q")
        #expect(terminal.end() == 0)
        #expect(try history().allSatisfy(\.isUndone))
    }

    /// A visible prediction would bias the measured precision.
    @Test("An audit does not show the prediction before the decision") func blindAudit() throws {
        let terminal = try PseudoTerminal("review", "start", "--db", catalog)
        try terminal.expect("Audit: the prediction is hidden")
        let sku = try sku(terminal)
        #expect(!terminal.rows.contains { $0.contains("⏎") || $0.contains("█") })
        // The only percentage on the screen is that of the precision target.
        let shares = terminal.rows.dropLast(2).filter { $0.contains("%") }
        #expect(shares.isEmpty)
        terminal.press("\r")
        try terminal.expect("no prediction to accept")
        #expect(try history().isEmpty)
        terminal.press("3")
        try terminal.expect("Prediction: ")
        #expect(terminal.rows[0].contains("our decision"))
        terminal.press("q")
        _ = terminal.end()
        #expect(try history().map(\.sku) == [sku])
        #expect(try history().map(\.category) == ["Pullover"])
    }

    @Test("The second of two users is told about the decision of the first") func twoUsers() throws {
        let first = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        let second = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        try first.expect("66 left")
        try second.expect("66 left")
        let sku = try sku(first)
        #expect(try self.sku(second) == sku)
        first.press("4")
        try first.expect("✓ \(sku): Dress")
        second.press("5")
        try second.expect("\(sku) was decided by another user: Dress.")
        #expect(try self.sku(second) == sku)
        second.press("\r")
        try second.expectNo("was decided by another user")
        #expect(try history().map(\.category) == ["Dress"])
        // Both continue with products that are not decided.
        #expect(try self.sku(second) != sku)
        second.press("u")
        try second.expect("No decision to undo")
        for terminal in [first, second] {
            terminal.press("\u{1B}")
            #expect(terminal.end() == 0)
        }
    }

    @Test(
        "A signal keeps the decisions and restores the terminal", arguments: [("\u{3}", Int32(130)), ("", Int32(143))])
    func signals(key: String, code: Int32) throws {
        let terminal = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        try terminal.expect("66 left")
        #expect(!terminal.isCooked)
        terminal.press("2")
        try terminal.expect("1 decided")
        terminal.press(key)
        if key.isEmpty { kill(terminal.process, SIGTERM) }
        #expect(terminal.end() == code)
        #expect(terminal.wasCooked)
        #expect(String(decoding: terminal.output, as: UTF8.self).contains("\u{1B}[?25h\u{1B}[?1049l"))
        #expect(try history().map(\.category) == ["Trouser"])
    }

    @Test("A decision is stored before it is shown") func killed() throws {
        let terminal = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        try terminal.expect("66 left")
        terminal.press("2")
        try terminal.expect("✓ ")
        kill(terminal.process, SIGKILL)
        _ = terminal.end()
        #expect(try history().map(\.category) == ["Trouser"])
    }

    @Test("A key that is held down decides once, and pasted text decides nothing") func heldKey() throws {
        let terminal = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        try terminal.expect("66 left")
        terminal.press(String(repeating: "\r", count: 40))
        try terminal.expect("1 decided")
        terminal.press("\u{1B}[200~1\n2\n3\n\u{1B}[201~")
        terminal.press("q")
        #expect(terminal.end() == 0)
        #expect(try history().count == 1)
    }

    @Test("Without control sequences, questions are lines of text") func dumbTerminal() throws {
        let terminal = try PseudoTerminal(
            "review", "start", "--db", catalog, Self.openly, columns: 250, environment: ["TERM": "dumb"])
        try terminal.expect("only Enter: ")
        terminal.press("9\n")
        try terminal.expect("1 decided · 65 left")
        terminal.press("\n")
        try terminal.expect("2 decided · 64 left")
        terminal.press("12\n")
        try terminal.expect("Type one key, then Enter.")
        terminal.press("u\n")
        try terminal.expect("Undone: ")
        terminal.press("\u{4}")
        #expect(terminal.end() == 0)
        #expect(!terminal.output.contains(0x1B))
        #expect(try history().map(\.action) == ["set", "accept"])
    }

    @Test("Without a terminal the error names the alternatives") func noTerminal() throws {
        let result = try Program.run("review", "start", "--db", catalog)
        #expect(result.code == 64)
        #expect(result.errors.contains("review apply") && result.errors.contains("review serve"))
    }

    @Test("The screen follows the size of the window") func resize() throws {
        let terminal = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        try terminal.expect("66 left")
        for (columns, rows) in [(40, 24), (200, 50), (80, 24)] {
            terminal.resize(columns: columns, rows: rows)
            try terminal.expect("66 left")
            // The program may still draw the previous size.
            try terminal.expectLastRow("⏎ accept")
        }
        terminal.resize(columns: 10, rows: 3)
        try terminal.expect("Make the")
        terminal.press("q")
        #expect(terminal.end() == 0)
    }

    @Test("The screen is in Portuguese, with the category names of the shop") func portuguese() throws {
        #expect(
            try Program.run("categories", "rename", "vestido", "Vestido longo", "--language", "pt-BR", "--db", catalog)
                .output == "Dress is now named “Vestido longo” (pt-BR).\n")
        let terminal = try PseudoTerminal(
            "review", "start", "--db", catalog, Self.openly, environment: ["LANG": "pt_BR.UTF-8"])
        try terminal.expect("0 decididos · faltam 66")
        #expect(terminal.rows.contains { $0.contains("4 Vestido longo") })
        terminal.press("4")
        try terminal.expect("Vestido longo")
        try terminal.expect("1 decidido · faltam 65")
        terminal.press("?")
        try terminal.expect("Teclas")
        terminal.press("x")
        terminal.press("h")
        try terminal.expect("Histórico")
        terminal.press("u")
        try terminal.expect("(desfeita) Vestido")
        terminal.press("\u{1B}")
        try terminal.expect("0 decididos · faltam 66")
        terminal.press("q")
        #expect(terminal.end() == 0)
        #expect(try history().map(\.category) == ["Dress"])
    }

    @Test("Titles cannot control the terminal", arguments: ["xterm-kitty", "xterm-256color", "dumb"])
    func hostileTitles(term: String) throws {
        let hostile = "\u{1B}]0;owned\u{7}\u{1B}[2J\u{202E}\u{9B}31mred"
        let shop = try SmallShop.write([SmallShop.image(1)], to: folder)
        try folder.write(
            Data("sku,title,image\n\"\(hostile)\",\"\(hostile)\",images/0.png\n".utf8), to: "shop/products.csv")
        let catalog = folder.file("hostile.sqlite")
        _ = try Program.run("--db", catalog, "--import", shop, "--quiet", "--review-below", "1", "--model", "dense")
        let terminal = try PseudoTerminal(
            "review", "start", "--db", catalog, columns: 250, environment: ["TERM": term])
        try terminal.expect(#"\u{1B}]0;owned\u{7}\u{1B}[2J\u{202E}"#)
        terminal.press(term == "dumb" ? "4\n" : "4")
        try terminal.expect("1 decided")
        terminal.press("\u{4}")
        #expect(terminal.end() == 0)
        let output = String(decoding: terminal.output, as: UTF8.self)
        #expect(!output.contains("\u{1B}]") && !output.contains("\u{7}") && !output.contains("\u{202E}"))
        #expect(!output.unicodeScalars.contains("\u{9B}"))
        if term == "xterm-kitty" {
            #expect(output.contains("\u{1B}_Ga=T,"))
            #expect(output.hasSuffix("\u{1B}[?1049l1 product decided.\r\n"))
            let removed = try #require(output.range(of: "\u{1B}_Ga=d,", options: .backwards))
            let drawn = try #require(output.range(of: "\u{1B}_Ga=T,", options: .backwards))
            #expect(drawn.lowerBound < removed.lowerBound)
        }
    }
}
