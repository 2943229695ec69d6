import Catalog
import Foundation
import Reporting
import Tagging

/// A model that was learned in a catalog, as `tagger models` shows it.
struct LearnedModelEntry: Encodable {
    let name: String
    let active: Bool
    let learned: String?
    let replaced: String?
    let decisions: Int?, trainedOn: Int?, audits: Int?
    let accuracy: Double?, coverage: Double?, calibrationError: Double?
    let promised: Double?, threshold: Double?

    static func all(in catalog: Catalog) throws -> [LearnedModelEntry] {
        try catalog.models().filter { $0.learned != nil }.map { model in
            let facts = LearningResult.Facts(json: model.facts)
            return LearnedModelEntry(
                name: model.name, active: model.isActive, learned: model.learned,
                replaced: model.parent ?? NamedModel.defaultName, decisions: facts?.decisions,
                trainedOn: facts?.trainedOn, audits: facts?.holdout, accuracy: facts?.accuracy,
                coverage: facts?.coverage,
                calibrationError: facts?.calibrationError, promised: model.certificate?.precision,
                threshold: model.certificate?.threshold)
        }
    }

    static func table(_ entries: [LearnedModelEntry]) -> String {
        guard !entries.isEmpty else { return "No model was learned in this catalog yet.\n" }
        var table = TextTable(columns: [
            .init("LEARNED"), .init("DATE (UTC)"), .init("DECISIONS", .right), .init("ACCURACY", .right),
            .init("COVERAGE AT 95%", .right), .init("CERTIFIED"), .init("STATE"),
        ])
        for entry in entries {
            table.add([
                entry.name, entry.learned ?? "", entry.decisions.map { "\($0)" } ?? "",
                entry.accuracy.percent(decimals: 1), entry.coverage.percent(decimals: 1),
                entry.promised?.exactPercent ?? "–", entry.active ? "active" : "",
            ])
        }
        return table.text(width: StandardOutput.width)
    }

    var lines: [(String, String)] {
        [
            ("learned", learned ?? ""), ("replaced", replaced ?? ""), ("active", active ? "yes" : "no"),
            ("decisions", "\(decisions ?? 0), \(trainedOn ?? 0) of them in the training set"),
            ("holdout audits", "\(audits ?? 0)"), ("accuracy", accuracy.percent(decimals: 1)),
            ("coverage at 95%", coverage.percent(decimals: 1)),
            ("calibration error", calibrationError.percent(decimals: 1)),
            (
                "certificate",
                promised.map { "\($0.exactPercent) above a confidence of \(threshold ?? 1)" } ?? "none"
            ),
        ]
    }
}
