import Dispatch
import FashionMNIST
import Foundation
import Imaging
import NeuralNetwork
import Platform
import Synchronization

/// `tagger study`: every experiment of the study, and a report with plots.
public struct Study: Sendable {
    /// What happens while it runs.
    public enum Event: Sendable {
        /// So many epochs of all that are to come are done.
        case epoch(experiment: String, done: Int, total: Int)
        /// A training is done, in a line for a log.
        case trained(experiment: String, line: String)
        /// An experiment's page is written.
        case written(experiment: String, answer: String)
    }

    /// The names of the experiments, in the order of the report.
    public static let experimentNames = Experiments.all.map(\.name)

    private let experiments: [any Experiment]
    private let settings: StudySettings

    /// The study or a part of it.
    ///
    /// - Parameters:
    ///   - names: Of the experiments; nil for all.
    ///   - isQuick: Whether all is too short to mean anything, to see that it runs.
    /// - Throws: ``TaggerError`` for a name that none has, or none at all.
    public init(only names: [String]? = nil, isQuick: Bool = false) throws {
        if names?.isEmpty == true { throw TaggerError(.usage, "No experiment is named: \(Self.available).") }
        if let unknown = names?.first(where: { !Self.experimentNames.contains($0) }) {
            throw TaggerError(
                .usage,
                "There is no experiment “\(unknown)”: \(Self.available).")
        }
        experiments = Experiments.all.filter { names?.contains($0.name) ?? true }
        settings = isQuick ? .quick : .full
    }

    private static let available = "there are " + experimentNames.joined(separator: ", ")

    /// Makes the trainings that the experiments ask for, each once, and writes each experiment's page when its trainings are
    /// done.
    ///
    /// - Parameters:
    ///   - output: The folder of the report; it is made where there is none.
    ///   - progress: Called on several threads.
    /// - Returns: Whether all is done; false when it was asked to stop, and then the pages that are written are kept.
    /// - Throws: ``TaggerError``.
    public func perform(
        on dataset: Dataset, output: String, stop: StopRequest = StopRequest(),
        progress: @escaping @Sendable (Event) -> Void = { _ in }
    ) throws -> Bool {
        let images = try dataset.images(.training)
        let folder = try StudyFolder(path: output)
        try folder.check(experiments.map(\.name), isQuick: settings == .quick)
        try folder.writeIndex()
        let timed = Set(experiments.flatMap { $0.timedTrainings(settings) })
        let asked = Set(experiments.flatMap { $0.trainings(settings) })
        let laboratory = Laboratory(
            images: images, totalEpochs: asked.reduce(0) { $0 + $1.epochs }, stop: stop, progress: progress)
        for experiment in experiments {
            let trainings = experiment.trainings(settings)
            do {
                try laboratory.train(trainings.filter { !timed.contains($0) }, alone: false, for: experiment.name)
                try laboratory.train(trainings.filter(timed.contains), alone: true, for: experiment.name)
            } catch TrainingError.stopped {
                return false
            } catch let error as TrainingError {
                throw TaggerError(.invalidData, error.description.asSentence)
            }
            guard !stop.isRequested else { return false }
            var page = StudyPage(experiment, isQuick: settings == .quick)
            try experiment.write(
                &page,
                from: StudyResults(
                    settings: settings, images: images, dataset: dataset, outcomes: laboratory.outcomes))
            try folder.write(page)
            progress(.written(experiment: experiment.name, answer: page.answer))
        }
        return true
    }

    /// The command that writes the report or one page of it.
    static func command(only name: String?, isQuick: Bool) -> String {
        "tagger study --data DATA --out docs/study" + (name.map { " --only \($0)" } ?? "") + (isQuick ? " --quick" : "")
    }
}

/// Where networks are trained, several at once, and what came of them.
private final class Laboratory: Sendable {
    private let images: LabeledImages
    private let totalEpochs: Int
    private let stop: StopRequest
    private let progress: @Sendable (Study.Event) -> Void
    private let state = Mutex<(outcomes: [StudyTraining: StudyOutcome], epochs: Int)>(([:], 0))

    init(
        images: LabeledImages, totalEpochs: Int, stop: StopRequest,
        progress: @escaping @Sendable (Study.Event) -> Void
    ) {
        self.images = images
        self.totalEpochs = totalEpochs
        self.stop = stop
        self.progress = progress
    }

    var outcomes: [StudyTraining: StudyOutcome] { state.withLock { $0.outcomes } }

    /// Makes those trainings that were not made yet: one after the other, or as many at a time as there are cores.
    ///
    /// - Throws: `TrainingError`, or what else the first training threw that could not be made.
    func train(_ trainings: [StudyTraining], alone: Bool, for experiment: String) throws {
        let known = outcomes
        // The longest first, so that all cores are done at about the same time.
        let missing = Set(trainings).subtracting(known.keys).sorted { ($0.work, $1.seed) < ($1.work, $0.seed) }
        let queue = Mutex(missing)
        let failure = Mutex<(any Error)?>(nil)
        let threads = alone ? 1 : min(missing.count, ProcessInfo.processInfo.activeProcessorCount)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while failure.withLock({ $0 == nil }), let training = queue.withLock({ $0.popLast() }) {
                do {
                    try train(training, for: experiment)
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private func train(_ training: StudyTraining, for experiment: String) throws {
        var records: [EpochRecord] = []
        let start = ContinuousClock.now
        let model = try Trainer(training.configuration).train(
            on: images, name: "study", classes: Category.names, preprocessing: ThumbnailMaker.version,
            progress: { record in
                records.append(record)
                let done = state.withLock { state in
                    state.epochs += 1
                    return state.epochs
                }
                progress(.epoch(experiment: experiment, done: done, total: totalEpochs))
            },
            shouldStop: { stop.isRequested })
        let outcome = StudyOutcome(
            model: model, records: records, seconds: (ContinuousClock.now - start) / .seconds(1))
        state.withLock { $0.outcomes[training] = outcome }
        let loss = records.last?.validationLoss?.text(4) ?? "–", accuracy = records.last?.validationAccuracy?.percent()
        progress(
            .trained(
                experiment: experiment,
                line: """
                    \(training.label): \(training.epochs) epochs in \(outcome.seconds.text(1)) s, validation loss \(loss), \
                    accuracy \(accuracy ?? "–")
                    """))
    }
}
