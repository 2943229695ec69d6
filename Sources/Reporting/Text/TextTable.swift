/// Rows of cells in aligned columns, for a terminal.
public struct TextTable: Sendable {
    /// One column.
    public struct Column: Sendable {
        /// On which side its cells stand.
        public enum Alignment: Sendable { case left, right }

        let title: String
        let alignment: Alignment
        let canShrink: Bool
        let canBeMissing: Bool

        /// A column with its title.
        ///
        /// - Parameters:
        ///   - canShrink: Whether its cells may be cut when the table is too wide.
        ///   - canBeMissing: Whether it may be left out when the table is still too wide; the last column that may goes first.
        public init(
            _ title: String, _ alignment: Alignment = .left, canShrink: Bool = false, canBeMissing: Bool = false
        ) {
            self.title = title
            self.alignment = alignment
            self.canShrink = canShrink
            self.canBeMissing = canBeMissing
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
    /// - Parameter width: Columns of the terminal; the widest column that may shrink is cut until the table fits, columns that
    ///   may be missing are left out, and in the end lines are cut. Nil: as wide as it needs to be, a column that may shrink at
    ///   most 80 columns.
    public func text(width: Int? = nil) -> String {
        var widths = columns.indices.map { column in
            let widest = rows.reduce(columns[column].title.columns) { max($0, $1[column].columns) }
            return columns[column].canShrink ? min(widest, Self.widestColumn) : widest
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

    /// Between columns.
    private static let gap = 2
    /// Less of a cell says nothing.
    private static let narrowestColumn = 8

    /// Shrinks columns until those that are shown fit into a width; whether they do.
    private func fit(_ widths: inout [Int], of shown: [Int], into width: Int) -> Bool {
        var shrunk = widths
        var excess = shown.reduce(0) { $0 + shrunk[$1] } + Self.gap * (shown.count - 1) - width
        while excess > 0 {
            let shrinkable = shown.filter { columns[$0].canShrink && shrunk[$0] > Self.narrowestColumn }
            guard let widest = shrinkable.max(by: { shrunk[$0] < shrunk[$1] }) else { break }
            shrunk[widest] -= 1
            excess -= 1
        }
        let mayStillChange = shown.contains { columns[$0].canBeMissing }
        if excess <= 0 || !mayStillChange { widths = shrunk }
        return excess <= 0
    }
}
