import ArgumentParser
import Catalog
import Reporting
import Tagging

/// A page about the tags and how far to trust them.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write one HTML page about the tags and how far to trust them.")

    @OptionGroup var catalog: CatalogOption

    @Option(help: ArgumentHelp("The folder that report.html is written to.", valueName: "folder"))
    var out: String

    func run() throws {
        let path = try ShopReporting(on: Catalog(path: catalog.path, access: .read)).write(toFolder: out)
        StandardOutput.write("Written: \(path.harmless)\n")
    }
}
