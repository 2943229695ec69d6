import Testing

@testable import Reporting

@Suite struct EscapingTests {
    @Test("Markdown text has no markup, and stays on one line")
    func markdown() {
        #expect(
            "x | y\n| <img src=x> `c` *d* [e](f) \\".markdownEscaped
                == "x \\| y\\\\n\\| &lt;img src=x&gt; \\`c\\` \\*d\\* \\[e\\](f) \\\\")
    }

    @Test("A Markdown code span has no backquote and no bar")
    func markdownCode() {
        #expect("a`b|c_d".markdownCodeEscaped == "a'b\\|c_d")
    }

    @Test("XML text has no markup and no quotes")
    func xml() {
        #expect("<a b=\"c\">'&\u{0}".xmlEscaped == "&lt;a b=&quot;c&quot;&gt;&#39;&amp;\\u{0}")
    }

    /// The scalars form one `Character`: a combining mark after the special character, or a prepended letter before it, such as
    /// the Malayalam dot reph (U+0D4E).
    @Test("Characters with combining marks are escaped")
    func combiningMarks() {
        let text = "<\u{301}b>\u{338} \u{0D4E}| \u{0D4E}`\u{301}"
        // A variable, because the macro's expansion of this literal does not compile.
        let escaped = "&lt;\u{301}b&gt;\u{338} \u{0D4E}\\| \u{0D4E}\\`\u{301}"
        #expect(text.markdownEscaped == escaped)
        #expect("<\u{301}".xmlEscaped == "&lt;\u{301}")
    }
}
