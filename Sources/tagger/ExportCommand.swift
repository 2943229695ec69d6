import ArgumentParser
import Catalog
import Foundation
import Reporting

/// Every product with its tag.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print one row for every product, in the order of SKUs.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case csv, json }

    @OptionGroup var catalog: CatalogOption

    @Option(help: "How the rows are written: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format = Format.csv

    func run() throws {
        let opened = try Catalog(path: catalog.path, access: .read)
        switch format {
        case .csv:
            StandardOutput.write(CSV.line(["sku", "title", "category", "confidence", "status", "verified", "model"]))
            try opened.forEachTag { tag in
                StandardOutput.write(
                    CSV.line([
                        tag.sku, tag.title, tag.category ?? "", tag.confidence.map { "\($0)" } ?? "", tag.status,
                        tag.isVerified ? "1" : "0", tag.model ?? "",
                    ]))
            }
        case .json:
            var separator = "[\n"
            try opened.forEachTag { tag in
                StandardOutput.write(separator + (try StandardOutput.json(Row(tag: tag))))
                separator = ",\n"
            }
            StandardOutput.write(separator == "[\n" ? "[]\n" : "\n]\n")
        }
    }

    /// Every column is there for every product, be it null.
    private struct Row: Encodable {
        let tag: Tag

        private enum Key: CodingKey { case sku, title, category, confidence, status, verified, model }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(tag.sku, forKey: .sku)
            try container.encode(tag.title, forKey: .title)
            try container.encode(tag.category, forKey: .category)
            try container.encode(tag.confidence, forKey: .confidence)
            try container.encode(tag.status, forKey: .status)
            try container.encode(tag.isVerified ? 1 : 0, forKey: .verified)
            try container.encode(tag.model, forKey: .model)
        }
    }
}
