import Testing

@testable import Reporting

@Suite struct HarmlessTextTests {
    @Test func whatMovesTheCursorOrReordersIsWrittenOut() {
        #expect("red\u{1B}[31m".harmless == "red\\u{1B}[31m")
        #expect("a\nb\tc\rd\u{0}".harmless == "a\\nb\\tc\\rd\\u{0}")
        #expect("gnp\u{202E}.exe".harmless == "gnp\\u{202E}.exe")
        #expect("\u{9B}31m\u{7F}\u{2028}\u{FEFF}".harmless == "\\u{9B}31m\\u{7F}\\u{2028}\\u{FEFF}")
    }

    @Test func ordinaryTextStays() {
        for text in ["T-shirt “Blau”, 3/4", "naïve café", "日本語 👕", "a'b\"c\\d"] { #expect(text.harmless == text) }
    }

    @Test func rightToLeftTextIsIsolated() {
        #expect("שלום".harmless == "\u{2068}שלום\u{2069}")
    }

    @Test func columnsAreThoseOfATerminal() {
        #expect("abc".columns == 3)
        #expect("日本".columns == 4)
        #expect("e\u{301}".columns == 1)
        #expect("👕".columns == 2)
        #expect("日本語".cut(toColumns: 5) == "日本…")
        #expect("abc".cut(toColumns: 3) == "abc")
        #expect("abcd".cut(toColumns: 3) == "ab…")
    }
}
