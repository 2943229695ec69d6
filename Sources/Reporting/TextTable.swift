/// Rows of cells in aligned columns, for a terminal.
public struct TextTable: Sendable {
    /// One column.
    public struct Column: Sendable {
        /// On which side its cells stand.
        public enum Alignment: Sendable { case left, right }

        let title: String
        let alignment: Alignment
        let canShrink: Bool

        /// A column with its title.
        ///
        /// - Parameter canShrink: Whether its cells may be cut when the table is too wide.
        public init(_ title: String, _ alignment: Alignment = .left, canShrink: Bool = false) {
            self.title = title
            self.alignment = alignment
            self.canShrink = canShrink
        }
    }

    /// What one endless title may cost all the others.
    private static let widestColumn = 80

    private let columns: [Column]
    private var rows: [[String]] = []

    /// An empty table.
    public init(columns: [Column]) { self.columns = columns }

    /// Adds a row, one cell for each column. The cells may hold anything: they are shown harmless.
    public mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count, "a cell for each column")
        rows.append(cells.map(\.harmless))
    }

    /// The table as text, a line for each row under a line of titles.
    ///
    /// - Parameter width: Columns of the terminal; the widest column that may shrink is cut until the table fits. Nil: as
    ///   wide as it needs to be, a column that may shrink at most 80 columns.
    public func text(width: Int? = nil) -> String {
        var widths = columns.indices.map { column in
            let widest = rows.reduce(columns[column].title.columns) { max($0, $1[column].columns) }
            return columns[column].canShrink ? min(widest, Self.widestColumn) : widest
        }
        let gap = 2
        if let width {
            var excess = widths.reduce(0, +) + gap * (widths.count - 1) - width
            while excess > 0 {
                let shrinkable = columns.indices.filter { columns[$0].canShrink && widths[$0] > 8 }
                guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
                widths[widest] -= 1
                excess -= 1
            }
        }
        let lines = [columns.map(\.title)] + rows
        return lines.map { cells in
            let padded = columns.indices.map { column in
                let cell = cells[column].cut(toColumns: widths[column])
                let padding = String(repeating: " ", count: max(0, widths[column] - cell.columns))
                return columns[column].alignment == .left ? cell + padding : padding + cell
            }
            let line = padded.joined(separator: String(repeating: " ", count: gap))
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }
}
