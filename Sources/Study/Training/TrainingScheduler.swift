import Dispatch
import Foundation
import Imaging
import NeuralNetwork
import Platform
import Reporting
import Synchronization
import Tagging

/// Runs trainings in parallel, each one once, and keeps their results.
final class TrainingScheduler: Sendable {
    private let images: LabeledImages
    private let totalEpochs: Int
    private let stop: StopRequest
    private let progress: @Sendable (Study.Event) -> Void
    private let state = Mutex<(outcomes: [StudyTraining: StudyOutcome], epochs: Int)>(([:], 0))

    /// Creates a scheduler.
    ///
    /// - Parameters:
    ///   - totalEpochs: The number of epochs of all trainings to come, for the progress.
    ///   - progress: Receives the progress, on several threads.
    init(
        images: LabeledImages, totalEpochs: Int, stop: StopRequest,
        progress: @escaping @Sendable (Study.Event) -> Void
    ) {
        self.images = images
        self.totalEpochs = totalEpochs
        self.stop = stop
        self.progress = progress
    }

    /// The results so far.
    var outcomes: [StudyTraining: StudyOutcome] { state.withLock { $0.outcomes } }

    /// Runs the trainings that have no result yet.
    ///
    /// - Parameter alone: Whether to run one training at a time, for measurements of time. Otherwise the number of parallel
    ///   trainings is the number of cores.
    /// - Throws: The first error of a training, such as `TrainingError`.
    func train(_ trainings: [StudyTraining], alone: Bool, for experiment: String) throws {
        let finished = outcomes
        // The longest trainings start first, so that all cores finish at about the same time. `popLast` takes from the end.
        let missing = Set(trainings).subtracting(finished.keys).sorted { ($0.work, $1.seed) < ($1.work, $0.seed) }
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
        let loss = records.last?.validationLoss?.fixed(4) ?? "–"
        progress(
            .trained(
                experiment: experiment,
                line: """
                    \(training.label): \(training.epochs) epochs in \(outcome.seconds.fixed(1)) s, validation loss \(loss), \
                    accuracy \((records.last?.validationAccuracy).percent(decimals: 2))
                    """))
    }
}
