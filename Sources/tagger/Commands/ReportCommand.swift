import ArgumentParser
import Catalog
import Reporting
import Tagging

/// `tagger report`: one HTML page about the tags and their measured precision.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write an HTML page about the tags and their measured precision.",
        discussion: """
            The page is one file without references to others.

            Example: tagger report --db shop.sqlite --out report
            """)

    @OptionGroup var catalog: CatalogOption

    @Option(help: ArgumentHelp("The folder for report.html. Created if it does not exist.", valueName: "folder"))
    var out: String

    func run() throws {
        let path = try ShopReporting(on: Catalog(path: catalog.path, access: .read)).write(toFolder: out)
        StandardOutput.write("Report: \(path.harmless)\n")
    }
}
