extension ShopReport {
    /// The agreement of confidence and accuracy before and after learning.
    public struct Calibration: Sendable {
        /// The calibration of one model.
        public struct Measurement: Sendable {
            /// The bins of the reliability diagram by increasing confidence.
            public var bins: [ReliabilityDiagram.Bin]
            /// The expected calibration error, as a share of 1.
            public var expectedCalibrationError: Double

            /// Creates a measurement.
            public init(bins: [ReliabilityDiagram.Bin], expectedCalibrationError: Double) {
                self.bins = bins
                self.expectedCalibrationError = expectedCalibrationError
            }
        }

        /// The calibration of the model that comes with the program, and of the learned model; nil if there is none.
        public var before: Measurement, after: Measurement?

        /// Creates both measurements.
        public init(before: Measurement, after: Measurement?) {
            self.before = before
            self.after = after
        }
    }

    var calibrationSection: HTML {
        guard let calibration, !calibration.before.bins.isEmpty else {
            return .empty(
                """
                There are no audits yet. With audits, this section compares the confidence of predictions with the share of \
                correct ones. <code>tagger review --db …</code> lists the products to decide.
                """)
        }
        let before = calibration.before
        let error = before.expectedCalibrationError.percentagePoints
        guard let after = calibration.after, !after.bins.isEmpty else {
            return """
                <p>Of predictions with a confidence of 90%, 90 in 100 should be correct. The average difference between \
                confidence and accuracy (expected calibration error) is \(error). <code>tagger learn --db …</code> adjusts the \
                confidences to the decisions.</p>
                <div class="multiples">
                \(Self.reliability("calibration-before", "Now", before))</div>
                \(Self.bins("calibration-before-table", "Now", before))
                """
        }
        let isSmaller = after.expectedCalibrationError < before.expectedCalibrationError
        return """
            <p>Of predictions with a confidence of 90%, 90 in 100 should be correct. The average difference between confidence \
            and accuracy (expected calibration error) was \(error) before learning from the decisions of this shop, and is \
            \(after.expectedCalibrationError.percentagePoints) now. \
            \(isSmaller ? "Learning reduced the error." : "Learning did not reduce the error.") The bars of calibrated \
            predictions end at the dashed line. The orange part of a bar is the difference. Pale bars contain few \
            predictions.</p>
            <div class="multiples">
            \(Self.reliability("calibration-before", "Before learning", before))\
            \(Self.reliability("calibration-after", "After learning", after))</div>
            \(Self.bins("calibration-before-table", "Before learning", before))\
            \(Self.bins("calibration-after-table", "After learning", after))
            """
    }

    private static func reliability(_ id: String, _ title: String, _ measurement: Calibration.Measurement) -> HTML {
        let error = measurement.expectedCalibrationError.percentagePoints
        let diagram = ReliabilityDiagram(
            title: title, description: "Accuracy by confidence. Expected calibration error: \(error).",
            panels: [.init("error: \(error)", bins: measurement.bins)], width: 360)
        return """
            <figure>
            \(HTML(diagram.drawing, name: id))\
            <figcaption>\(measurement.bins.reduce(0) { $0 + $1.count }.counted("prediction")).\
            </figcaption>
            </figure>

            """
    }

    private static func bins(_ id: String, _ title: String, _ measurement: Calibration.Measurement) -> HTML {
        let rows = measurement.bins.map { bin -> [HTML] in
            ["\(bin.confidence.readablePercent)", "\(bin.accuracy.readablePercent)", "\(bin.count)"]
        }
        let table = HTML.table(
            id, caption: "\(title): accuracy by confidence", columns: ["confidence", "accuracy", "predictions"],
            rows: rows)
        return .numbers(table, "\(title), as a table")
    }
}
