import Statistics
import Testing

@Suite struct AuditForecastTests {
    private func forecast(_ count: Int, wrongEvery: Int = .max, promised: Double = 0.97, total: Int? = nil)
        -> AuditForecast
    {
        AuditForecast(
            audits: (0..<count).map { (1 - Double($0) / 1000, ($0 + 1) % wrongEvery != 0) }, total: total ?? count,
            promised: promised)
    }

    @Test func withoutAuditsThereIsAnExpectation() throws {
        for (promised, range) in [(0.95, 250...400), (0.97, 300...500)] {
            let needed = try #require(forecast(0, promised: promised).auditsNeeded())
            #expect(range.contains(needed.audits))
            #expect((0.3...0.6).contains(needed.share))
        }
    }

    /// A network that is never wrong needs what the first test needs, and one that is too often wrong no number.
    @Test func goodNetworksNeedFewAndBadOnesHaveNoNumber() throws {
        let perfect = try #require(forecast(170).auditsNeeded())
        #expect((6...150).contains(perfect.audits) && perfect.share > 0.5, "\(perfect)")
        let later = try #require(forecast(1000, promised: 0.99).auditsNeeded())
        #expect(later.audits == 1 && later.share > 0.5, "\(later)")
        #expect(forecast(300, wrongEvery: 10).auditsNeeded() == nil)
        #expect(forecast(300, wrongEvery: 10).share(withAudits: 1000) == 0)
        #expect(forecast(300, wrongEvery: 10, promised: 0.8).share(withAudits: 1000) > 0.6)
    }

    @Test func moreMistakesAndHigherPromisesNeverNeedFewer() {
        func needed(_ forecast: AuditForecast) -> Int { forecast.auditsNeeded()?.audits ?? .max }
        var last = 0
        for promised in [0.9, 0.93, 0.95, 0.96, 0.97, 0.98, 0.99] {
            let now = needed(forecast(100, wrongEvery: 40, promised: promised))
            #expect(now >= last, "\(promised)")
            last = now
        }
        last = 0
        for mistakes in 0..<12 {
            let audits = (0..<200).map {
                (confidence: 1 - Double($0) / 1000, isRight: $0 % 9 != 4 || $0 / 9 >= mistakes)
            }
            let now = needed(AuditForecast(audits: audits, total: 240, promised: 0.97))
            #expect(now >= last, "\(mistakes) mistakes")
            last = now
        }
        #expect(last == .max)
    }

    @Test func productsOfNoClassCoverNothing() throws {
        // Of 200 audits 100 are of no class: at most half of all can be covered.
        let needed = try #require(forecast(100, total: 200).auditsNeeded())
        #expect(needed.share < 0.62 && needed.share > 0.35)
    }

    @Test func theOrderOfTheAuditsDoesNotMatter() {
        let audits = (0..<120).map { (confidence: Double($0 / 10) / 20, isRight: $0 % 17 != 0) }
        let one = AuditForecast(audits: audits, total: 130, promised: 0.95).auditsNeeded()
        let other = AuditForecast(audits: audits.reversed(), total: 130, promised: 0.95).auditsNeeded()
        #expect(one?.audits == other?.audits && one?.share == other?.share)
    }

    /// The forecast against what happens: with as many audits as are thought to be needed, about half of the re-draws of a
    /// network like the shop's have a certificate.
    @Test func asManyAuditsAsForecastAreAboutEnough() {
        var generator = SplitMix(state: 12), certified = 0
        for _ in 0..<100 {
            let now = SimulatedAudits.shop.draw(200, using: &generator)
            guard let needed = AuditForecast(audits: now, total: 200, promised: 0.97).auditsNeeded() else { continue }
            let total = 200 + needed.audits
            let later = now + SimulatedAudits.shop.draw(needed.audits, using: &generator)
            certified += PrecisionCertificate(audits: later, total: total, promised: 0.97) == nil ? 0 : 1
        }
        #expect((35...75).contains(certified), "\(certified) of 100")
    }
}
