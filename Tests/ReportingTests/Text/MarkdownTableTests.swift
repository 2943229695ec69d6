import Reporting
import Testing

@Suite struct MarkdownTableTests {
    @Test func wordsStandAtTheLeftAndNumbersAtTheRight() {
        var table = MarkdownTable(["network"], numbers: ["loss"])
        table.add(["784-256-10", "0.32"])
        #expect(table.text == "| network | loss |\n| --- | ---: |\n| 784-256-10 | 0.32 |\n")
    }

    @Test func cellsCannotBreakOutOfTheTable() {
        var table = MarkdownTable(["a|b"])
        table.add(["x | y\n| <img src=x> `c` *d* [e](f) \\"])
        #expect(
            table.text
                == "| a\\|b |\n| --- |\n| x \\| y\\\\n\\| &lt;img src=x&gt; \\`c\\` \\*d\\* \\[e\\](f) \\\\ |\n")
    }

    /// Neither a mark behind a character nor a letter before it, such as Malayalam's dot reph, hides it.
    @Test func whatCombinesWithACharacterDoesNotHideIt() {
        let words = "<\u{301}b>\u{338} \u{0D4E}| \u{0D4E}`\u{301}"
        let escaped = "&lt;\u{301}b&gt;\u{338} \u{0D4E}\\| \u{0D4E}\\`\u{301}"
        #expect(words.markdownEscaped == escaped)
    }
}
