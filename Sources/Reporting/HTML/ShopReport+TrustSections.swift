/// The parts of the page about how far the network can be trusted.
extension ShopReport {
    var curveSection: HTML {
        guard let curve, !curve.points.isEmpty else {
            return .empty(
                """
                No audits yet. As soon as people have decided some products that were drawn by lot, this shows how many \
                products the network can tag, and how many of these tags are right. <code>tagger review --db …</code> \
                brings them.
                """)
        }
        let stands = curve.standing.map { standing in
            "The shop stands where the network tags \(standing.coverage.percent) of the products, and about "
                + "\(standing.precision.percent) of these tags are right."
        }
        let caption: HTML = """
            The more products the network tags on its own (to the right), the more often it is wrong (down). The dashed line \
            is what was promised. \(stands ?? "") Measured on \(curve.audits.of("product")) that were drawn by lot and decided \
            by a person.
            """
        let promised = promise.precision.percentAsGiven
        let figure = HTML.figure("curve-figure", caption: caption) { width in
            let place = curve.standing.map { [(x: $0.coverage, y: $0.precision)] } ?? []
            return LineChart(
                title: "Tags that are right, by how many there are",
                description:
                    "A line of precision over coverage, and the promised precision, \(promised). \(stands ?? "")",
                x: Axis("products that the network tags", style: .percent, including: 0...1),
                y: Axis("tags that are right", style: .percent, including: min(promise.precision, 0.9)...1),
                series: [
                    .init("this shop", colour: 0, points: curve.points.map { ($0.coverage, $0.precision) }),
                    .init(
                        "promised", colour: 2, points: [(0, promise.precision), (1, promise.precision)],
                        isDashed: true),
                    .init(nil, colour: 1, points: place, hasLine: false, hasPoints: true),
                ], marks: curve.standing.map { [.init(x: $0.coverage, label: "now: \($0.coverage.percent)")] } ?? [],
                width: width
            ).drawing
        }
        let rows = Self.thinned(curve.points).map { point -> [HTML] in
            ["\(point.coverage.percent)", "\(point.precision.percent)"]
        }
        let table = HTML.table(
            "curve-table", caption: "If the network tagged so many products, so many of the tags would be right",
            columns: ["products tagged", "tags right"], rows: rows)
        return figure + .numbers(table)
    }

    /// At most a dozen of the points, with both ends.
    private static func thinned(_ points: [Curve.Point]) -> [Curve.Point] {
        let most = 12
        guard points.count > most else { return points }
        return (0..<most).map { points[$0 * (points.count - 1) / (most - 1)] }
    }

    var calibrationSection: HTML {
        guard let calibration, !calibration.before.bins.isEmpty else {
            return .empty(
                """
                No decisions yet to compare with. When people have decided some products, this shows whether the network is \
                right as often as it says it is sure. <code>tagger review --db …</code> brings products to decide.
                """)
        }
        let before = calibration.before
        guard let after = calibration.after, !after.bins.isEmpty else {
            return """
                <p>When the network says “90% sure”, it should be right 90 times of 100. It is off by \
                \(before.expectedCalibrationError.points) on average (the expected calibration error). It learns to say what is \
                so from decisions: <code>tagger learn --db …</code>.</p>
                <div class="multiples">
                \(Self.reliability("calibration-before", "Now", before))</div>
                \(Self.bins("calibration-before-table", "Now", before))
                """
        }
        let change: HTML =
            after.expectedCalibrationError < before.expectedCalibrationError
            ? "now by \(after.expectedCalibrationError.points)"
            : "and learning did not mend that: now by \(after.expectedCalibrationError.points)"
        return """
            <p>When the network says “90% sure”, it should be right 90 times of 100. Before it learned from this shop’s \
            decisions it was off by \(before.expectedCalibrationError.points) on average (the expected calibration error), \
            \(change). Bars that end at the dashed line say what is so; the orange part of a \
            bar is by how much it misses. Pale bars hold few guesses.</p>
            <div class="multiples">
            \(Self.reliability("calibration-before", "Before learning", before))\
            \(Self.reliability("calibration-after", "After learning", after))</div>
            \(Self.bins("calibration-before-table", "Before learning", before))\
            \(Self.bins("calibration-after-table", "After learning", after))
            """
    }

    private static func reliability(_ id: String, _ title: String, _ state: Calibration.State) -> HTML {
        let error = state.expectedCalibrationError.points
        let diagram = ReliabilityDiagram(
            title: title,
            description: "How often guesses are right against how sure they were: off by \(error) on average.",
            panels: [.init("off by \(error)", bins: state.bins)], width: 360)
        return """
            <figure>
            \(HTML(diagram.drawing, name: id))\
            <figcaption>\(state.bins.reduce(0) { $0 + $1.count }.of("guess", many: "guesses")).\
            </figcaption>
            </figure>

            """
    }

    private static func bins(_ id: String, _ title: String, _ state: Calibration.State) -> HTML {
        let rows = state.bins.map { bin -> [HTML] in
            ["\(bin.confidence.percent)", "\(bin.accuracy.percent)", "\(bin.count)"]
        }
        let table = HTML.table(
            id, caption: "\(title): how often right, by how sure", columns: ["sure", "right", "guesses"], rows: rows)
        return .numbers(table, "\(title), in numbers")
    }
}
