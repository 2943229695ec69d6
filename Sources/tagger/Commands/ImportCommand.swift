import ArgumentParser
import Catalog
import Foundation
import Platform
import Tagging

/// Loads a shop from a folder.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Load FOLDER/products.csv (sku,title,image) and its PNGs into a catalog.",
        discussion: "Makes the catalog when the file does not exist. Importing again updates what changed.")

    @Argument(help: "The folder with products.csv; images are relative to it.")
    var folder: String

    @OptionGroup var catalog: CatalogOption

    @Flag(
        inversion: .prefixedNo,
        help: "Keep the PNGs as files, and only their paths in the catalog; kept (at first --no-link).")
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
                StandardOutput.write("Interrupted. What was imported is kept; import again for the rest.\n")
            }
        }
        if let signal = stop.receivedSignal { throw ExitStatus.interrupted(by: signal) }
    }
}
