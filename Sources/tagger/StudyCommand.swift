import ArgumentParser
import Foundation
import Platform
import Study
import Tagging

/// Runs the whole study and writes its report.
struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study", abstract: "Run a study of dense networks on Fashion-MNIST and write a report with plots.",
        discussion: """
            Ten experiments, each with a page of its own; README.md in the folder leads to them. Interrupted, it keeps the pages \
            that are finished; --only asks for the others.
            """)

    @OptionGroup var dataset: DatasetOption

    @Option(help: ArgumentHelp("The folder to write the report into; made where there is none.", valueName: "folder"))
    var out: String

    @Option(
        help: ArgumentHelp(
            "Only these experiments: \(Study.experimentNames.joined(separator: ", ")).", valueName: "name,name…"))
    var only: String?

    @Flag(help: "Make all trainings too short to mean anything, to see that it runs.")
    var quick = false

    @Flag(help: "Print errors only.")
    var quiet = false

    func run() throws {
        let stop = StopRequest()
        let signals = SignalWatch(stop)
        defer { withExtendedLifetime(signals) {} }
        let names = only?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let study = try Study(only: names, isQuick: quick)
        let progress = ProgressLine(isQuiet: quiet)
        let (quiet, isTerminal) = (quiet, StandardError.isTerminal)
        let isComplete: Bool
        do {
            defer { progress.clear() }
            isComplete = try study.perform(on: dataset.open(), output: out, stop: stop) { event in
                switch event {
                case .epoch(let experiment, let done, let total):
                    progress.show(experiment, done: done, total: total)
                case .trained(let experiment, let line):
                    if !quiet, !isTerminal { StandardError.write("\(experiment): \(line)\n") }
                case .written(let experiment, let answer):
                    guard !quiet else { return }
                    progress.clear()
                    StandardOutput.write("\(experiment): \(answer)\n\n")
                    // Shown as it comes; whether all has arrived is asked at the end.
                    try? StandardOutput.finish()
                }
            }
        }
        if let signal = stop.receivedSignal, !isComplete {
            StandardError.write("Interrupted. The pages that are finished are kept; --only asks for the others.\n")
            throw ExitStatus.interrupted(by: signal)
        }
        if !quiet {
            StandardOutput.write(
                "The report: \(URL(fileURLWithPath: out).appendingPathComponent("README.md").relativePath)\n")
        }
    }
}
