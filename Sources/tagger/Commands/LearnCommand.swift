import ArgumentParser
import Catalog
import Foundation
import NeuralNetwork
import Platform
import Reporting
import Tagging

/// `tagger learn`: a candidate model from the decisions.
struct LearnCommand: QuietCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn",
        abstract: "Train a candidate model on the decisions, and activate it if it is better.",
        discussion: """
            The candidate model is compared with the active model on audits that neither was trained on. Exit code 0 also means \
            that the active model was kept, or that there are too few decisions.

            Examples:
              tagger learn --db shop.sqlite
              tagger models rollback --db shop.sqlite
            """)

    @OptionGroup var catalog: CatalogOption

    @OptionGroup var network: ModelOption

    @OptionGroup var dataset: DatasetOption

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    @Flag(help: "Print errors only.")
    var quiet = false

    func run() throws {
        let stop = StopRequest()
        let signals = SignalWatch(stop)
        defer { withExtendedLifetime(signals) {} }
        let opened = try Catalog(path: catalog.path, access: .run)
        var run = NightlyRun()
        run.model = network.model
        run.replayImages = { [dataset] in try dataset.imagesIfPresent() }
        let progress = ProgressLine(isQuiet: quiet)
        let result = try run.learn(in: opened, stop: stop, progress: progress.show)
        progress.clear()
        if let signal = stop.receivedSignal {
            log.notice("Interrupted. The active model was not changed.")
            throw ExitStatus.interrupted(by: signal)
        }
        guard let result else { return }
        if json {
            try StandardOutput.writeJSON(LearnSummary(result))
        } else if !quiet {
            StandardOutput.write(Self.text(result, catalog: catalog.path))
        }
    }

    /// Returns the outcome in sentences.
    static func text(_ result: LearningResult, catalog: String) -> String {
        let database = shellQuoted(catalog).sanitizedForTerminal
        switch result.outcome {
        case .tooFew:
            return """
                Nothing was learned from \(result.decisions.counted("decision")): at least \(Learning.minimumDecisions) decisions in at \
                least two categories are needed.
                The model “\(result.previous.sanitizedForTerminal)” stays active. Review more products: \(programName) review --db \(database)

                """
        case .nothingNew:
            return """
                Nothing was learned: no new decisions since the last learning.
                The model “\(result.previous.sanitizedForTerminal)” stays active. Review more products: \(programName) review --db \(database)

                """
        case .kept:
            return """
                The model “\(result.previous.sanitizedForTerminal)” stays active: the candidate model from \
                \(result.decisions.counted("decision")) has a higher loss on the audits.
                Accuracy on the audits: candidate \(result.accuracy.percent(decimals: 1)), active \
                \(result.previousAccuracy.percent(decimals: 1)).

                """
        case .learned(let name):
            var text = """
                The new model “\(name)” is active. It was trained on \(result.trainedOn) of \
                \(result.decisions.counted("decision")) in \(result.seconds.fixed(0)) s\
                \(result.hasReplayImages ? "" : ", without replay images (download them: \(programName) data fetch)").
                Accuracy on \(result.holdout.counted("audit")): \(result.accuracy.percent(decimals: 1))
                """
            if let before = result.previousAccuracy { text += ", before \(before.percent(decimals: 1))" }
            if let probability = result.probabilityOfBetter {
                text += " (improvement with a probability of \(probability.percent(decimals: 1)))"
            }
            text += ".\n"
            if let certification = result.certification { text += CertificationText(certification).text }
            return text + "Tag with it: \(programName) --db \(database)\n"
        }
    }
}

/// The object that `tagger learn --json` prints.
private struct LearnSummary: Encodable {
    let outcome: String
    let model: String
    let decisions: Int, audits: Int, held: Int, trainedOn: Int
    let accuracy: OrNull<Double>, previousAccuracy: OrNull<Double>, probabilityOfBetter: OrNull<Double>
    let coverage: OrNull<Double>
    let calibrationError: OrNull<Double>, previousCalibrationError: OrNull<Double>
    let verified: Bool
    let threshold: OrNull<Double>
    let dataset: Bool
    let seconds: Double

    init(_ result: LearningResult) {
        switch result.outcome {
        case .tooFew: (outcome, model) = ("too few decisions", result.previous)
        case .nothingNew: (outcome, model) = ("nothing new", result.previous)
        case .kept: (outcome, model) = ("kept", result.previous)
        case .learned(let name): (outcome, model) = ("learned", name)
        }
        decisions = result.decisions
        audits = result.audits
        held = result.holdout
        trainedOn = result.trainedOn
        accuracy = OrNull(result.accuracy)
        previousAccuracy = OrNull(result.previousAccuracy)
        probabilityOfBetter = OrNull(result.probabilityOfBetter)
        coverage = OrNull(result.coverage)
        calibrationError = OrNull(result.calibrationError)
        previousCalibrationError = OrNull(result.previousCalibrationError)
        verified = result.certification?.certificate != nil
        threshold = OrNull(result.certification?.certificate?.threshold)
        dataset = result.hasReplayImages
        seconds = result.seconds
    }
}
