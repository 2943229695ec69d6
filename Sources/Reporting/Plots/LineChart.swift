/// A line chart. The name of each series stands at the end of its line.
///
///     LineChart(
///         title: "Loss by epoch", description: "…", x: Axis("epoch"), y: Axis("loss (nats)"),
///         series: [.init("training", points: [(1, 0.5), (2, 0.4)], isDashed: true), .init("validation", points: …)])
public struct LineChart: Sendable {
    /// One line, one set of points, or both.
    public struct Series: Sendable {
        let name: String?
        let colour: Int
        let points: [(x: Double, y: Double)]
        let spread: [Double]
        let isDashed: Bool
        let hasLine: Bool
        let hasPoints: Bool

        /// Creates a series.
        ///
        /// - Parameters:
        ///   - name: The label at the end of the line; nil for no label.
        ///   - colour: The index of a colour, from 0 to 3. Larger numbers start again at 0.
        ///   - points: The points in the order of the line. The line has a gap at points with infinite or undefined values.
        ///   - spread: Half the length of the vertical bar of each point; empty for no bars.
        public init(
            _ name: String?, colour: Int, points: [(x: Double, y: Double)], spread: [Double] = [],
            isDashed: Bool = false, hasLine: Bool = true, hasPoints: Bool = false
        ) {
            precondition(spread.isEmpty || spread.count == points.count, "spread needs one value per point")
            self.name = name
            self.colour = colour % SVG.colourCount
            self.points = points
            self.spread = spread
            self.isDashed = isDashed
            self.hasLine = hasLine
            self.hasPoints = hasPoints
        }
    }

    /// A labelled position on the x axis.
    public struct Mark: Sendable {
        let x: Double
        let label: String

        /// Creates a mark: a vertical line with a label at its upper end.
        public init(x: Double, label: String) {
            self.x = x
            self.label = label
        }
    }

    private let title: String, description: String
    private let x: Axis, y: Axis
    private let series: [Series]
    private let marks: [Mark]
    private let width: Double

    /// Creates a chart.
    ///
    /// - Parameters:
    ///   - title: The heading.
    ///   - description: The text for screen readers.
    ///   - width: The width in pixels.
    public init(
        title: String, description: String, x: Axis, y: Axis, series: [Series], marks: [Mark] = [], width: Double = 720
    ) {
        self.title = title
        self.description = description
        self.x = x
        self.y = y
        self.series = series
        self.marks = marks
        self.width = width
    }

    /// The chart as an SVG file.
    public var svg: String { drawing.text }

    var drawing: SVG {
        var page = SVG(width: width, height: 400, title: title, description: description)
        let longest = Double(series.compactMap(\.name?.count).max() ?? 0)
        let frame = PlotFrame(left: 64, right: width - max(24, longest * SVG.letterWidth + 26), top: 74, bottom: 344)
        // The inset keeps points off the y axis.
        let inset = series.contains(where: \.hasPoints) ? 18.0 : 0
        let xScale = x.scale(
            for: series.flatMap { $0.points.map(\.x) }, pixels: (frame.left + inset, frame.right - inset),
            tickCount: Int(width / 60),
            isTight: true)
        let ends = series.flatMap { series in
            series.points.indices.flatMap { index in
                let reach = series.spread.isEmpty ? 0 : series.spread[index]
                return [series.points[index].y - reach, series.points[index].y + reach]
            }
        }
        let yScale = y.scale(for: ends, pixels: (frame.bottom, frame.top), tickCount: 6)
        frame.draw(y: yScale, title: y.title, on: &page)
        frame.draw(x: xScale, title: x.title, on: &page)
        draw(marks, xScale, frame, on: &page)
        for series in series { draw(series, xScale, yScale, on: &page) }
        name(series, xScale, yScale, frame, on: &page)
        return page
    }

    /// Draws marks from left to right. Each mark starts below the labels of the previous ones, so that its line does not
    /// cross them.
    private func draw(_ marks: [Mark], _ scale: Scale, _ frame: PlotFrame, on page: inout SVG) {
        for (row, mark) in marks.sorted(by: { $0.x < $1.x }).enumerated() {
            guard let x = scale.position(mark.x) else { continue }
            let top = frame.top + Double(row) * 18
            page.line(x, top, x, frame.bottom, classes: "reference")
            let isFarRight = x + 8 + Double(mark.label.count) * SVG.letterWidth > frame.right
            page.text(
                mark.label, x: isFarRight ? x - 7 : x + 7, y: top + 13, anchor: isFarRight ? .end : .start,
                classes: "halo")
        }
    }

    private func draw(_ series: Series, _ xScale: Scale, _ yScale: Scale, on page: inout SVG) {
        let colour = "line\(series.colour)"
        if series.hasLine {
            let places = series.points.map { Self.place($0, xScale, yScale) }
            for run in places.split(whereSeparator: { $0 == nil }) {
                page.polyline(run.compactMap { $0 }, classes: "line \(colour)" + (series.isDashed ? " dashed" : ""))
            }
        }
        for (index, point) in series.points.enumerated() {
            guard let (x, y) = Self.place(point, xScale, yScale) else { continue }
            if !series.spread.isEmpty, let high = yScale.position(point.y + series.spread[index]),
                let low = yScale.position(point.y - series.spread[index])
            {
                page.line(x, low, x, high, classes: "thin \(colour)")
            }
            if series.hasPoints { page.circle(x, y, radius: 4.5, classes: "fill\(series.colour) ring") }
        }
    }

    /// Draws the names beside the ends of the lines, moved vertically where they would overlap.
    private func name(
        _ series: [Series], _ xScale: Scale, _ yScale: Scale, _ frame: PlotFrame, on page: inout SVG
    ) {
        let named = series.compactMap { series -> (name: String, colour: Int, end: (x: Double, y: Double))? in
            let end = series.points.reversed().lazy.compactMap { Self.place($0, xScale, yScale) }.first
            guard let name = series.name, let end else { return nil }
            return (name, series.colour, end)
        }
        let heights = LabelPlacement.positions(named.map(\.end.y), gap: 17, within: frame.top...frame.bottom - 4)
        for (label, y) in zip(named, heights) {
            if abs(y - label.end.y) > 6 {
                page.line(label.end.x + 6, label.end.y, frame.right + 13, y, classes: "thin line\(label.colour) pale")
            }
            page.text(label.name, x: frame.right + 16, y: y + 4.5, classes: "fill\(label.colour)")
        }
    }

    private static func place(
        _ point: (x: Double, y: Double), _ xScale: Scale, _ yScale: Scale
    ) -> (x: Double, y: Double)? {
        guard let x = xScale.position(point.x), let y = yScale.position(point.y) else { return nil }
        return (x, y)
    }
}
