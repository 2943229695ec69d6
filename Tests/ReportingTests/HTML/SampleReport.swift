import Reporting

/// Reports for the tests.
enum SampleReport {
    /// Returns a report with data in all sections. All texts of the shop are the same, so that a page with hostile texts can be
    /// compared with a page with harmless ones.
    static func full(_ words: String = "Coat") -> ShopReport {
        let image = EmbeddedImage(gray: Array(repeating: 7, count: 784), columns: 28)
        let products = (0..<9).map { index in
            ShopReport.Product(sku: words, title: words, image: index == 1 ? nil : image)
        }
        let bins = [ReliabilityDiagram.Bin(confidence: 0.9, accuracy: 0.7, count: 40)]
        return ShopReport(
            shop: words, date: words, model: words,
            precision: .init(
                target: 0.97,
                state: .certified(
                    .init(threshold: 0.91342, audits: 1312, wrong: 4, lowerBound: 0.97199, confidenceLevel: 0.9))),
            counts: .init(tagged: 2441, verified: 2102, review: 1127, confirmed: 412, failed: 23, pending: 9),
            categories: [
                .init(name: words, tagged: 40, verified: 30, confirmed: 5, waiting: 6, audits: 40, correctAudits: 39),
                .init(name: "none", tagged: 0, verified: 0, confirmed: 5, waiting: 6),
            ],
            curve: .init(
                points: [.init(coverage: 0.01, precision: 1), .init(coverage: 1, precision: 0.85)],
                current: .init(coverage: 0.62, precision: 0.981), audits: 503),
            calibration: .init(
                before: .init(bins: bins, expectedCalibrationError: 0.2),
                after: .init(bins: bins, expectedCalibrationError: 0.02)),
            corrections: [.init(predicted: words, decided: words, count: 14, examples: products)],
            disagreements: (0..<40).map {
                .init(product: products[$0 % 9], decided: words, predicted: words, confidence: 0.993)
            },
            learningCurve: .init(
                points: [.init(decisions: 0, coverage: 0.1), .init(decisions: 200, coverage: 0.5)], forecast: words),
            models: [
                .init(name: words, date: words, decisions: 412, accuracy: 0.91, coverage: nil),
                .init(name: words, date: words, decisions: 300, accuracy: nil, coverage: 0.5),
            ])
    }

    /// The report of a shop without products and decisions.
    static let empty = ShopReport(
        shop: "new.sqlite", date: "today", model: "shop",
        precision: .init(target: 0.975, state: .notCertified(missingAudits: 150, forecast: "A forecast.")),
        counts: .init())
}
