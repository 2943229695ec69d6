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
        let (_, counts) = try Self.importProducts(
            from: folder, into: catalog.path, isLinked: link, stop: stop, progress: progress)
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

    /// Reads and checks the file before the catalog is made.
    static func importProducts(
        from folder: String, into path: String, isLinked: Bool?, stop: StopRequest, progress: ProgressLine
    ) throws -> (Catalog, ImportCounts) {
        let file = try ProductsFile(folder: folder)
        let catalog = try Catalog.openForImport(path: path)
        let counts = try catalog.importProducts(
            file.products, from: file.folder, isLinked: isLinked,
            progress: {
                progress.show(
                    "Importing", done: $0.added + $0.changed + $0.unchanged, total: file.products.count)
            },
            shouldStop: { stop.isRequested })
        progress.clear()
        return (catalog, counts)
    }
}
