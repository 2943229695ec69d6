extension ShopReport {
    /// The risk–coverage curve: the precision of automatic tags by the share of products that are tagged automatically.
    public struct Curve: Sendable {
        /// One threshold.
        public struct Point: Sendable {
            /// The share of products that are tagged automatically, and the share of correct tags among them.
            public var coverage: Double, precision: Double

            /// Creates a point.
            public init(coverage: Double, precision: Double) {
                self.coverage = coverage
                self.precision = precision
            }
        }

        /// The points by increasing coverage.
        public var points: [Point]
        /// The point of the present threshold; nil if no audit is at or above it.
        public var current: Point?
        /// The number of audits behind the curve.
        public var audits: Int

        /// Creates a curve.
        public init(points: [Point], current: Point?, audits: Int) {
            self.points = points
            self.current = current
            self.audits = audits
        }
    }

    var curveSection: HTML {
        guard let curve, !curve.points.isEmpty else {
            return .empty(
                """
                There are no audits yet. With audits, this section shows the share of products that can be tagged automatically, \
                and the share of these tags that is correct. <code>tagger review --db …</code> lists the products to decide.
                """)
        }
        let current = curve.current.map { point in
            "At the present threshold, \(point.coverage.readablePercent) of the products are tagged automatically, and "
                + "about \(point.precision.readablePercent) of these tags are correct."
        }
        let caption: HTML = """
            A lower threshold tags more products (to the right) with a lower precision (down). The dashed line is the precision \
            target. \(current ?? "") The curve is measured on \(curve.audits.counted("audit")).
            """
        let target = precision.target
        let figure = HTML.figure("curve-figure", caption: caption) { width in
            let place = curve.current.map { [(x: $0.coverage, y: $0.precision)] } ?? []
            return LineChart(
                title: "Precision by share of tagged products",
                description:
                    "Precision over coverage, with the precision target of \(target.exactPercent). \(current ?? "")",
                x: Axis("products tagged automatically", style: .percent, including: 0...1),
                y: Axis("correct tags", style: .percent, including: min(target, 0.9)...1),
                series: [
                    .init("this shop", colour: 0, points: curve.points.map { ($0.coverage, $0.precision) }),
                    .init("target", colour: 2, points: [(0, target), (1, target)], isDashed: true),
                    .init(nil, colour: 1, points: place, hasLine: false, hasPoints: true),
                ],
                marks: curve.current.map { [.init(x: $0.coverage, label: "now: \($0.coverage.readablePercent)")] }
                    ?? [],
                width: width
            ).drawing
        }
        let rows = Self.thinned(curve.points).map { point -> [HTML] in
            ["\(point.coverage.readablePercent)", "\(point.precision.readablePercent)"]
        }
        let table = HTML.table(
            "curve-table", caption: "Precision by share of tagged products",
            columns: ["products tagged automatically", "correct tags"], rows: rows)
        return figure + .numbers(table)
    }

    /// Returns at most 12 of the points, including both ends.
    private static func thinned(_ points: [Curve.Point]) -> [Curve.Point] {
        let maximum = 12
        guard points.count > maximum else { return points }
        return (0..<maximum).map { points[$0 * (points.count - 1) / (maximum - 1)] }
    }
}
