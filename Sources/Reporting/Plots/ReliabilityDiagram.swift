/// How often guesses are right against how sure they were (Guo et al., On Calibration of Modern Neural Networks, 2017), for
/// several networks side by side: bars that end at the diagonal say what is so.
public struct ReliabilityDiagram: Sendable {
    /// One bin of confidences.
    public struct Bin: Sendable, Equatable {
        /// Mean confidence and share of right guesses in the bin.
        let confidence: Double, accuracy: Double
        /// How many guesses fall into it.
        let count: Int

        /// A bin.
        public init(confidence: Double, accuracy: Double, count: Int) {
            self.confidence = confidence
            self.accuracy = accuracy
            self.count = count
        }
    }

    /// One network's.
    public struct Panel: Sendable {
        let title: String
        let bins: [Bin]

        /// A panel with its bins.
        public init(_ title: String, bins: [Bin]) {
            self.title = title
            self.bins = bins
        }
    }

    private let title: String, description: String
    private let panels: [Panel]
    private let width: Double

    /// A diagram with its panels from left to right, 720 pixels wide where nothing else is said.
    public init(title: String, description: String, panels: [Panel], width: Double = 720) {
        self.title = title
        self.description = description
        self.panels = panels
        self.width = width
    }

    /// The drawing.
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
            frame.draw(x: x, title: "how sure (mean of the bin)", on: &page)
            page.text("how often right", x: frame.left, y: frame.top - 12, classes: "faint")
            draw(panel.bins, x, y, frame, on: &page)
            page.line(frame.left, frame.bottom, frame.right, frame.top, classes: "reference")
        }
        return page
    }

    /// A bar from the ground to the accuracy, pale where less than 1% of all guesses fall into it, and the rest of the way
    /// to the confidence in another colour.
    private func draw(
        _ bins: [Bin], _ x: Scale, _ y: Scale, _ frame: PlotFrame, on page: inout SVG
    ) {
        let width = (frame.right - frame.left) / 15 - 3, total = bins.reduce(0) { $0 + $1.count }
        for bin in bins {
            guard let middle = x.position(bin.confidence), let right = y.position(bin.accuracy),
                let sure = y.position(bin.confidence)
            else { continue }
            let from = min(max(middle - width / 2, frame.left), frame.right - width)
            page.rectangle(
                x: from, y: right, width: width, height: frame.bottom - right,
                classes: bin.count * 100 < total ? "fill0 pale" : "fill0")
            page.rectangle(
                x: from, y: min(sure, right), width: width, height: abs(sure - right), classes: "fill1 gap")
            page.line(from, sure, from + width, sure, classes: "line line1")
        }
    }
}
