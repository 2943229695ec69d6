import Catalog
import Foundation
import Platform
import Reporting

/// `tagger report`: what a catalog holds, gathered for the page.
public struct ShopReporting: Sendable {
    private static let shownConfusions = 20, shownExamples = 6, shownDoubts = 30

    private let catalog: Catalog
    private let model: NamedModel
    private let base: NamedModel

    /// A report on a catalog.
    ///
    /// - Throws: ``TaggerError``, ``TaggerError``.
    public init(on catalog: Catalog) throws {
        self.catalog = catalog
        base = try NamedModel(nameOrFile: NamedModel.defaultName)
        model = try NamedModel(taggingIn: catalog, orElse: base)
    }

    /// Gathers everything and writes `report.html`.
    ///
    /// - Parameter folder: Where to; it is made where there is none.
    /// - Returns: The file's path.
    /// - Throws: ``TaggerError``, ``TaggerError``.
    public func write(toFolder folder: String) throws -> String {
        let html = try report().html
        try createFolder(folder)
        let path = URL(fileURLWithPath: folder).appendingPathComponent("report.html").path
        try checkDestination(path) {
            (try? String(contentsOfFile: path, encoding: .utf8))?.contains("Made by <code>tagger report</code>") == true
        }
        try Platform.write(Data(html.utf8), toFile: path)
        return path
    }

    func report() throws -> ShopReport {
        let decided = try catalog.decidedProducts(model: model.digest).filter { $0.classifierThumbnail != nil }
        let audits = decided.filter { $0.isAudit && !$0.wasTrainedOn }
        let audited = try AuditedPredictions(of: audits, by: model)
        let promise = Certification(precision: try catalog.precision(), audited: audited)
        let models = try catalog.models()
        let facts = LearningResult.Facts(json: models.last { $0.digest == model.digest }?.facts)
        // Where the network learned from the audits too, those that its twin was measured on speak for it.
        let guesses = audits.count >= 30 ? audited.taggable : facts?.guesses ?? audited.taggable
        let total = audits.count >= 30 ? audits.count : facts?.held ?? audits.count
        let threshold = try catalog.reviewBelow(model: model.digest)

        var report = ShopReport(
            shop: URL(fileURLWithPath: catalog.path).lastPathComponent,
            date: Date.now.formatted(.iso8601.year().month().day()), network: model.name,
            promise: promise.shown, counts: try counts())
        report.categories = try categories(audited, threshold: threshold)
        report.curve = curve(guesses, of: total, threshold: threshold)
        report.calibration = try calibration(decided, after: guesses)
        report.confusions = try confusions()
        report.doubts = try doubts(decided)
        let learned = models.filter { $0.learned != nil }.compactMap { model in
            LearningResult.Facts(json: model.facts).map { (model: model, facts: $0) }
        }
        report.models = learned.reversed().map { entry in
            .init(
                name: entry.model.name, date: entry.model.learned ?? "", decisions: entry.facts.decisions,
                accuracy: entry.facts.accuracy, coverage: entry.facts.coverage, isKept: true)
        }
        report.outlook = .init(
            points: learned.compactMap { entry in
                entry.facts.coverage.map { .init(decisions: entry.facts.decisions, coverage: $0) }
            }, sentence: outlook(promise, audited: audited))
        return report
    }

    private func counts() throws -> ShopReport.Counts {
        let tally = try catalog.tally()
        let counts = tally.byStatus
        return .init(
            tagged: counts[.tagged] ?? 0, verified: tally.verified, review: counts[.review] ?? 0,
            confirmed: counts[.confirmed] ?? 0, failed: counts[.failed] ?? 0, pending: counts[.pending] ?? 0)
    }

    private func categories(_ audited: AuditedPredictions, threshold: Double) throws -> [ShopReport.Category] {
        let counts = try catalog.categoryCounts()
        let sure = zip(audited.predictions, audited.isRight).filter { $0.0.best.confidence >= threshold }
        return (Category.names + [Category.none]).map { name in
            func count(_ isCounted: (CategoryCount) -> Bool) -> Int {
                counts.filter { $0.category == name && isCounted($0) }.reduce(0) { $0 + $1.count }
            }
            let guessed = sure.filter { $0.0.best.category == name && name != Category.none }
            return .init(
                name: name, tagged: count { $0.status == .tagged }, verified: count(\.isVerified),
                confirmed: count { $0.status == .confirmed }, waiting: count { $0.status == .review },
                audits: guessed.count, rightAudits: guessed.count { $0.1 })
        }
    }

    private func curve(
        _ guesses: [(confidence: Double, isRight: Bool)], of total: Int, threshold: Double
    ) -> ShopReport.Curve? {
        guard !guesses.isEmpty else { return nil }
        let points = RiskCoverageCurve(guesses, of: total).points
        let standing = points.last { $0.threshold >= threshold }
        return .init(
            points: points.map { .init(coverage: $0.coverage, precision: $0.precision) },
            standing: standing.map { .init(coverage: $0.coverage, precision: $0.precision) }, audits: total)
    }

    /// The network that comes with the program was trained on none of the shop's products, so that all audits measure it.
    private func calibration(
        _ decided: [DecidedProduct], after guesses: [(confidence: Double, isRight: Bool)]
    ) throws -> ShopReport.Calibration? {
        func state(_ guesses: [(confidence: Double, isRight: Bool)]) -> ShopReport.Calibration.State? {
            guard !guesses.isEmpty else { return nil }
            let error = ExpectedCalibrationError(guesses)
            return .init(bins: error.bins, expectedCalibrationError: error.value)
        }
        let before = try AuditedPredictions(of: decided.filter(\.isAudit), by: base).taggable
        return state(before).map { .init(before: $0, after: model.digest == base.digest ? nil : state(guesses)) }
    }

    private func confusions() throws -> [ShopReport.Confusion] {
        let groups = Dictionary(grouping: try catalog.corrections()) { [$0.predicted, $0.decided] }
        let sorted = groups.sorted { ($1.value.count, $0.key[0], $0.key[1]) < ($0.value.count, $1.key[0], $1.key[1]) }
        return sorted.prefix(Self.shownConfusions).map { pair, corrections in
            .init(
                guess: pair[0], answer: pair[1], count: corrections.count,
                examples: corrections.prefix(Self.shownExamples).map {
                    .init(sku: $0.sku, title: $0.title, picture: .init(thumbnail: $0.pixels))
                })
        }
    }

    private func doubts(_ decided: [DecidedProduct]) throws -> [ShopReport.Doubt] {
        let answered = decided.filter { $0.decidedCategory != nil }
        let predictions = try AuditedPredictions(of: answered, by: model).predictions
        let doubtful = zip(answered, predictions).filter { product, prediction in
            prediction.best.category != product.decidedCategory
                && prediction.classes.contains(product.decidedCategory ?? "")
                && prediction.best.confidence >= 0.5
        }
        return doubtful.sorted { $0.1.best.confidence > $1.1.best.confidence }.prefix(Self.shownDoubts).map {
            product, prediction in
            .init(
                product: .init(
                    sku: product.sku, title: product.title, picture: .init(thumbnail: product.thumbnail.pixels)),
                answer: product.decidedCategory ?? "", guess: prediction.best.category,
                probability: prediction.best.confidence)
        }
    }

    private func outlook(_ promise: Certification, audited: AuditedPredictions) -> String {
        guard promise.audits > 0 else { return "" }
        let forecast = AuditForecast(
            audits: audited.taggable, total: promise.audits, promised: promise.precision,
            certainty: Certification.certainty)
        // Somewhat less than half of the decisions are audits.
        let share = forecast.share(withAudits: promise.audits + 45)
        let percent = String(format: "%.0f%%", share * 100)
        return share > 0
            ? "With a hundred more, of which some 45 are audits, about \(percent) of the products are expected to be tagged with the promised precision, even if the network learns nothing new."
            : "A hundred more are not expected to show the promised precision yet."
    }
}

extension Certification {
    fileprivate var shown: ShopReport.Promise {
        if let certificate {
            return .init(
                precision: precision,
                standing: .kept(
                    .init(
                        threshold: certificate.threshold, audits: certificate.auditsAbove,
                        wrong: certificate.wrongAbove, lowerBound: certificate.lowerBound,
                        certainty: certificate.certainty)))
        }
        let expectation =
            need.map {
                "They are expected to let \(String(format: "%.0f%%", $0.share * 100)) of the products be tagged with it."
            } ?? "The present network is not good enough for it: more decisions make it better."
        return .init(precision: precision, standing: .open(missingAudits: need?.audits, expectation: expectation))
    }
}

extension ShopReport.Picture {
    fileprivate init?(thumbnail pixels: Data?) {
        guard let pixels else { return nil }
        self.init(gray: [UInt8](pixels), columns: 28)
    }
}
