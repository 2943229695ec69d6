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
}
