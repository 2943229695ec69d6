import Statistics
import Testing

@Suite struct AuditForecastTests {
    private func forecast(_ count: Int, wrongEvery: Int = .max, target: Double = 0.97, total: Int? = nil)
        -> AuditForecast
    {
        AuditForecast(
            audits: (0..<count).map { (1 - Double($0) / 1000, ($0 + 1) % wrongEvery != 0) }, total: total ?? count,
            precisionTarget: target)
    }

    @Test("A forecast without audits follows from the prior")
    func noAudits() throws {
        for (target, range) in [(0.95, 250...400), (0.97, 300...500)] {
            let needed = try #require(forecast(0, target: target).additionalAudits())
            #expect(range.contains(needed.audits))
            #expect((0.3...0.6).contains(needed.coverage))
        }
    }

    @Test("A model without errors needs few audits, a model with too many errors has no forecast")
    func extremes() throws {
        let perfect = try #require(forecast(170).additionalAudits())
        #expect((6...150).contains(perfect.audits) && perfect.coverage > 0.5, "\(perfect)")
        let later = try #require(forecast(1000, target: 0.99).additionalAudits())
        #expect(later.audits == 1 && later.coverage > 0.5, "\(later)")
        #expect(forecast(300, wrongEvery: 10).additionalAudits() == nil)
        #expect(forecast(300, wrongEvery: 10).coverage(withAudits: 1000) == 0)
        #expect(forecast(300, wrongEvery: 10, target: 0.8).coverage(withAudits: 1000) > 0.6)
    }

    @Test("More errors or a higher target never need fewer audits")
    func monotony() {
        func needed(_ forecast: AuditForecast) -> Int { forecast.additionalAudits()?.audits ?? .max }
        var last = 0
        for target in [0.9, 0.93, 0.95, 0.96, 0.97, 0.98, 0.99] {
            let now = needed(forecast(100, wrongEvery: 40, target: target))
            #expect(now >= last, "\(target)")
            last = now
        }
        last = 0
        for errors in 0..<12 {
            let audits = (0..<200).map {
                (confidence: 1 - Double($0) / 1000, isCorrect: $0 % 9 != 4 || $0 / 9 >= errors)
            }
            let now = needed(AuditForecast(audits: audits, total: 240, precisionTarget: 0.97))
            #expect(now >= last, "\(errors) errors")
            last = now
        }
        #expect(last == .max)
    }

    @Test("Products with the prediction none reduce the coverage")
    func predictionNone() throws {
        // 100 of 200 audits have a category, so the coverage is at most about one half.
        let needed = try #require(forecast(100, total: 200).additionalAudits())
        #expect(needed.coverage < 0.62 && needed.coverage > 0.35)
    }

    @Test("The order of the audits has no effect")
    func order() {
        let audits = (0..<120).map { (confidence: Double($0 / 10) / 20, isCorrect: $0 % 17 != 0) }
        let one = AuditForecast(audits: audits, total: 130, precisionTarget: 0.95).additionalAudits()
        let other = AuditForecast(audits: audits.reversed(), total: 130, precisionTarget: 0.95).additionalAudits()
        #expect(one?.audits == other?.audits && one?.coverage == other?.coverage)
    }

    @Test("About half of the simulated shops have a certificate after the forecast number of audits")
    func forecastAgainstSimulation() {
        var generator = SplitMix(state: 12), certified = 0
        for _ in 0..<100 {
            let now = SimulatedAudits.shop.draw(200, using: &generator)
            let forecast = AuditForecast(audits: now, total: 200, precisionTarget: 0.97)
            guard let needed = forecast.additionalAudits() else { continue }
            let total = 200 + needed.audits
            let later = now + SimulatedAudits.shop.draw(needed.audits, using: &generator)
            certified += PrecisionCertificate(audits: later, total: total, precisionTarget: 0.97) == nil ? 0 : 1
        }
        #expect((35...75).contains(certified), "\(certified) of 100")
    }
}
