/// A table of GitHub Flavored Markdown.
///
///     var table = MarkdownTable(["model"], numbers: ["loss"])
///     table.add(["784-256-10", "0.32"])
public struct MarkdownTable: Sendable {
    private let titles: [String]
    private let isNumber: [Bool]
    private var rows: [[String]] = []

    /// Creates an empty table.
    ///
    /// - Parameters:
    ///   - columns: The titles of the text columns, which are left-aligned.
    ///   - numbers: The titles of the number columns, which follow the text columns and are right-aligned.
    public init(_ columns: [String], numbers: [String] = []) {
        titles = columns + numbers
        isNumber = columns.map { _ in false } + numbers.map { _ in true }
    }

    /// Adds a row with one cell per column. The cells are plain text; the table escapes them.
    public mutating func add(_ cells: [String]) {
        precondition(cells.count == titles.count, "a row needs one cell per column")
        rows.append(cells)
    }

    /// The table with one line per row.
    public var text: String {
        let rule = isNumber.map { $0 ? "---:" : "---" }
        return ([titles.map(\.markdownEscaped), rule] + rows.map { $0.map(\.markdownEscaped) })
            .map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }
}
