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
        let (_, counts) = try Self.importProducts(
            from: folder, into: catalog.path, isLinked: link, stop: stop, progress: progress)
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

    /// Imports a folder into a catalog. Reads and checks products.csv before the catalog is created.
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
