import Catalog
import Foundation
import NeuralNetwork
import Platform
import ServiceLifecycle
import Synchronization
import Tagging

/// Learning from the decisions while people decide, and tagging with the new model afterwards. One job runs at a time.
final class LearningJob: Sendable {
    private struct Job {
        var state = ProgressResponse.Learning()
        /// The request to stop; nil while no job runs.
        var stop: StopRequest?
    }

    private let catalogPath: String
    private let startingModel: NamedModel
    private let replayImages: @Sendable () throws -> LabeledImages?
    private let job = Mutex(Job())
    private let running = DispatchGroup()

    /// - Parameters:
    ///   - catalogPath: The shop's SQLite file.
    ///   - startingModel: The model that the first candidate model is trained from.
    ///   - replayImages: Returns the training images of Fashion-MNIST, nil where they are not installed; called when a job starts.
    init(
        catalogPath: String, startingModel: NamedModel, replayImages: @escaping @Sendable () throws -> LabeledImages?
    ) {
        self.catalogPath = catalogPath
        self.startingModel = startingModel
        self.replayImages = replayImages
    }

    /// The state of the running or latest job.
    var state: ProgressResponse.Learning { job.withLock { $0.state } }

    /// Starts a job on a thread of its own, unless one is running.
    ///
    /// - Throws: ``TaggerError`` of kind `busy` while another process locks the catalog for a run.
    func start() throws {
        let stop = StopRequest()
        let isFree = job.withLock { job in
            guard job.stop == nil else { return false }
            job = Job(state: .init(state: .learning), stop: stop)
            return true
        }
        guard isFree else { return }
        let catalog: Catalog
        do {
            catalog = try Catalog(path: catalogPath, access: .run)
        } catch {
            end { $0 = .init() }
            throw error
        }
        startThread(in: running) { [self] in
            do {
                try perform(on: catalog, stop)
            } catch {
                end { state in
                    state.state = .failed
                    state.message = "\(error)"
                }
            }
        }
    }

    /// Asks the running job to stop. A job that stops while it learns leaves the active model unchanged.
    func stop() { job.withLock { $0.stop }?.stop(signal: SIGTERM) }

    /// Asks the running job to stop, and returns when the job has ended.
    func stopAndWait() async {
        stop()
        await withCheckedContinuation { continuation in
            running.notify(queue: .global()) { continuation.resume() }
        }
    }

    private func perform(on catalog: Catalog, _ stop: StopRequest) throws {
        var run = NightlyRun()
        run.learning = .tagIfLearned
        run.learningBase = startingModel
        run.replayImages = replayImages
        let result = try run.perform(on: catalog, stop: stop) { progress in
            switch progress {
            case .learning(let share): self.update { $0.share = share }
            case .learned(let result): self.update { $0 = .init(state: .tagging, result) }
            case .tagging(let tagging):
                self.update { $0.share = Double(tagging.done) / Double(max(tagging.total, 1)) }
            case .importing, .estimatingPriors: break
            }
        }
        guard result.learning != nil else { return end { $0.state = .stopped } }
        let counts = try catalog.countsByStatus()
        end { state in
            (state.tagged, state.review) = (counts[.tagged] ?? 0, counts[.review] ?? 0)
            (state.state, state.share) = (stop.isRequested ? .stopped : .finished, 1)
        }
    }

    private func update(_ change: (inout ProgressResponse.Learning) -> Void) {
        job.withLock { change(&$0.state) }
    }

    private func end(_ change: (inout ProgressResponse.Learning) -> Void) {
        job.withLock { job in
            change(&job.state)
            job.stop = nil
        }
    }
}

extension LearningJob: Service {
    /// Waits until the server shuts down, and then stops the running job.
    func run() async throws {
        try? await gracefulShutdown()
        await stopAndWait()
    }
}

extension ProgressResponse.Learning {
    /// The state after the learning itself.
    fileprivate init(state: State, _ result: LearningResult) {
        self.init(
            state: state, outcome: Outcome(result.outcome), decisions: result.decisions, audits: result.audits,
            trainedOn: result.trainedOn, accuracy: result.accuracy, previousAccuracy: result.previousAccuracy)
    }
}

extension ProgressResponse.Learning.Outcome {
    fileprivate init(_ outcome: LearningResult.Outcome) {
        self =
            switch outcome {
            case .tooFew: .tooFew
            case .nothingNew: .nothingNew
            case .kept: .kept
            case .learned: .learned
            }
    }
}
