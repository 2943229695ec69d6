/// A matrix of counts, such as a confusion matrix. The shade of a cell shows its share of the row.
public struct HeatMap: Sendable {
    private let title: String, description: String
    private let rowTitle: String, columnTitle: String
    private let names: [String]
    private let counts: [[Int]]

    /// Creates a heat map.
    ///
    /// - Parameters:
    ///   - title: The heading.
    ///   - description: The text for screen readers.
    ///   - names: The names of the rows from top to bottom, which are also those of the columns from left to right.
    ///   - counts: `[row, column]`.
    public init(
        title: String, description: String, rowTitle: String, columnTitle: String, names: [String], counts: [[Int]]
    ) {
        precondition(
            counts.count == names.count && counts.allSatisfy { $0.count == names.count },
            "the counts must be a square matrix")
        self.title = title
        self.description = description
        self.rowTitle = rowTitle
        self.columnTitle = columnTitle
        self.names = names
        self.counts = counts
    }

    /// The heat map as an SVG file, 720 pixels wide.
    public var svg: String {
        let left = Double(names.map(\.count).max() ?? 0) * SVG.letterWidth + 34, top = 108.0, gap = 2.0, height = 34.0
        let width = (720 - 20 - left) / Double(max(names.count, 1))
        var page = SVG(
            width: 720, height: top + height * Double(names.count) + 20, title: title, description: description)
        page.text(rowTitle, x: left - 14, y: top - 10, anchor: .end, classes: "faint")
        page.text(columnTitle, x: left, y: top - 50, classes: "faint")
        for (index, name) in names.enumerated() {
            page.text(name, x: left - 14, y: top + height * (Double(index) + 0.5) + 4.5, anchor: .end)
            let lines = Self.lines(name, room: Int(width / SVG.letterWidth))
            for (line, text) in lines.enumerated() {
                page.text(
                    text, x: left + width * (Double(index) + 0.5), y: top - 10 - 16 * Double(lines.count - 1 - line),
                    anchor: .middle)
            }
        }
        for (row, cells) in counts.enumerated() {
            let sum = Double(max(1, cells.reduce(0, +)))
            for (column, count) in cells.enumerated() {
                // The square root makes small counts visible beside the large counts of the diagonal.
                let shade = (Double(count) / sum).squareRoot()
                let x = left + width * Double(column), y = top + height * Double(row)
                page.rectangle(
                    x: x + gap / 2, y: y + gap / 2, width: width - gap, height: height - gap, opacity: max(shade, 0.03),
                    classes: "shade")
                page.text(
                    "\(count)", x: x + width / 2, y: y + height / 2 + 4.5, anchor: .middle,
                    classes: shade > 0.8 ? "onshade" : count == 0 ? "faint" : "")
            }
        }
        return page.text
    }

    /// Splits a name that is too wide into two lines, after a space or a slash if there is one.
    private static func lines(_ name: String, room: Int) -> [String] {
        guard name.count > room, let place = name.firstIndex(where: { " /".contains($0) }) else {
            return [name.cut(toColumns: room)]
        }
        let rest = name.index(after: place)
        return [name[..<rest], name[rest...]].map { $0.trimmingPrefix(" ") }.map { String($0).cut(toColumns: room) }
    }
}
