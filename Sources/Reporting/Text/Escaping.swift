// The escapers of the text formats. All of them replace control characters first (`sanitizedForTerminal`), because neither
// XML nor Markdown has an escape for them.

extension String {
    /// The text for a paragraph or a table cell of Markdown, on one line, with all characters escaped that Markdown or HTML
    /// interprets.
    public var markdownEscaped: String {
        escaped { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!": "\\\(scalar)"
            default: nil
            }
        }
    }

    /// The text for a code span of Markdown, between backquotes. Markdown has no escape for a backquote there, so a backquote
    /// becomes an apostrophe.
    public var markdownCodeEscaped: String {
        escaped { scalar in
            switch scalar {
            case "`": "'"
            case "|": "\\|"
            default: nil
            }
        }
    }

    /// The text for an element or a quoted attribute of XML 1.0 or HTML.
    var xmlEscaped: String {
        escaped { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            default: nil
            }
        }
    }

    /// Replaces scalars. The replacement works on scalars, because a combining mark forms one `Character` with the scalar
    /// before it.
    private func escaped(_ replacement: (Unicode.Scalar) -> String?) -> String {
        sanitizedForTerminal.unicodeScalars.reduce(into: "") { result, scalar in
            if let text = replacement(scalar) {
                result += text
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }
}
