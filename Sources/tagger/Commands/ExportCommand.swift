import ArgumentParser
import Catalog
import Foundation
import Reporting

/// `tagger export`: every product with its tag.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print one row for every product, sorted by SKU.",
        discussion: """
            Columns: sku, title, category, confidence, status, verified, model. The status is tagged, review, confirmed, failed \
            or pending. New columns are appended.

            Examples:
              tagger export --db shop.sqlite > tags.csv
              tagger export --format json --db shop.sqlite
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case csv, json }

    @OptionGroup var catalog: CatalogOption

    @Option(help: "The format of the rows.")
    var format = Format.csv

    func run() throws {
        let opened = try Catalog(path: catalog.path, access: .read)
        switch format {
        case .csv:
            StandardOutput.write(CSV.line(["sku", "title", "category", "confidence", "status", "verified", "model"]))
            try opened.forEachTag { tag in
                StandardOutput.write(
                    CSV.line([
                        tag.sku, tag.title, tag.category ?? "", tag.confidence.map { "\($0)" } ?? "",
                        tag.status.rawValue,
                        tag.isVerified ? "1" : "0", tag.model ?? "",
                    ]))
            }
        case .json:
            var separator = "[\n"
            try opened.forEachTag { tag in
                StandardOutput.write(separator + (try StandardOutput.json(Row(tag))))
                separator = ",\n"
            }
            StandardOutput.write(separator == "[\n" ? "[]\n" : "\n]\n")
        }
    }

    private struct Row: Encodable {
        let sku: String, title: String, category: OrNull<String>, confidence: OrNull<Double>, status: ProductStatus,
            verified: Int
        let model: OrNull<String>

        init(_ tag: Tag) {
            (sku, title, status, verified) = (tag.sku, tag.title, tag.status, tag.isVerified ? 1 : 0)
            (category, confidence, model) = (OrNull(tag.category), OrNull(tag.confidence), OrNull(tag.model))
        }
    }
}
