import Testing

@testable import Reporting

@Suite struct TextTableTests {
    @Test("Columns are aligned, also with wide characters")
    func alignment() {
        var table = TextTable(columns: [.init("NAME"), .init("N", .right)])
        table.add(["日本", "7"])
        table.add(["plain", "123"])
        #expect(
            table.text() == """
                NAME     N
                日本     7
                plain  123

                """)
    }

    @Test("The widest column that can shrink is cut")
    func shrinking() {
        var table = TextTable(columns: [.init("SKU"), .init("TITLE", canShrink: true), .init("N", .right)])
        table.add(["0123456789", String(repeating: "long ", count: 20), "1"])
        let lines = table.text(width: 40).split(separator: "\n")
        #expect(lines.allSatisfy { String($0).columns <= 40 })
        #expect(lines[1].hasPrefix("0123456789  long"))
        #expect(lines[1].hasSuffix("…  1"))
    }

    @Test("No line is wider than the terminal", arguments: [12, 40, 60, 80, 200])
    func terminalWidth(width: Int) {
        var table = TextTable(columns: [
            .init("SKU", canShrink: true), .init("TITLE", canShrink: true), .init("CATEGORY"),
            .init("CONFIDENCE", .right, canBeMissing: true), .init("SECOND", canBeMissing: true),
            .init("REASON", canBeMissing: true),
        ])
        table.add(["12345678901234567890", "日本語のワンピース 👗🇧🇷 ✨ とても長い", "T-shirt/top", "0.990", "Ankle boot", "uncertain"])
        let lines = table.text(width: width).split(separator: "\n").map(String.init)
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.columns <= width })
        // The last column that can be missing is left out first, as a whole.
        #expect(lines[0].contains("REASON") == (width >= 80))
        #expect(lines[0].contains("CATEGORY") == (width >= 40))
        #expect(!lines[0].contains("REASON") || lines[1].hasSuffix("uncertain"))
    }

    @Test("Control characters of a cell are escaped")
    func controlCharacters() {
        var table = TextTable(columns: [.init("A"), .init("B")])
        table.add(["x\n\u{1B}[2J", "y"])
        #expect(table.text().split(separator: "\n").count == 2)
        #expect(!table.text().contains("\u{1B}"))
    }
}
