/// The rectangle of a plot between its axes.
struct PlotFrame {
    let left: Double, right: Double, top: Double, bottom: Double

    /// Draws the x axis: grid lines, tick labels, and the title below.
    func draw(x scale: Scale, title: String, on page: inout SVG) {
        for tick in scale.ticks {
            guard let x = scale.position(tick.value) else { continue }
            page.line(x, top, x, bottom, classes: "grid")
            page.text(tick.label, x: x, y: bottom + 19, anchor: .middle, classes: "faint")
        }
        page.line(left, bottom, right, bottom, classes: "axis")
        page.text(title, x: (left + right) / 2, y: bottom + 42, anchor: .middle, classes: "faint")
    }

    /// Draws the y axis: grid lines, tick labels, and the title above the axis as horizontal text.
    func draw(y scale: Scale, title: String, on page: inout SVG) {
        for tick in scale.ticks {
            guard let y = scale.position(tick.value) else { continue }
            page.line(left, y, right, y, classes: "grid")
            page.text(tick.label, x: left - 9, y: y + 4.5, anchor: .end, classes: "faint")
        }
        page.text(title, x: 16, y: top - 15, classes: "faint")
    }
}
