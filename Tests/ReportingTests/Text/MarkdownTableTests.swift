import Reporting
import Testing

@Suite struct MarkdownTableTests {
    @Test("Text columns are left-aligned, number columns right-aligned")
    func alignment() {
        var table = MarkdownTable(["network"], numbers: ["loss"])
        table.add(["784-256-10", "0.32"])
        #expect(table.text == "| network | loss |\n| --- | ---: |\n| 784-256-10 | 0.32 |\n")
    }

    @Test("Titles and cells are escaped")
    func escaping() {
        var table = MarkdownTable(["a|b"])
        table.add(["x | y\n<i>"])
        #expect(table.text == "| a\\|b |\n| --- |\n| x \\| y\\\\n&lt;i&gt; |\n")
    }
}
