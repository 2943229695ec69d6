import Testing

@testable import Reporting

@Suite struct TerminalSanitizingTests {
    @Test("Control and formatting characters are escaped")
    func controlCharacters() {
        #expect("red\u{1B}[31m".sanitizedForTerminal == "red\\u{1B}[31m")
        #expect("a\nb\tc\rd\u{0}".sanitizedForTerminal == "a\\nb\\tc\\rd\\u{0}")
        #expect("gnp\u{202E}.exe".sanitizedForTerminal == "gnp\\u{202E}.exe")
        #expect("\u{9B}31m\u{7F}\u{2028}\u{FEFF}".sanitizedForTerminal == "\\u{9B}31m\\u{7F}\\u{2028}\\u{FEFF}")
    }

    @Test(
        "Ordinary text stays the same",
        arguments: ["T-shirt “Blau”, 3/4", "naïve café", "日本語 👕", "a'b\"c\\d"])
    func ordinaryText(text: String) {
        #expect(text.sanitizedForTerminal == text)
    }

    @Test("Right-to-left text is isolated")
    func rightToLeft() {
        #expect("שלום".sanitizedForTerminal == "\u{2068}שלום\u{2069}")
    }

    @Test("Widths are those of a terminal")
    func widths() {
        #expect("abc".columns == 3)
        #expect("日本".columns == 4)
        #expect("e\u{301}".columns == 1)
        #expect("👕".columns == 2)
    }

    @Test("A cut text fits and ends with an ellipsis")
    func cut() {
        #expect("日本語".cut(toColumns: 5) == "日本…")
        #expect("abc".cut(toColumns: 3) == "abc")
        #expect("abcd".cut(toColumns: 3) == "ab…")
    }
}
