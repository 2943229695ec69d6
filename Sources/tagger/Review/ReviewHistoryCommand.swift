import ArgumentParser
import Catalog
import Foundation
import Reporting

/// `tagger review history`: all decisions, from every front end.
struct ReviewHistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List the decisions, the latest first.",
        discussion: """
            Any decision can be undone: tagger review undo ID

            Example: tagger review history --sku TR-501 --db shop.sqlite
            """)

    @OptionGroup var catalog: CatalogOption

    @Option(help: "The format of the list.")
    var format = ListFormat.text

    @Option(
        help: ArgumentHelp(
            "The maximum number of decisions. (default: 50 as text, all in other formats)", valueName: "n"))
    var limit: Int?

    @Option(help: ArgumentHelp("Only decisions on this product.", valueName: "sku"))
    var sku: String?

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit must be 0 or more.") }
    }

    func run() throws {
        let opened = try Catalog(path: catalog.path, access: .read)
        let product = try sku.map { try opened.product(withSKU: $0) }
        let entries = try opened.history(of: product, limit: limit ?? (format == .text ? 50 : Int(Int32.max)))
        switch format {
        case .text: StandardOutput.write(text(entries))
        case .json: try StandardOutput.writeJSON(entries.map(Entry.init))
        case .csv:
            StandardOutput.write(CSV.line(Self.columns))
            for entry in entries {
                StandardOutput.write(
                    CSV.line([
                        "\(entry.decision.id)", entry.decidedAt, entry.decision.sku, entry.title,
                        entry.decision.action.rawValue, entry.decision.category ?? "", entry.predictedCategory ?? "",
                        entry.confidence.map { "\($0)" } ?? "", entry.undoneAt ?? "",
                    ]))
            }
        }
    }

    private static let columns = [
        "id", "decided_at", "sku", "title", "action", "category", "guess", "confidence", "undone_at",
    ]

    private func text(_ entries: [HistoryEntry]) -> String {
        guard !entries.isEmpty else { return "No decisions yet.\n" }
        var table = TextTable(columns: [
            .init("ID", .right), .init("DECIDED (UTC)", canBeMissing: true), .init("SKU", canShrink: true),
            .init("TITLE", canShrink: true), .init("CATEGORY"), .init("PREDICTED", canBeMissing: true),
            .init("STATE", canBeMissing: true),
        ])
        for entry in entries {
            table.add([
                "\(entry.decision.id)", entry.decidedAt.prefix(16).replacingOccurrences(of: "T", with: " "),
                entry.decision.sku, entry.title, entry.decision.category ?? "skipped", entry.predictedCategory ?? "",
                entry.undoneAt == nil ? "" : "undone",
            ])
        }
        return table.text(width: StandardOutput.width)
    }

    private struct Entry: Encodable {
        let id: Int64, decidedAt: String, sku: String, title: String, action: DecisionAction
        let category: OrNull<String>, guess: OrNull<String>, confidence: OrNull<Double>, undoneAt: OrNull<String>

        init(_ entry: HistoryEntry) {
            (id, decidedAt, title) = (entry.decision.id, entry.decidedAt, entry.title)
            (sku, action) = (entry.decision.sku, entry.decision.action)
            (category, guess) = (OrNull(entry.decision.category), OrNull(entry.predictedCategory))
            (confidence, undoneAt) = (OrNull(entry.confidence), OrNull(entry.undoneAt))
        }
    }
}
