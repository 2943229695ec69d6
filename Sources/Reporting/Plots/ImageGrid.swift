/// Rows of small grayscale images with captions.
public struct ImageGrid: Sendable {
    /// One row of images.
    public struct Row: Sendable {
        let name: String
        let images: [(pixels: [UInt8], caption: [String])]

        /// Creates a row.
        ///
        /// - Parameters:
        ///   - name: The label at the left; empty for no label.
        ///   - images: The pixels of square images, row by row, 0 for black, and the lines of text below each image.
        public init(_ name: String, images: [(pixels: [UInt8], caption: [String])]) {
            self.name = name
            self.images = images
        }
    }

    private let title: String, description: String
    private let side: Double
    private let rows: [Row]

    /// Creates a grid with its rows from top to bottom.
    ///
    /// - Parameters:
    ///   - title: The heading.
    ///   - description: The text for screen readers.
    ///   - side: The width and height of each drawn image in pixels.
    public init(title: String, description: String, side: Double, rows: [Row]) {
        self.title = title
        self.description = description
        self.side = side
        self.rows = rows
    }

    /// The grid as an SVG file, 720 pixels wide.
    public var svg: String {
        let lineHeight = 17.0, top = 48.0
        let longest = rows.map(\.name.count).max() ?? 0
        let left = longest == 0 ? 16 : Double(longest) * SVG.letterWidth + 34
        let heights = rows.map { row in
            side + Double(row.images.map(\.caption.count).max() ?? 0) * lineHeight + (longest == 0 ? 20 : 6)
        }
        var page = SVG(
            width: 720, height: top + heights.reduce(0, +) + 10, title: title, description: description)
        var y = top
        for (row, height) in zip(rows, heights) {
            page.text(row.name, x: left - 14, y: y + side / 2 + 4.5, anchor: .end)
            let room = (720 - 16 - left) / Double(max(1, row.images.count))
            for (index, image) in row.images.enumerated() {
                let columns = Int(Double(image.pixels.count).squareRoot())
                precondition(columns * columns == image.pixels.count, "an image must be square")
                let x = left + room * Double(index)
                page.image(image.pixels, columns: columns, x: x, y: y, width: side, height: side)
                for (line, text) in image.caption.enumerated() {
                    page.text(
                        text, x: x, y: y + side + lineHeight * (Double(line) + 1), classes: line == 0 ? "" : "faint")
                }
            }
            y += height
        }
        return page.text
    }
}
