/// A table with aligned columns for a terminal.
///
///     var table = TextTable(columns: [.init("NAME", canShrink: true), .init("COUNT", .right)])
///     table.add(["Coat", "12"])
public struct TextTable: Sendable {
    /// One column.
    public struct Column: Sendable {
        /// The alignment of the cells.
        public enum Alignment: Sendable { case left, right }

        let title: String
        let alignment: Alignment
        let canShrink: Bool
        let canBeMissing: Bool

        /// Creates a column.
        ///
        /// - Parameters:
        ///   - canShrink: Whether cells may be cut if the table is wider than the terminal.
        ///   - canBeMissing: Whether the column may be left out if the table is still too wide. The last such column is left
        ///     out first.
        public init(
            _ title: String, _ alignment: Alignment = .left, canShrink: Bool = false, canBeMissing: Bool = false
        ) {
            self.title = title
            self.alignment = alignment
            self.canShrink = canShrink
            self.canBeMissing = canBeMissing
        }
    }

    /// The maximum width of a column that can shrink, so that one long title does not widen all rows.
    private static let maximumColumnWidth = 80
    /// The minimum width of a shrunk column; shorter cells are not useful.
    private static let minimumColumnWidth = 8
    /// The number of spaces between columns.
    private static let gap = 2

    private let columns: [Column]
    private var rows: [[String]] = []

    /// Creates an empty table.
    public init(columns: [Column]) { self.columns = columns }

    /// Adds a row with one cell per column. The cells may contain any text; the table sanitizes them.
    public mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count, "a row needs one cell per column")
        rows.append(cells.map(\.sanitizedForTerminal))
    }

    /// Returns the table as text: a line of titles and one line per row.
    ///
    /// - Parameter width: The width of the terminal in columns. If the table is wider, the widest columns that can shrink are
    ///   cut, then columns that can be missing are left out, and at last all lines are cut. Nil: no limit.
    public func text(width: Int? = nil) -> String {
        var widths = columns.indices.map { column in
            let widest = rows.reduce(columns[column].title.columns) { max($0, $1[column].columns) }
            return columns[column].canShrink ? min(widest, Self.maximumColumnWidth) : widest
        }
        var shown = Array(columns.indices)
        if let width {
            while !fit(&widths, of: shown, into: width) {
                guard let dispensable = shown.last(where: { columns[$0].canBeMissing }) else { break }
                shown.removeAll { $0 == dispensable }
            }
        }
        let lines = [columns.map(\.title)] + rows
        return lines.map { cells in
            let padded = shown.map { column in
                let cell = cells[column].cut(toColumns: widths[column])
                let padding = String(repeating: " ", count: max(0, widths[column] - cell.columns))
                return columns[column].alignment == .left ? cell + padding : padding + cell
            }
            let line = padded.joined(separator: String(repeating: " ", count: Self.gap))
            let trimmed = String(line.reversed().drop { $0 == " " }.reversed())
            return (width.map { trimmed.cut(toColumns: $0) } ?? trimmed) + "\n"
        }.joined()
    }

    /// Shrinks the shown columns to a width and returns whether they fit. The widths stay unchanged if the columns do not fit
    /// and another column can be left out.
    private func fit(_ widths: inout [Int], of shown: [Int], into width: Int) -> Bool {
        var shrunk = widths
        var excess = shown.reduce(0) { $0 + shrunk[$1] } + Self.gap * (shown.count - 1) - width
        while excess > 0 {
            let shrinkable = shown.filter { columns[$0].canShrink && shrunk[$0] > Self.minimumColumnWidth }
            guard let widest = shrinkable.max(by: { shrunk[$0] < shrunk[$1] }) else { break }
            shrunk[widest] -= 1
            excess -= 1
        }
        let mayStillChange = shown.contains { columns[$0].canBeMissing }
        if excess <= 0 || !mayStillChange { widths = shrunk }
        return excess <= 0
    }
}
