/// Rows of cells as a table of GitHub Flavored Markdown.
public struct MarkdownTable: Sendable {
    private let titles: [String]
    private let isNumber: [Bool]
    private var rows: [[String]] = []

    /// An empty table.
    ///
    /// - Parameters:
    ///   - columns: The titles of those with words, at the left.
    ///   - numbers: The titles of those with numbers, which follow and stand at the right.
    public init(_ columns: [String], numbers: [String] = []) {
        titles = columns + numbers
        isNumber = columns.map { _ in false } + numbers.map { _ in true }
    }

    /// Adds a row, one cell for each column. The cells may hold anything: they are shown as they are.
    public mutating func add(_ cells: [String]) {
        precondition(cells.count == titles.count, "a cell for each column")
        rows.append(cells)
    }

    /// The table, a line for each row.
    public var text: String {
        let rule = isNumber.map { $0 ? "---:" : "---" }
        return ([titles.map(\.markdownEscaped), rule] + rows.map { $0.map(\.markdownEscaped) })
            .map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }
}

extension String {
    /// The text with what Markdown or HTML would take for more than text written out, on one line.
    public var markdownEscaped: String {
        // By scalars: what combines with a character must not hide it.
        harmless.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!": result += "\\\(scalar)"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
