import ArgumentParser
import Foundation
import Platform
import Study
import Tagging

/// `tagger study`: runs the experiments on Fashion-MNIST and writes their report.
struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study", abstract: "Run the experiments on Fashion-MNIST and write a report with plots.",
        discussion: """
            The study repeats \(Study.originalURL) \
            with several seeds. It consists of ten experiments. Each experiment has a page, and README.md links all pages. After \
            an interruption the finished pages are kept, and --only runs the missing experiments. The whole study takes up to \
            an hour on two cores.

            Examples:
              tagger study --out study
              tagger study --out study --only dropout,epochs
            """)

    @OptionGroup var dataset: DatasetOption

    @Option(help: ArgumentHelp("The folder for the report. It is created if it does not exist.", valueName: "folder"))
    var out: String

    @Option(
        help: ArgumentHelp(
            "Run only these experiments: \(Study.experimentNames.joined(separator: ", ")).", valueName: "name,name…"))
    var only: String?

    @Flag(help: "Check that all experiments run, with trainings that are too short for conclusions.")
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
                    // An error of standard output is reported at the end of the command.
                    try? StandardOutput.finish()
                }
            }
        }
        if let signal = stop.receivedSignal, !isComplete {
            StandardError.write("Interrupted. The finished pages are kept. Run the missing experiments with --only.\n")
            throw ExitStatus.interrupted(by: signal)
        }
        if !quiet {
            StandardOutput.write(
                "Report: \(URL(fileURLWithPath: out).appendingPathComponent("README.md").relativePath)\n")
        }
    }
}
