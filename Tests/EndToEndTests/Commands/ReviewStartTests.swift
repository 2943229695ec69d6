import Foundation
import TestSupport
import Testing

/// A person at `tagger review start`.
@Suite struct ReviewStartTests {
    private let folder: TemporaryFolder
    private var catalog: String { folder.file("shop.sqlite") }
    /// A filter that lets everything through that is not asked blind.
    private static let openly = "--min-confidence=0"

    init() throws {
        folder = try TemporaryFolder()
        let sample = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("sample_catalog").path
        _ = try Program.run("--db", catalog, "--import", sample, "--quiet", "--review-below", "1", "--model", "dense")
    }

    private struct Decided {
        let sku: String, action: String, category: String, isUndone: Bool
    }

    /// The history, the earliest first.
    private func history() throws -> [Decided] {
        let text = try Program.run("review", "history", "--db", catalog, "--format", "json").output
        let entries = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]] ?? []
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

    @Test func aSessionByKeys() throws {
        let terminal = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        try terminal.expect("0 decided · 66 to go")
        #expect(terminal.rows.contains { $0.contains("⏎ accept") })
        #expect(terminal.rows.contains { $0.contains("▀▀▀▀") }, "the picture")
        var skus = [try sku(terminal)]
        terminal.press("\r")
        try terminal.expect("1 decided · 65 to go")
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
        // Back to the last but one.
        terminal.press("u")
        try terminal.expect("Taken back: \(skus[3]), skipped")
        terminal.press("u")
        try terminal.expect("Taken back: \(skus[2]), None of these")
        #expect(try sku(terminal) == skus[2])
        terminal.press("0")
        try terminal.expect("3 decided · 63 to go")
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

    @Test func undoGoesOnWithWhatWasDecidedBefore() throws {
        _ = try Program.run("review", "set", "TR-501", "Bag", "--db", catalog)
        let terminal = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        try terminal.expect("65 to go")
        terminal.press("1")
        try terminal.expect("1 decided")
        terminal.press("u")
        try terminal.expect("0 decided")
        terminal.press("u")
        try terminal.expect("Taken back: TR-501, Bag")
        terminal.press("u")
        try terminal.expect("no decision to take back")
        terminal.press("q")
        #expect(terminal.end() == 0)
        #expect(try history().allSatisfy(\.isUndone))
    }

    /// The measured precision must not be the network's own opinion.
    @Test func whatMeasuresIsAskedWithoutAHint() throws {
        let terminal = try PseudoTerminal("review", "start", "--db", catalog)
        try terminal.expect("Asked without a hint")
        let sku = try sku(terminal)
        #expect(!terminal.rows.contains { $0.contains("⏎") || $0.contains("█") })
        // But for the precision that is asked for, no share stands there.
        let shares = terminal.rows.dropLast(2).filter { $0.contains("%") }
        #expect(shares.isEmpty)
        terminal.press("\r")
        try terminal.expect("no hint to accept")
        #expect(try history().isEmpty)
        terminal.press("3")
        try terminal.expect("The network thought: ")
        #expect(terminal.rows[0].contains("you said"))
        terminal.press("q")
        _ = terminal.end()
        #expect(try history().map(\.sku) == [sku])
        #expect(try history().map(\.category) == ["Pullover"])
    }

    @Test func whoAnswersSecondIsToldAndNothingIsLost() throws {
        let first = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        let second = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        try first.expect("66 to go")
        try second.expect("66 to go")
        let sku = try sku(first)
        #expect(try self.sku(second) == sku)
        first.press("4")
        try first.expect("✓ \(sku): Dress")
        second.press("5")
        try second.expect("\(sku) was decided meanwhile: Dress.")
        #expect(try self.sku(second) == sku)
        second.press("\r")
        try second.expectNo("was decided meanwhile")
        #expect(try history().map(\.category) == ["Dress"])
        // Both go on, each with something that is not decided.
        #expect(try self.sku(second) != sku)
        second.press("u")
        try second.expect("no decision to take back")
        for terminal in [first, second] {
            terminal.press("\u{1B}")
            #expect(terminal.end() == 0)
        }
    }

    @Test(arguments: [("\u{3}", Int32(130)), ("", Int32(143))])
    func interruptedItKeepsTheAnswersAndGivesTheTerminalBack(key: String, code: Int32) throws {
        let terminal = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        try terminal.expect("66 to go")
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

    @Test func killedAtTheMomentOfTheAnswerItIsThere() throws {
        let terminal = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        try terminal.expect("66 to go")
        terminal.press("2")
        try terminal.expect("✓ ")
        kill(terminal.process, SIGKILL)
        _ = terminal.end()
        #expect(try history().map(\.category) == ["Trouser"])
    }

    /// A cat on the keyboard decides one product, not all.
    @Test func aKeyThatIsHeldDownAnswersOnce() throws {
        let terminal = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        try terminal.expect("66 to go")
        terminal.press(String(repeating: "\r", count: 40))
        try terminal.expect("1 decided")
        terminal.press("\u{1B}[200~1\n2\n3\n\u{1B}[201~")
        terminal.press("q")
        #expect(terminal.end() == 0)
        #expect(try history().count == 1)
    }

    @Test func aDumbTerminalIsAskedLineByLine() throws {
        let terminal = try PseudoTerminal(
            "review", "start", "--db", catalog, Self.openly, columns: 250, environment: ["TERM": "dumb"])
        try terminal.expect("Enter alone")
        terminal.press("9\n")
        try terminal.expect("1 decided · 65 to go")
        terminal.press("\n")
        try terminal.expect("2 decided · 64 to go")
        terminal.press("12\n")
        try terminal.expect("One key, then Enter.")
        terminal.press("u\n")
        try terminal.expect("Taken back: ")
        terminal.press("\u{4}")
        #expect(terminal.end() == 0)
        #expect(!terminal.output.contains(0x1B))
        #expect(try history().map(\.action) == ["set", "accept"])
    }

    @Test func withoutATerminalItSaysWhatToUse() throws {
        let result = try Program.run("review", "start", "--db", catalog)
        #expect(result.code == 64)
        #expect(result.errors.contains("review apply") && result.errors.contains("review serve"))
    }

    @Test func itFollowsTheWindow() throws {
        let terminal = try PseudoTerminal("review", "start", "--db", catalog, Self.openly)
        try terminal.expect("66 to go")
        for (columns, rows) in [(40, 24), (200, 50), (80, 24)] {
            terminal.resize(columns: columns, rows: rows)
            try terminal.expect("66 to go")
            try terminal.expect("⏎ accept")
            #expect(terminal.rows.last?.hasPrefix("⏎ accept") == true)
        }
        terminal.resize(columns: 10, rows: 3)
        try terminal.expect("Make the")
        terminal.press("q")
        #expect(terminal.end() == 0)
    }

    @Test func itSpeaksPortugueseWithTheShopsWords() throws {
        #expect(
            try Program.run("categories", "rename", "vestido", "Vestido longo", "--language", "pt-BR", "--db", catalog)
                .output == "Dress is called “Vestido longo” (pt-BR).\n")
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

    @Test(arguments: ["xterm-kitty", "xterm-256color", "dumb"])
    func titlesCanDoNothingToTheTerminal(term: String) throws {
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
