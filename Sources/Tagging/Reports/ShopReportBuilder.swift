import Catalog
import Foundation
import Platform
import Reporting
import Statistics

/// Collects the data of a catalog for the page of `tagger report`, and writes the page.
public struct ShopReportBuilder: Sendable {
    private static let shownCorrections = 20, shownExamples = 6, shownDisagreements = 30
    /// The minimum number of audits outside the training set for a measurement of the active model.
    private static let minimumAudits = 30
    /// The minimum confidence of a prediction that contradicts a decision.
    private static let minimumDisagreement = 0.5
    /// The expected number of audits among the next 100 decisions.
    private static let auditsPerHundredDecisions = 45

    private let catalog: Catalog
    private let model: NamedModel
    private let shippedModel: NamedModel

    /// Creates a builder for a catalog.
    ///
    /// - Throws: ``TaggerError``.
    public init(on catalog: Catalog) throws {
        self.catalog = catalog
        shippedModel = try NamedModel(nameOrFile: NamedModel.defaultName)
        model = try NamedModel(activeIn: catalog, orElse: shippedModel)
    }

    /// Writes `report.html`.
    ///
    /// - Parameter folder: The destination. It is created if it does not exist.
    /// - Returns: The path of the file.
    /// - Throws: ``TaggerError``, also if the folder contains another file with this name.
    public func write(toFolder folder: String) throws -> String {
        let html = try report().html
        try createFolder(folder)
        let path = URL(fileURLWithPath: folder).appendingPathComponent("report.html").path
        try checkDestination(path) {
            (try? String(contentsOfFile: path, encoding: .utf8))?.contains(ShopReport.mark) == true
        }
        try Platform.write(Data(html.utf8), toFile: path)
        return path
    }

    func report() throws -> ShopReport {
        let decided = try catalog.decidedProducts(model: model.digest).filter { $0.classifierThumbnail != nil }
        let audits = decided.filter { $0.isAudit && !$0.wasTrainedOn }
        let audited = try AuditedPredictions(of: audits, by: model)
        let certification = Certification(precisionTarget: try catalog.precision(), audited: audited)
        let models = try catalog.models()
        let facts = LearningResult.Facts(json: models.last { $0.digest == model.digest }?.facts)
        // A model that was trained on most audits is measured by the audits that were held out when it was learned.
        let hasEnoughAudits = audits.count >= Self.minimumAudits
        let predictions = hasEnoughAudits ? audited.taggable : facts?.predictions ?? audited.taggable
        let total = hasEnoughAudits ? audits.count : facts?.holdout ?? audits.count
        let threshold = try catalog.reviewBelow(model: model.digest)

        var report = ShopReport(
            shop: URL(fileURLWithPath: catalog.path).lastPathComponent,
            date: Date.now.formatted(.iso8601.year().month().day()), model: model.name,
            precision: certification.section, counts: try counts())
        report.categories = try categories(audited, threshold: threshold)
        report.curve = curve(predictions, of: total, threshold: threshold)
        report.calibration = try calibration(decided, after: predictions)
        report.corrections = try corrections()
        report.disagreements = try disagreements(decided)
        let learned = models.filter { $0.learned != nil }.compactMap { model in
            LearningResult.Facts(json: model.facts).map { (model: model, facts: $0) }
        }
        report.models = learned.reversed().map { entry in
            .init(
                name: entry.model.name, date: entry.model.learned ?? "", decisions: entry.facts.decisions,
                accuracy: entry.facts.accuracy, coverage: entry.facts.coverage)
        }
        report.learningCurve = .init(
            points: learned.compactMap { entry in
                entry.facts.coverage.map { .init(decisions: entry.facts.decisions, coverage: $0) }
            }, forecast: forecast(certification, audited: audited))
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
        let confident = zip(audited.predictions, audited.isRight).filter { $0.0.best.confidence >= threshold }
        return (Category.names + [Category.none]).map { name in
            func count(_ isCounted: (CategoryCount) -> Bool) -> Int {
                counts.filter { $0.category == name && isCounted($0) }.reduce(0) { $0 + $1.count }
            }
            let predicted = confident.filter { $0.0.best.category == name && name != Category.none }
            return .init(
                name: name, tagged: count { $0.status == .tagged }, verified: count(\.isVerified),
                confirmed: count { $0.status == .confirmed }, waiting: count { $0.status == .review },
                audits: predicted.count, correctAudits: predicted.count { $0.1 })
        }
    }

    private func curve(
        _ predictions: [ScoredPrediction], of total: Int, threshold: Double
    ) -> ShopReport.Curve? {
        guard !predictions.isEmpty else { return nil }
        let points = RiskCoverageCurve(predictions, of: total).points
        let current = points.last { $0.threshold >= threshold }
        return .init(
            points: points.map { .init(coverage: $0.coverage, precision: $0.precision) },
            current: current.map { .init(coverage: $0.coverage, precision: $0.precision) }, audits: total)
    }

    /// The shipped model was not trained on products of the shop, so all audits measure it.
    private func calibration(
        _ decided: [DecidedProduct], after predictions: [ScoredPrediction]
    ) throws -> ShopReport.Calibration? {
        func measurement(_ predictions: [ScoredPrediction]) -> ShopReport.Calibration.Measurement? {
            guard !predictions.isEmpty else { return nil }
            let error = ExpectedCalibrationError(predictions)
            return .init(bins: error.bins.map(ReliabilityDiagram.Bin.init), expectedCalibrationError: error.value)
        }
        let before = try AuditedPredictions(of: decided.filter(\.isAudit), by: shippedModel).taggable
        return measurement(before).map {
            .init(before: $0, after: model.digest == shippedModel.digest ? nil : measurement(predictions))
        }
    }

    private func corrections() throws -> [ShopReport.Correction] {
        let groups = Dictionary(grouping: try catalog.corrections()) { [$0.predicted, $0.decided] }
        let sorted = groups.sorted { ($1.value.count, $0.key[0], $0.key[1]) < ($0.value.count, $1.key[0], $1.key[1]) }
        return sorted.prefix(Self.shownCorrections).map { pair, corrections in
            .init(
                predicted: pair[0], decided: pair[1], count: corrections.count,
                examples: corrections.prefix(Self.shownExamples).map {
                    .init(sku: $0.sku, title: $0.title, image: .init(thumbnail: $0.pixels))
                })
        }
    }

    private func disagreements(_ decided: [DecidedProduct]) throws -> [ShopReport.Disagreement] {
        let answered = decided.filter { $0.decidedCategory != nil }
        let predictions = try AuditedPredictions(of: answered, by: model).predictions
        let contradicted = zip(answered, predictions).filter { product, prediction in
            prediction.best.category != product.decidedCategory
                && prediction.classes.contains(product.decidedCategory ?? "")
                && prediction.best.confidence >= Self.minimumDisagreement
        }
        let sorted = contradicted.sorted { $0.1.best.confidence > $1.1.best.confidence }
        return sorted.prefix(Self.shownDisagreements).map { product, prediction in
            .init(
                product: .init(
                    sku: product.sku, title: product.title, image: .init(thumbnail: product.thumbnail.pixels)),
                decided: product.decidedCategory ?? "", predicted: prediction.best.category,
                confidence: prediction.best.confidence)
        }
    }

    private func forecast(_ certification: Certification, audited: AuditedPredictions) -> String {
        guard certification.audits > 0 else { return "" }
        let forecast = AuditForecast(
            audits: audited.taggable, total: certification.audits, precisionTarget: certification.precisionTarget,
            confidenceLevel: Certification.confidenceLevel)
        let coverage = forecast.coverage(withAudits: certification.audits + Self.auditsPerHundredDecisions)
        guard coverage > 0 else { return "100 further decisions are not expected to certify the precision target." }
        return """
            After 100 further decisions, of which about \(Self.auditsPerHundredDecisions) are audits, about \
            \(coverage.percent(decimals: 0)) of the products are expected to be tagged under a certificate, even without a \
            better model.
            """
    }
}

extension Certification {
    /// The data of the report's section about the precision target.
    fileprivate var section: ShopReport.Precision {
        if let certificate {
            return .init(
                target: precisionTarget,
                state: .certified(
                    .init(
                        threshold: certificate.threshold, audits: certificate.auditsAbove,
                        wrong: certificate.wrongAbove, lowerBound: certificate.lowerBound,
                        confidenceLevel: certificate.confidenceLevel)))
        }
        let forecast =
            self.forecast.map {
                "After these audits, about \($0.coverage.percent(decimals: 0)) of the products are expected to be tagged under a certificate."
            }
            ?? "The precision of the active model is not expected to reach the target. More decisions, and learning from them, improve the model."
        return .init(
            target: precisionTarget, state: .notCertified(missingAudits: self.forecast?.audits, forecast: forecast))
    }
}

extension EmbeddedImage {
    /// Creates an image from the stored pixels of a thumbnail.
    fileprivate init?(thumbnail pixels: Data?) {
        guard let pixels else { return nil }
        self.init(gray: [UInt8](pixels), columns: 28)
    }
}

extension ReliabilityDiagram.Bin {
    /// Creates a bin of the diagram from a bin of the calibration error.
    package init(_ bin: ReliabilityBin) {
        self.init(confidence: bin.confidence, accuracy: bin.accuracy, count: bin.count)
    }
}
