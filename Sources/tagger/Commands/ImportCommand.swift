import ArgumentParser
import Catalog
import Foundation
import Platform
import Tagging

/// `tagger import`: loads a shop from a folder.
struct ImportCommand: QuietCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import FOLDER/products.csv (sku,title,image) and its PNG files into a catalog.",
        discussion: """
            Creates the catalog if the file does not exist. A further import updates changed products. A product that is no \
            longer in products.csv keeps its decisions but is not listed, exported or tagged.

            Example: tagger import my-shop --db shop.sqlite
            """)

    @Argument(help: "The folder with products.csv. Paths of images are relative to the folder.")
    var folder: String

    @OptionGroup var catalog: CatalogOption

    @Flag(
        inversion: .prefixedNo,
        help: "Store the paths of the PNG files instead of copies. Stored in the catalog. (default: --no-link)")
    var link: Bool?

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    @Flag(help: "Print errors only.")
    var quiet = false

    func run() throws {
        let stop = StopRequest()
        let signals = SignalWatch(stop)
        defer { withExtendedLifetime(signals) {} }
        let progress = ProgressLine(isQuiet: quiet)
        let (_, counts) = try NightlyRun.importProducts(
            .init(folder: folder, isLinked: link), into: catalog.path, stop: stop, progress: progress.show)
        progress.clear()
        if json {
            try StandardOutput.writeJSON(counts)
        } else if !quiet {
            StandardOutput.write(counts.text)
            if stop.isRequested {
                StandardOutput.write("Interrupted. The imported products are stored; import again for the rest.\n")
            }
        }
        if let signal = stop.receivedSignal { throw ExitStatus.interrupted(by: signal) }
    }
}
