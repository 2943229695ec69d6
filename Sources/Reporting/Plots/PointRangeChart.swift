/// A chart with one row per compared quantity: small points for the measurements, a large point for the mean, a bar for its
/// uncertainty, and a note at the right.
public struct PointRangeChart: Sendable {
    /// One compared quantity.
    public struct Row: Sendable {
        let name: String
        let values: [Double]
        let mean: Double
        let halfWidth: Double
        let note: String
        let colour: Int

        /// Creates a row.
        ///
        /// - Parameters:
        ///   - values: The measurements; empty if there is only the mean.
        ///   - halfWidth: Half the length of the bar, which is centred at the mean; 0 for no bar.
        ///   - note: The text at the right, for example the mean as a number.
        ///   - colour: The index of a colour, from 0 to 3. Larger numbers start again at 0.
        public init(
            _ name: String, values: [Double] = [], mean: Double, halfWidth: Double = 0, note: String, colour: Int = 0
        ) {
            self.name = name
            self.values = values
            self.mean = mean
            self.halfWidth = halfWidth
            self.note = note
            self.colour = colour % SVG.colourCount
        }
    }

    private let title: String, description: String
    private let x: Axis
    private let rows: [Row]
    private let reference: (value: Double, label: String)?

    /// Creates a chart with its rows from top to bottom.
    ///
    /// - Parameters:
    ///   - title: The heading.
    ///   - description: The text for screen readers.
    ///   - reference: A value for comparison, drawn as a vertical line, and its label.
    public init(
        title: String, description: String, x: Axis, rows: [Row], reference: (value: Double, label: String)? = nil
    ) {
        self.title = title
        self.description = description
        self.x = x
        self.rows = rows
        self.reference = reference
    }

    /// The chart as an SVG file, 720 pixels wide.
    public var svg: String {
        let rowHeight = 34.0, top = reference == nil ? 48.0 : 68.0
        let bottom = top + rowHeight * Double(rows.count)
        var page = SVG(width: 720, height: bottom + 56, title: title, description: description)
        func width(_ texts: [String]) -> Double { Double(texts.map(\.count).max() ?? 0) * SVG.letterWidth }
        let frame = PlotFrame(
            left: width(rows.map(\.name)) + 34, right: 720 - width(rows.map(\.note)) - 34, top: top, bottom: bottom)
        let values = rows.flatMap { $0.values + [$0.mean - $0.halfWidth, $0.mean + $0.halfWidth] }
        let scale = x.scale(
            for: values + (reference.map { [$0.value] } ?? []), pixels: (frame.left, frame.right), tickCount: 6)
        frame.draw(x: scale, title: x.title, on: &page)
        if let reference, let x = scale.position(reference.value) {
            page.line(x, top - 6, x, bottom, classes: "reference")
            page.text(reference.label, x: x, y: top - 12, anchor: .middle, classes: "faint")
        }
        for (index, row) in rows.enumerated() {
            let y = top + rowHeight * (Double(index) + 0.5)
            page.text(row.name, x: frame.left - 14, y: y + 4.5, anchor: .end)
            for value in row.values {
                guard let x = scale.position(value) else { continue }
                page.circle(x, y, radius: 3.5, classes: "fill\(row.colour) pale")
            }
            if let x = scale.position(row.mean) {
                if row.halfWidth > 0, let low = scale.position(row.mean - row.halfWidth),
                    let high = scale.position(row.mean + row.halfWidth)
                {
                    page.line(low, y, high, y, classes: "line line\(row.colour)")
                }
                page.circle(x, y, radius: 6, classes: "fill\(row.colour) ring")
            }
            page.text(row.note, x: frame.right + 18, y: y + 4.5)
        }
        return page.text
    }
}
