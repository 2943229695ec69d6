import Catalog
import Foundation
import NeuralNetwork
import Platform
import Review
import Synchronization
import Tagging
import Testing

@testable import ReviewServer

@Suite struct LearningJobTests {
    private let shop: ReviewedCatalog

    init() throws { shop = try ReviewedCatalog(productCount: 24) }

    /// Decides products in two categories, so that there is something to learn.
    private func decide(_ count: Int) throws {
        let products = try shop.api().queue(ReviewFilter()).prefix(count)
        let api = try shop.api()
        for (index, product) in products.enumerated() {
            _ = try api.decide(product, index % 2 == 0 ? "Bag" : "Coat")
        }
    }

    /// Waits until the job has ended.
    private func result(of job: LearningJob) async throws -> ProgressResponse.Learning {
        while [.learning, .tagging].contains(job.state.state) { try await Task.sleep(for: .milliseconds(20)) }
        return job.state
    }

    @Test("A job is idle before the start")
    func idle() throws { #expect(try shop.learningJob().state.state == .idle) }

    @Test("Too few decisions finish a job with outcome tooFew", .timeLimit(.minutes(2)))
    func tooFew() async throws {
        try decide(3)
        let job = try shop.learningJob()
        try job.start()
        let result = try await result(of: job)
        #expect(result.state == .finished && result.outcome == .tooFew && result.decisions == 3)
        #expect(result.tagged == 0 && result.review == 21)
    }

    @Test("A job that is stopped leaves the active model unchanged, and can be started again", .timeLimit(.minutes(2)))
    func stop() async throws {
        try decide(24)
        let job = try shop.learningJob()
        try job.start()
        #expect(job.state.state == .learning)
        // A second start does not start a second job.
        try job.start()
        await job.stopAndWait()
        #expect(job.state.state == .stopped && job.state.outcome == nil)
        let models = try NamedModel(nameOrFile: nil, in: shop.catalog)
        #expect(models.name != "shop-1")
        try job.start()
        await job.stopAndWait()
        #expect(job.state.state == .stopped)
    }

    @Test("An error in a job is its result", .timeLimit(.minutes(2)))
    func failure() async throws {
        let job = LearningJob(
            catalogPath: shop.path, startingModel: try NamedModel(nameOrFile: "dense"),
            replayImages: { throw TaggerError(.invalidData, "The dataset is damaged.") })
        try job.start()
        let result = try await result(of: job)
        #expect(result.state == .failed && result.message?.contains("The dataset is damaged.") == true)
    }

    @Test("A job does not start while another process locks the catalog, and is idle afterwards")
    func locked() throws {
        let job = try shop.learningJob()
        let lock = try Catalog(path: shop.path, access: .run)
        #expect { try job.start() } throws: { ($0 as? TaggerError)?.kind == .busy }
        #expect(job.state.state == .idle)
        withExtendedLifetime(lock) {}
    }
}
