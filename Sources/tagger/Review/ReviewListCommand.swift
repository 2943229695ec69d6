import ArgumentParser
import Catalog
import Foundation
import Platform
import Reporting
import Review
import Tagging

/// `tagger review`: what waits for a person.
struct ReviewListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what waits, most useful decision first (the default).")

    @OptionGroup var catalog: CatalogOption

    @Option(help: "How the list is written: \(ListFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format = ListFormat.text

    @Option(help: ArgumentHelp("List no more than this.", valueName: "n"))
    var limit: Int?

    @OptionGroup var filter: ReviewFilterOptions

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit is 0 or more.") }
    }

    func run() throws {
        let opened = try Catalog(path: catalog.path, access: .read)
        let filter = try filter.filter(of: opened)
        let items = try ReviewQueue(opened).items(limit: limit, filter: filter)
        switch format {
        case .text:
            let waiting = try opened.countsByStatus()[.review] ?? 0
            StandardOutput.write(text(items, waiting: waiting, isFiltered: filter != ReviewFilter()))
        case .json: try StandardOutput.writeJSON(items.map(Entry.init))
        case .csv:
            StandardOutput.write(CSV.line(["sku", "title", "category", "confidence", "second", "reason"]))
            for item in items {
                StandardOutput.write(
                    CSV.line([
                        item.sku, item.title, item.category, item.confidence.map { "\($0)" } ?? "", item.second ?? "",
                        item.reason.rawValue,
                    ]))
            }
        }
    }

    private func text(_ items: [ReviewItem], waiting: Int, isFiltered: Bool) -> String {
        guard !items.isEmpty else {
            return isFiltered && waiting > 0
                ? "Nothing of the \(waiting) that wait for review is like that.\n" : "Nothing waits for review.\n"
        }
        var table = TextTable(columns: [
            .init("SKU", canShrink: true), .init("TITLE", canShrink: true), .init("CATEGORY"),
            .init("CONFIDENCE", .right, canBeMissing: true), .init("SECOND", canBeMissing: true),
            .init("REASON", canBeMissing: true),
        ])
        for item in items {
            table.add([
                item.sku, item.title, item.category, item.confidence.map { String(format: "%.3f", $0) } ?? "–",
                item.second ?? "", item.reason.rawValue,
            ])
        }
        let list = table.text(width: StandardOutput.width)
        // In a pipe or a file the list is all that is asked for.
        guard StandardOutput.width != nil else { return list }
        let catalog = shellQuoted(catalog.path).harmless
        return list + """

            \(waiting) wait for review\(waiting > items.count ? " (\(items.count) shown)" : "").
            Decide here, in the browser, or singly:
                \(programName) review start --db \(catalog)
                \(programName) review serve --db \(catalog)
                \(programName) review set SKU CATEGORY --db \(catalog)

            """
    }

    private struct Entry: Encodable {
        let sku: String, title: String, category: String, confidence: OrNull<Double>, second: OrNull<String>,
            reason: String

        init(_ item: ReviewItem) {
            (sku, title, category, reason) = (item.sku, item.title, item.category, item.reason.rawValue)
            (confidence, second) = (OrNull(item.confidence), OrNull(item.second))
        }
    }
}
