import FashionMNIST
import NeuralNetwork
import Platform
import Tagging

/// The experiments of `tagger study` and their report.
///
///     let study = try Study(only: ["dropout"])
///     let isComplete = try study.perform(on: dataset, output: "docs/study")
public struct Study: Sendable {
    /// A progress event.
    public enum Event: Sendable {
        /// An epoch has ended: the number of finished epochs, and the number of epochs of all trainings.
        case epoch(experiment: String, done: Int, total: Int)
        /// A training has ended; `line` is its log line.
        case trained(experiment: String, line: String)
        /// The page of an experiment has been written; `answer` is its result.
        case written(experiment: String, answer: String)
    }

    /// The study that this study repeats.
    public static let originalURL = "https://github.com/Tathy/Deep_Learning_E-commerce_roupas_classificacao"

    /// The names of the experiments, in the order of the report.
    public static let experimentNames = Experiments.all.map(\.name)

    private let experiments: [any Experiment]
    private let settings: StudySettings

    /// Creates a study.
    ///
    /// - Parameters:
    ///   - names: The experiments to run; nil for all.
    ///   - isQuick: Whether to make all trainings too short for conclusions, as a check that all experiments run.
    /// - Throws: ``TaggerError`` of kind `usage` for an unknown name or an empty list.
    public init(only names: [String]? = nil, isQuick: Bool = false) throws {
        let available = "The experiments are: " + Self.experimentNames.joined(separator: ", ") + "."
        if names?.isEmpty == true {
            throw TaggerError(.usage, "The list of experiments is empty. \(available)")
        }
        if let unknown = names?.first(where: { !Self.experimentNames.contains($0) }) {
            throw TaggerError(.usage, "There is no experiment “\(unknown)”. \(available)")
        }
        experiments = Experiments.all.filter { names?.contains($0.name) ?? true }
        settings = isQuick ? .quick : .full
    }

    /// Runs each training that the experiments need once, and writes the page of each experiment after its trainings.
    ///
    /// - Parameters:
    ///   - output: The folder of the report. It is created if it does not exist.
    ///   - stop: A request to stop; the running trainings stop after their current epoch.
    ///   - progress: Receives the events, on several threads.
    /// - Returns: Whether all pages are written. False after a stop request; the finished pages are kept.
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
        let requested = Set(experiments.flatMap { $0.trainings(settings) })
        let scheduler = TrainingScheduler(
            images: images, totalEpochs: requested.reduce(0) { $0 + $1.epochs }, stop: stop, progress: progress)
        for experiment in experiments {
            let trainings = experiment.trainings(settings)
            do {
                try scheduler.train(trainings.filter { !timed.contains($0) }, alone: false, for: experiment.name)
                try scheduler.train(trainings.filter(timed.contains), alone: true, for: experiment.name)
            } catch TrainingError.stopped {
                return false
            } catch let error as TrainingError {
                throw TaggerError(.invalidData, "A training of the study failed: \(error.description).")
            }
            guard !stop.isRequested else { return false }
            var page = StudyPage(experiment, isQuick: settings == .quick)
            try experiment.write(
                &page,
                from: StudyResults(
                    settings: settings, images: images, dataset: dataset, outcomes: scheduler.outcomes))
            try folder.write(page)
            progress(.written(experiment: experiment.name, answer: page.answer))
        }
        return true
    }

    /// Returns the command that writes the report or one of its pages.
    static func command(only name: String?, isQuick: Bool) -> String {
        "tagger study --data DATA --out docs/study" + (name.map { " --only \($0)" } ?? "") + (isQuick ? " --quick" : "")
    }
}
