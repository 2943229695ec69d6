import ArgumentParser
import Catalog
import Foundation
import NeuralNetwork
import Platform
import Reporting
import Tagging

/// Learns from what people decided.
struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn", abstract: "Learn from people's decisions; keep the new network only if it is better.")

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
        let result = try Self.learn(
            in: opened, from: network.loadBase(), dataset: dataset, stop: stop, progress: ProgressLine(isQuiet: quiet))
        if let signal = stop.receivedSignal {
            StandardError.write("Interrupted; the network stays as it was.\n")
            throw ExitStatus.interrupted(by: signal)
        }
        guard let result else { return }
        if json {
            try StandardOutput.writeJSON(LearnSummary(result))
        } else if !quiet {
            StandardOutput.write(Self.text(result, catalog: catalog.path))
        }
    }

    /// Learns, with Fashion-MNIST beside where it is at hand.
    static func learn(
        in catalog: Catalog, from base: NamedModel, dataset: DatasetOption, stop: StopRequest, progress: ProgressLine
    ) throws -> LearningResult? {
        let result = try Learning(in: catalog, from: base, beside: dataset.imagesAtHand()).perform(stop: stop) {
            progress.show("Learning", done: Int($0 * 100), total: 100, failed: 0)
        }
        progress.clear()
        return result
    }

    /// What came of it, for a person.
    static func text(_ result: LearningResult, catalog: String) -> String {
        func percent(_ share: Double?) -> String { share.percent(decimals: 1) }
        let database = shellQuoted(catalog).sanitizedForTerminal
        switch result.outcome {
        case .tooFew:
            return """
                \(result.decisions) decisions are too few to learn from: at least \(Learning.fewestDecisions) are needed, and not \
                all the same. The network “\(result.previous.sanitizedForTerminal)” stays. Decide some more: \
                \(programName) review --db \(database)

                """
        case .nothingNew:
            return """
                Nothing was decided since the last learning: the network “\(result.previous.sanitizedForTerminal)” stays. Decide some more: \
                \(programName) review --db \(database)

                """
        case .kept:
            return """
                The network “\(result.previous.sanitizedForTerminal)” stays: what was learned from \(result.decisions) decisions is not better, \
                by how sure both are of people's answers (of the audits \(percent(result.accuracy)) are right, and \
                \(percent(result.previousAccuracy)) with the network that stays).

                """
        case .learned(let name):
            var text = """
                Learned from \(result.trainedOn) of \(result.decisions) decisions in \(String(format: "%.0f", result.seconds)) s\
                \(result.hasDataset ? "" : ", without Fashion-MNIST at hand (tagger data fetch brings it)"). The network \
                “\(name)” tags from now on: of \(result.held) audits \(percent(result.accuracy)) are right
                """
            if let before = result.previousAccuracy { text += ", \(percent(before)) before" }
            if let probability = result.probabilityOfBetter {
                text += " (better with a probability of \(percent(probability)))"
            }
            text += ".\n"
            if let promise = result.promise { text += PromiseText(promise).text }
            return text + "Tag with it: \(programName) --db \(database)\n"
        }
    }
}

/// What `tagger learn --json` prints.
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
        held = result.held
        trainedOn = result.trainedOn
        accuracy = OrNull(result.accuracy)
        previousAccuracy = OrNull(result.previousAccuracy)
        probabilityOfBetter = OrNull(result.probabilityOfBetter)
        coverage = OrNull(result.coverage)
        calibrationError = OrNull(result.calibrationError)
        previousCalibrationError = OrNull(result.previousCalibrationError)
        verified = result.promise?.certificate != nil
        threshold = OrNull(result.promise?.certificate?.threshold)
        dataset = result.hasDataset
        seconds = result.seconds
    }
}
