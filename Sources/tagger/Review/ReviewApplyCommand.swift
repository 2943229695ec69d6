import ArgumentParser
import Catalog
import Platform
import Reporting
import Review
import Tagging

/// `tagger review apply`: decisions of a spreadsheet.
struct ReviewApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Take many decisions from a CSV file with the columns sku and category.",
        discussion: """
            Every line is a decision: what tagger review --format csv writes has the guesses as categories, so that a line \
            which is left as it is confirms its guess. Delete the lines that are not decided. Further columns are ignored. A \
            wrong line changes nothing at all.
            """)
    @Argument(help: "The file.") var file: String
    @OptionGroup var catalog: CatalogOption

    func run() throws {
        let opened = try Catalog(path: catalog.path, access: .write)
        let recorded = try opened.decide(try DecisionsFile(path: file, names: CategoryNames(of: opened)).decisions)
        StandardOutput.write("\(recorded.count) decided.\n")
        if recorded.count > 1, StandardOutput.width != nil {
            let catalog = shellQuoted(catalog.path).harmless
            StandardOutput.write(
                "Take them back: \(programName) review undo --count \(recorded.count) --db \(catalog)\n")
        }
    }
}
