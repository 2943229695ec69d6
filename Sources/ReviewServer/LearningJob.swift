import Catalog
import Foundation
import NeuralNetwork
import Platform
import Synchronization
import Tagging

/// Learning that goes on while people decide, and then tagging with what was learned. One at a time.
final class LearningJob: Sendable {
    private struct State {
        var shown = ProgressResponse.Learning()
        var request: StopRequest?
    }

    private let catalogPath: String
    private let base: NamedModel
    private let known: @Sendable () throws -> LabeledImages?
    private let job = Mutex(State())
    private let finished = DispatchGroup()

    init(catalogPath: String, base: NamedModel, known: @escaping @Sendable () throws -> LabeledImages?) {
        self.catalogPath = catalogPath
        self.base = base
        self.known = known
    }

    /// How it goes.
    var state: ProgressResponse.Learning { job.withLock { $0.shown } }

    /// Begins, unless it goes on already.
    ///
    /// - Throws: ``TaggerError`` of kind `busy` while another program runs on the catalog.
    func start() throws {
        let request = StopRequest()
        let isFree = job.withLock { job in
            guard job.request == nil else { return false }
            job.request = request
            job.shown = .init()
            job.shown.state = "learning"
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
        // The job takes minutes, so it has a thread of its own.
        startThread(in: finished) { [self] in
            do {
                try work(catalog, request)
            } catch {
                end { shown in
                    shown.state = "failed"
                    shown.message = "\(error)"
                }
            }
        }
    }

    /// Asks it to stop: the network stays as it was.
    func stop() { job.withLock { $0.request }?.stop(signal: SIGTERM) }

    /// Asks it to stop, and returns when it has.
    func stopAndWait() {
        stop()
        finished.wait()
    }

    private func work(_ catalog: Catalog, _ request: StopRequest) throws {
        let learning = Learning(in: catalog, from: base, beside: try known())
        let result = try learning.perform(stop: request) { share in self.show { $0.share = share } }
        guard let result else { return end { $0.state = "stopped" } }
        show { shown in
            (shown.decisions, shown.audits, shown.trainedOn) = (result.decisions, result.audits, result.trainedOn)
            (shown.accuracy, shown.previousAccuracy) = (result.accuracy, result.previousAccuracy)
            (shown.state, shown.share) = ("tagging", 0)
            shown.outcome =
                switch result.outcome {
                case .tooFew: "tooFew"
                case .nothingNew: "nothingNew"
                case .kept: "kept"
                case .learned: "learned"
                }
        }
        let model = try NamedModel(nameOrFile: nil, in: catalog)
        try Certification.refresh(for: model, in: catalog)
        if case .learned = result.outcome {
            // Its guesses are what the queue goes by from now on.
            _ = try TaggingRun().perform(on: catalog, with: model, stop: request) { progress in
                self.show { $0.share = Double(progress.done) / Double(max(progress.total, 1)) }
            }
        }
        let counts = try catalog.countsByStatus()
        end { shown in
            (shown.tagged, shown.waiting) = (counts["tagged"], counts["review"])
            (shown.state, shown.share) = (request.isRequested ? "stopped" : "finished", 1)
        }
    }

    private func show(_ change: (inout ProgressResponse.Learning) -> Void) {
        job.withLock { change(&$0.shown) }
    }

    private func end(_ change: (inout ProgressResponse.Learning) -> Void) {
        job.withLock { job in
            change(&job.shown)
            job.request = nil
        }
    }
}
