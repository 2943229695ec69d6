import Reporting

/// Reports to look at; every word of a shop in them is the same, so that a page of hostile words can be held against one of
/// tame ones.
enum SampleReport {
    static func full(_ words: String = "Coat") -> ShopReport {
        let picture = ShopReport.Picture(gray: Array(repeating: 7, count: 784), columns: 28)
        let products = (0..<9).map { index in
            ShopReport.Product(sku: words, title: words, picture: index == 1 ? nil : picture)
        }
        let bins = [ReliabilityDiagram.Bin(confidence: 0.9, accuracy: 0.7, count: 40)]
        return ShopReport(
            shop: words, date: words, network: words,
            promise: .init(
                precision: 0.97,
                standing: .kept(
                    .init(threshold: 0.91342, audits: 1312, wrong: 4, lowerBound: 0.97199, certainty: 0.9))),
            counts: .init(tagged: 2441, verified: 2102, review: 1127, confirmed: 412, failed: 23, pending: 9),
            categories: [
                .init(name: words, tagged: 40, verified: 30, confirmed: 5, waiting: 6, audits: 40, rightAudits: 39),
                .init(name: "none", tagged: 0, verified: 0, confirmed: 5, waiting: 6),
            ],
            curve: .init(
                points: [.init(coverage: 0.01, precision: 1), .init(coverage: 1, precision: 0.85)],
                standing: .init(coverage: 0.62, precision: 0.981), audits: 503),
            calibration: .init(
                before: .init(bins: bins, expectedCalibrationError: 0.2),
                after: .init(bins: bins, expectedCalibrationError: 0.02)),
            confusions: [.init(guess: words, answer: words, count: 14, examples: products)],
            doubts: (0..<40).map {
                .init(product: products[$0 % 9], answer: words, guess: words, probability: 0.993)
            },
            outlook: .init(
                points: [.init(decisions: 0, coverage: 0.1), .init(decisions: 200, coverage: 0.5)], sentence: words),
            models: [
                .init(name: words, date: words, decisions: 412, accuracy: 0.91, coverage: nil, isKept: true),
                .init(name: words, date: words, decisions: 300, accuracy: nil, coverage: 0.5, isKept: false),
            ])
    }

    /// A shop where nobody has done anything.
    static let empty = ShopReport(
        shop: "new.sqlite", date: "today", network: "shop",
        promise: .init(precision: 0.975, standing: .open(missingAudits: 150, expectation: "They buy much.")),
        counts: .init())
}
