import ArgumentParser
import FashionMNIST
import Foundation
import Platform
import Reporting
import Tagging

/// Fashion-MNIST on this machine.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Say where Fashion-MNIST is looked for, and fetch it.",
        subcommands: [Show.self, Fetch.self], defaultSubcommand: Show.self)

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print where the dataset is looked for, and whether it is there (the default).")

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
                --data: the folder that a command names
                \(Dataset.variable): \(named.map { line(Place(URL(fileURLWithPath: $0))) } ?? "not set")
                data folder: \(line(result.dataFolder))

                """)
            if named == nil, !result.dataFolder.isComplete {
                StandardOutput.write("\nFetch it: \(programName) data fetch\n")
            }
        }

        private func line(_ place: Place) -> String {
            "\(place.folder.harmless) (\(place.isComplete ? "all four files are there" : "the dataset is not there"))"
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

    struct Fetch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring Fashion-MNIST into the user's data folder (31 MB), checked.",
            discussion: """
                Into $XDG_DATA_HOME/tagger/fashion-mnist, or ~/.local/share/tagger/fashion-mnist. What is there already, and \
                right, is not fetched again; an interrupted fetch goes on where it was.
                """)

        @Option(
            help: ArgumentHelp(
                "The folder with the four files train-images-idx3-ubyte.gz and so on: http, https or file.",
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
                if !quiet { StandardError.write("Interrupted. The same command goes on from here.\n") }
                throw ExitStatus.interrupted(by: stop.receivedSignal ?? SIGINT)
            }
            if json {
                try StandardOutput.writeJSON(Result(folder: fetch.folder.path, files: results))
            } else if !quiet {
                for result in results {
                    let status = result.status == .fetched ? "fetched" : "already there"
                    StandardOutput.write("\(result.name): \(status)\n")
                }
                StandardOutput.write("Fashion-MNIST is complete, checked, in \(fetch.folder.path.harmless)\n")
            }
        }

        private struct Result: Encodable {
            let folder: String
            let files: [DatasetFetch.FileResult]
        }
    }
}
