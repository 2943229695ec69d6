import ArgumentParser
import Catalog
import Foundation
import Platform
import Reporting
import Review
import Tagging

/// `tagger review list`, the default of `tagger review`: the review queue.
struct ReviewListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the review queue, the most useful decision first.",
        discussion: """
            Columns: sku, title, category, confidence, second, reason. The column second contains the second most probable \
            category. The prediction of an audit is hidden until the decision, because audits measure the precision of the model.

            Examples:
              tagger review --db shop.sqlite
              tagger review --format csv --category Dress --db shop.sqlite
            """)

    @OptionGroup var catalog: CatalogOption

    @Option(help: "The format of the list.")
    var format = ListFormat.text

    @Option(help: ArgumentHelp("The maximum number of products. (default: all)", valueName: "n"))
    var limit: Int?

    @OptionGroup var filter: ReviewFilterOptions

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit must be 0 or more.") }
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
                ? "None of the \(waiting.counted("product")) in the review queue matches the filter.\n"
                : "The review queue is empty.\n"
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
        // Hints are for people: pipes and files receive only the list.
        guard StandardOutput.width != nil else { return list }
        let catalog = shellQuoted(catalog.path).sanitizedForTerminal
        return list + """

            \(waiting.counted("product")) queued for review\(waiting > items.count ? ", \(items.count) shown" : "").
            Review on the terminal, in the browser, or one product:
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
