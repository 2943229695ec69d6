import ArgumentParser
import FashionMNIST
import Foundation
import Platform
import Reporting
import Tagging

/// `tagger data`: the folder of Fashion-MNIST.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Show the folder of Fashion-MNIST, or download the dataset.",
        discussion: """
            The commands train, evaluate, study and learn search the dataset in the folder of --data, then in the folder of the \
            environment variable \(Dataset.variable), then in the folder of tagger data fetch.

            Example: tagger data fetch
            """,
        subcommands: [Show.self, Fetch.self], defaultSubcommand: Show.self)

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the folders that are searched, and whether they contain the dataset.",
            discussion: "Example: tagger data show")

        @Flag(help: "Print the result as one JSON object.")
        var json = false

        func run() throws {
            let named = ProcessInfo.processInfo.environment[Dataset.variable].flatMap { $0.isEmpty ? nil : $0 }
            let folder = DataFolder.fashionMNIST()
            let result = Result(
                taggerData: OrNull(named.map { Place(URL(fileURLWithPath: $0)) }), dataFolder: Place(folder))
            if json { return try StandardOutput.writeJSON(result) }
            StandardOutput.write(
                """
                --data: the folder named on the command line
                \(Dataset.variable): \(named.map { line(Place(URL(fileURLWithPath: $0))) } ?? "not set")
                data folder: \(line(result.dataFolder))

                """)
            if named == nil, !result.dataFolder.isComplete {
                StandardOutput.write("\nDownload the dataset: \(programName) data fetch\n")
            }
        }

        private func line(_ place: Place) -> String {
            "\(place.folder.sanitizedForTerminal) (\(place.isComplete ? "complete" : "no dataset"))"
        }

        private struct Result: Encodable {
            let taggerData: OrNull<Place>
            let dataFolder: Place
        }

        private struct Place: Encodable {
            let folder: String
            let isComplete: Bool

            private enum CodingKeys: String, CodingKey {
                case folder
                case isComplete = "complete"
            }

            init(_ url: URL) {
                folder = url.path
                isComplete = DataFolder.isComplete(url)
            }
        }
    }

    struct Fetch: QuietCommand {
        static let configuration = CommandConfiguration(
            abstract: "Download Fashion-MNIST (31 MB) into the data folder of the user, and verify the files.",
            discussion: """
                The folder is $XDG_DATA_HOME/tagger/fashion-mnist, or ~/.local/share/tagger/fashion-mnist. Valid files are not \
                downloaded again. An interrupted download is resumed.

                Examples:
                  tagger data fetch
                  tagger data fetch --from file:///mnt/datasets/fashion-mnist
                """)

        @Option(
            help: ArgumentHelp(
                "The URL (http, https or file) of the folder with train-images-idx3-ubyte.gz and the other three files.",
                valueName: "url"))
        var from = DatasetFetch.home

        @Flag(help: "Print the result as one JSON object.")
        var json = false

        @Flag(help: "Print errors only.")
        var quiet = false

        func run() throws {
            let stop = StopRequest()
            let signals = SignalWatch(stop)
            defer { withExtendedLifetime(signals) {} }
            let fetch = try DatasetFetch(from: from, into: DataFolder.fashionMNIST())
            let progress = ProgressLine(isQuiet: quiet)
            defer { progress.clear() }
            var before: Int?
            let results = try fetch.perform(stop: stop) { bytes, total in
                let first = before ?? bytes
                before = first
                progress.show(
                    "Fetching", done: bytes / 1000, total: total / 1000, before: first / 1000, unit: " kB")
            }
            progress.clear()
            guard let results else {
                log.notice("Interrupted. The same command resumes the download.")
                throw ExitStatus.interrupted(by: stop.receivedSignal ?? SIGINT)
            }
            if json {
                try StandardOutput.writeJSON(Result(folder: fetch.folder.path, files: results))
            } else if !quiet {
                for result in results {
                    let status = result.status == .fetched ? "downloaded" : "already present"
                    StandardOutput.write("\(result.name): \(status)\n")
                }
                StandardOutput.write(
                    "Fashion-MNIST is complete and verified: \(fetch.folder.path.sanitizedForTerminal)\n")
            }
        }

        private struct Result: Encodable {
            let folder: String
            let files: [DatasetFetch.FileResult]
        }
    }
}
