import Catalog
import Foundation
import Review
import Synchronization
import Testing

@testable import ReviewServer

@Suite struct CertificationMonitorTests {
    private let shop: ReviewedCatalog

    init() throws { shop = try ReviewedCatalog() }

    /// Calls `latest()` until its result meets a condition.
    private func result(
        _ monitor: CertificationMonitor, where isExpected: (CertificationMonitor.Result) -> Bool = { _ in true }
    ) async throws -> CertificationMonitor.Result {
        while true {
            if let result = monitor.latest(), isExpected(result) { return result }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test("The first call returns nil; later calls return the counts and the certification", .timeLimit(.minutes(5)))
    func firstResult() async throws {
        let changes = Mutex(0)
        let monitor = try CertificationMonitor(catalogPath: shop.path) { changes.withLock { $0 += 1 } }
        #expect(monitor.latest() == nil)
        let totals = ProgressResponse.Totals(try await result(monitor))
        #expect(totals.products == 12 && totals.review == 12 && totals.confirmed == 0 && totals.verified == 0)
        #expect(totals.audits == 0 && totals.certifiedShare == nil)
        while changes.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(changes.withLock { $0 } == 1)
    }

    @Test("A change of the catalog is counted after the interval", .timeLimit(.minutes(5)))
    func change() async throws {
        let monitor = try CertificationMonitor(catalogPath: shop.path, interval: .zero)
        _ = try await result(monitor)
        let api = try shop.api()
        for product in try api.queue(ReviewFilter()).prefix(3) { _ = try api.decide(product, "Bag") }
        let totals = ProgressResponse.Totals(try await result(monitor) { $0.tally.byStatus[.confirmed] == 3 })
        #expect(totals.review == 9 && totals.audits == 3)
    }

    @Test("Within the interval the last result is returned", .timeLimit(.minutes(5)))
    func interval() async throws {
        let monitor = try CertificationMonitor(catalogPath: shop.path, interval: .seconds(600))
        _ = try await result(monitor)
        let api = try shop.api()
        _ = try api.decide(try api.queue(ReviewFilter())[0], "Bag")
        for _ in 0..<10 {
            #expect(monitor.latest()?.tally.byStatus[.confirmed] == nil)
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
