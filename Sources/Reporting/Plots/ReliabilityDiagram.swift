/// A reliability diagram: accuracy as a function of confidence, for one or more models side by side (Guo et al., "On
/// Calibration of Modern Neural Networks", 2017). The bars of a calibrated model end at the diagonal.
public struct ReliabilityDiagram: Sendable {
    /// One confidence interval.
    public struct Bin: Sendable, Equatable {
        /// The mean confidence of the predictions, and the share of them that is correct.
        let confidence: Double, accuracy: Double
        /// The number of predictions.
        let count: Int

        /// Creates a bin.
        public init(confidence: Double, accuracy: Double, count: Int) {
            self.confidence = confidence
            self.accuracy = accuracy
            self.count = count
        }
    }

    /// The diagram of one model.
    public struct Panel: Sendable {
        let title: String
        let bins: [Bin]

        /// Creates a panel with its title and its bins by increasing confidence.
        public init(_ title: String, bins: [Bin]) {
            self.title = title
            self.bins = bins
        }
    }

    private let title: String, description: String
    private let panels: [Panel]
    private let width: Double

    /// Creates a diagram with its panels from left to right.
    ///
    /// - Parameters:
    ///   - title: The heading.
    ///   - description: The text for screen readers.
    ///   - width: The width in pixels.
    public init(title: String, description: String, panels: [Panel], width: Double = 720) {
        self.title = title
        self.description = description
        self.panels = panels
        self.width = width
    }

    /// The diagram as an SVG file.
    public var svg: String { drawing.text }

    var drawing: SVG {
        let count = Double(max(1, panels.count)), room = width / count
        let side = min(280, room - 90)
        var page = SVG(width: width, height: side + 158, title: title, description: description)
        for (index, panel) in panels.enumerated() {
            let left = room * Double(index) + 66
            let frame = PlotFrame(left: left, right: left + side, top: 96, bottom: 96 + side)
            let axis = Axis("confidence", style: .percent, including: 0...1)
            let x = axis.scale(for: [], pixels: (frame.left, frame.right), tickCount: 5)
            let y = axis.scale(for: [], pixels: (frame.bottom, frame.top), tickCount: 5)
            page.text(panel.title, x: frame.left, y: 60)
            frame.draw(y: y, title: "", on: &page)
            frame.draw(x: x, title: "confidence (mean of the bin)", on: &page)
            page.text("accuracy", x: frame.left, y: frame.top - 12, classes: "faint")
            draw(panel.bins, x, y, frame, on: &page)
            page.line(frame.left, frame.bottom, frame.right, frame.top, classes: "reference")
        }
        return page
    }

    /// Draws a bar up to the accuracy of each bin, and the difference between accuracy and confidence in another colour. Bins
    /// with less than 1% of all predictions are pale.
    private func draw(
        _ bins: [Bin], _ x: Scale, _ y: Scale, _ frame: PlotFrame, on page: inout SVG
    ) {
        let width = (frame.right - frame.left) / 15 - 3, total = bins.reduce(0) { $0 + $1.count }
        for bin in bins {
            guard let middle = x.position(bin.confidence), let accuracy = y.position(bin.accuracy),
                let confidence = y.position(bin.confidence)
            else { continue }
            let from = min(max(middle - width / 2, frame.left), frame.right - width)
            page.rectangle(
                x: from, y: accuracy, width: width, height: frame.bottom - accuracy,
                classes: bin.count * 100 < total ? "fill0 pale" : "fill0")
            page.rectangle(
                x: from, y: min(confidence, accuracy), width: width, height: abs(confidence - accuracy),
                classes: "fill1 gap")
            page.line(from, confidence, from + width, confidence, classes: "line line1")
        }
    }
}
