import ArgumentParser
import Catalog
import Platform
import Reporting
import Review
import Tagging

/// `tagger review apply`: decisions from a CSV file.
struct ReviewApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Record the decisions in a CSV file with the columns sku and category.",
        discussion: """
            Each row is one decision. The CSV file of tagger review --format csv contains the predicted categories: an unchanged \
            row accepts the prediction. Delete the rows of products that are not decided. Other columns are ignored. If one row \
            is invalid, no decision is recorded.

            Examples:
              tagger review --format csv --db shop.sqlite > decisions.csv
              tagger review apply decisions.csv --db shop.sqlite
            """)
    @Argument(help: "The CSV file.") var file: String
    @OptionGroup var catalog: CatalogOption

    func run() throws {
        let opened = try Catalog(path: catalog.path, access: .write)
        let recorded = try opened.decide(try DecisionsFile(path: file, names: CategoryNames(of: opened)).decisions)
        StandardOutput.write("\(recorded.count.counted("decision")) recorded.\n")
        if recorded.count > 1, StandardOutput.width != nil {
            let catalog = shellQuoted(catalog.path).sanitizedForTerminal
            StandardOutput.write(
                "Undo: \(programName) review undo --count \(recorded.count) --db \(catalog)\n")
        }
    }
}
