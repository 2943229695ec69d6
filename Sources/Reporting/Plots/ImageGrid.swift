/// Small gray pictures in rows, with words beside or below them.
public struct ImageGrid: Sendable {
    /// Pictures that belong together.
    public struct Row: Sendable {
        let name: String
        let pictures: [(pixels: [UInt8], caption: [String])]

        /// A row.
        ///
        /// - Parameters:
        ///   - name: What stands at the left; empty for nothing.
        ///   - pictures: Squares of bytes, bright on black, each with the lines below it.
        public init(_ name: String, pictures: [(pixels: [UInt8], caption: [String])]) {
            self.name = name
            self.pictures = pictures
        }
    }

    private let title: String, description: String
    private let side: Double
    private let rows: [Row]

    /// A grid.
    ///
    /// - Parameter side: How wide and high a picture is drawn, in pixels.
    public init(title: String, description: String, side: Double, rows: [Row]) {
        self.title = title
        self.description = description
        self.side = side
        self.rows = rows
    }

    /// The drawing, 720 pixels wide.
    public var svg: String {
        let lineHeight = 17.0, top = 48.0
        let longest = rows.map(\.name.count).max() ?? 0
        let left = longest == 0 ? 16 : Double(longest) * SVG.letterWidth + 34
        let heights = rows.map { row in
            side + Double(row.pictures.map(\.caption.count).max() ?? 0) * lineHeight + (longest == 0 ? 20 : 6)
        }
        var page = SVG(
            width: 720, height: top + heights.reduce(0, +) + 10, title: title, description: description)
        var y = top
        for (row, height) in zip(rows, heights) {
            page.text(row.name, x: left - 14, y: y + side / 2 + 4.5, anchor: .end)
            let room = (720 - 16 - left) / Double(max(1, row.pictures.count))
            for (index, picture) in row.pictures.enumerated() {
                let columns = Int(Double(picture.pixels.count).squareRoot())
                precondition(columns * columns == picture.pixels.count, "a square")
                let x = left + room * Double(index)
                page.picture(picture.pixels, columns: columns, x: x, y: y, width: side, height: side)
                for (line, text) in picture.caption.enumerated() {
                    page.text(
                        text, x: x, y: y + side + lineHeight * (Double(line) + 1), classes: line == 0 ? "" : "faint")
                }
            }
            y += height
        }
        return page.text
    }
}
