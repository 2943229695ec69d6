import Catalog
import Foundation
import Reporting
import Tagging

/// A network of a catalog, as `tagger models` shows it.
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
                trainedOn: facts?.trainedOn, audits: facts?.held, accuracy: facts?.accuracy, coverage: facts?.coverage,
                calibrationError: facts?.calibrationError, promised: model.certificate?.precision,
                threshold: model.certificate?.threshold)
        }
    }

    static func table(_ entries: [LearnedModelEntry]) -> String {
        guard !entries.isEmpty else { return "Nothing was learned in this catalog yet.\n" }
        var table = TextTable(columns: [
            .init("LEARNED"), .init("WHEN (UTC)"), .init("DECISIONS", .right), .init("AUDITS RIGHT", .right),
            .init("COVERAGE AT 95%", .right), .init("PROMISE"), .init("TAGS"),
        ])
        for entry in entries {
            table.add([
                entry.name, entry.learned ?? "", entry.decisions.map { "\($0)" } ?? "",
                entry.accuracy.map { percent($0) } ?? "–", entry.coverage.map { percent($0) } ?? "–",
                entry.promised.map { percent($0) } ?? "none", entry.active ? "now" : "",
            ])
        }
        return table.text(width: StandardOutput.width)
    }

    var lines: [(String, String)] {
        [
            ("learned", learned ?? ""), ("replaced", replaced ?? ""), ("tags now", active ? "yes" : "no"),
            ("decisions", "\(decisions ?? 0), of which \(trainedOn ?? 0) were trained on"),
            ("audits held back", "\(audits ?? 0)"), ("audits right", accuracy.map(Self.percent) ?? "–"),
            ("coverage at 95%", coverage.map(Self.percent) ?? "–"),
            ("calibration error", calibrationError.map(Self.percent) ?? "–"),
            (
                "promise",
                promised.map { "\(Self.percent($0)) from a confidence of \(threshold ?? 1) on" } ?? "none can be shown"
            ),
        ]
    }

    private static func percent(_ share: Double) -> String { String(format: "%.1f%%", share * 100) }
}
