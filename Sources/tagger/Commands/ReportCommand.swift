import ArgumentParser
import Catalog
import Reporting
import Tagging

/// `tagger report`: writes a page about the tags and their precision.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write one HTML page about the tags and their precision.",
        discussion: """
            The page shows the precision target and its certificate, the products by status and category, the calibration, \
            corrected predictions, and decisions to check. It contains all its images.

            Example:
              tagger report --db shop.sqlite --out report
            """)

    @OptionGroup var catalog: CatalogOption

    @Option(help: ArgumentHelp("The folder for report.html. It is created if it does not exist.", valueName: "folder"))
    var out: String

    func run() throws {
        let path = try ShopReportBuilder(on: Catalog(path: catalog.path, access: .read)).write(toFolder: out)
        StandardOutput.write("Written: \(path.sanitizedForTerminal)\n")
    }
}
