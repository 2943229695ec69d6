extension ShopReport {
    /// The share of products that are tagged automatically, by number of decisions.
    public struct LearningCurve: Sendable {
        /// One learned model.
        public struct Point: Sendable {
            /// The number of decisions that the model learned from.
            public var decisions: Int
            /// The share of products that can be tagged automatically at a precision of 95%.
            public var coverage: Double

            /// Creates a point.
            public init(decisions: Int, coverage: Double) {
                self.decisions = decisions
                self.coverage = coverage
            }
        }

        /// The points by increasing number of decisions.
        public var points: [Point]
        /// A sentence about the expected effect of 100 further decisions; empty without a forecast.
        public var forecast: String

        /// Creates a learning curve.
        public init(points: [Point] = [], forecast: String = "") {
            self.points = points
            self.forecast = forecast
        }
    }

    /// A model that was learned from the decisions of the shop.
    public struct LearnedModel: Sendable {
        /// The name, and the formatted date of the learning.
        public var name: String, date: String
        /// The number of decisions.
        public var decisions: Int
        /// The share of correct predictions on held-out audits, and the share of products that can be tagged automatically;
        /// nil if unknown.
        public var accuracy: Double?, coverage: Double?

        /// Creates a learned model.
        public init(name: String, date: String, decisions: Int, accuracy: Double?, coverage: Double?) {
            self.name = name
            self.date = date
            self.decisions = decisions
            self.accuracy = accuracy
            self.coverage = coverage
        }
    }

    var learningCurveSection: HTML {
        guard !learningCurve.points.isEmpty || !learningCurve.forecast.isEmpty else {
            return .empty(
                """
                There are no decisions yet, so there is no forecast. <code>tagger review --db …</code> lists the products to \
                decide, the most useful ones first.
                """)
        }
        let sentence: HTML =
            learningCurve.forecast.isEmpty
            ? "<p>There are too few audits for a forecast of the effect of the next 100 decisions.</p>\n"
            : "<p class=\"lead\">\(learningCurve.forecast)</p>\n"
        guard learningCurve.points.count > 1 else { return sentence }
        let caption =
            "Share of products that can be tagged automatically at a precision of 95%, by number of decisions."
        let figure = HTML.figure("learning-curve-figure", caption: "\(caption)") { width in
            LineChart(
                title: "Coverage by number of decisions", description: caption,
                x: Axis("decisions", style: .count, including: 0...1),
                y: Axis("products tagged automatically", style: .percent, including: 0...1),
                series: [
                    .init(
                        nil, colour: 0, points: learningCurve.points.map { (Double($0.decisions), $0.coverage) },
                        hasPoints: true)
                ], width: width
            ).drawing
        }
        let rows = learningCurve.points.map { point -> [HTML] in
            ["\(point.decisions)", "\(point.coverage.readablePercent)"]
        }
        let table = HTML.table(
            "learning-curve-table", caption: "Coverage by number of decisions",
            columns: ["decisions", "products tagged automatically"], rows: rows)
        return sentence + figure + .numbers(table)
    }

    var modelsSection: HTML {
        guard !models.isEmpty else {
            return .empty(
                """
                No model is learned yet. The program's own model is active. <code>tagger learn --db …</code> learns a model from \
                the decisions and activates it only if it is better.
                """)
        }
        let rows = models.map { model -> [HTML] in
            [
                "\(model.name)", "\(model.date)", "\(model.decisions)", "\(model.accuracy?.readablePercent ?? "–")",
                "\(model.coverage?.readablePercent ?? "–")",
            ]
        }
        let table = HTML.table(
            "models-table", caption: "Models learned from the decisions of this shop, latest first",
            columns: ["model", "learned", "decisions", "accuracy", "coverage"], words: [1], rows: rows)
        return """
            <p>Accuracy: the share of correct predictions on audits that the model was not trained on. Coverage: the share of \
            products that can be tagged automatically at a precision of 95%. Each of these models was better than the one before \
            it. <code>tagger models rollback</code> activates the previous model.</p>
            \(table)
            """
    }
}
