import Foundation
import Testing

@testable import Statistics

@Suite struct PrecisionCertificateTests {
    /// Returns audits by decreasing confidence, wrong at the given positions.
    private func audits(_ count: Int, wrongAt: Set<Int> = []) -> [(confidence: Double, isCorrect: Bool)] {
        (0..<count).map { (1 - Double($0) / 1000, !wrongAt.contains($0)) }
    }

    /// The expected values are printed by `Reference/scipy_binomial.py`.
    @Test("The first tested threshold is the first count that tolerates one more error")
    func firstCount() {
        #expect(PrecisionCertificate.firstCount(total: 0, precisionTarget: 0.97) == 176)
        #expect(PrecisionCertificate.firstCount(total: 704, precisionTarget: 0.97) == 176)
        #expect(PrecisionCertificate.firstCount(total: 708, precisionTarget: 0.97) == 221)
        #expect(PrecisionCertificate.firstCount(total: 1000, precisionTarget: 0.97) == 265)
        #expect(PrecisionCertificate.firstCount(total: 400, precisionTarget: 0.95) == 158)
        #expect(PrecisionCertificate.firstCount(total: 400, precisionTarget: 0.99) == 230)
    }

    /// At 97%, 176 audits tolerate two errors and 221 audits three. With the third error at position 200, the 200 audits
    /// before it are certified.
    @Test("The certified threshold is the last one before the first failed test")
    func threshold() throws {
        let wrong: Set = [3, 50, 200]
        let audits = audits(400, wrongAt: wrong)
        let certificate = try #require(PrecisionCertificate(audits: audits, total: 500, precisionTarget: 0.97))
        #expect(certificate.threshold == 1 - 199.0 / 1000)
        #expect(certificate.auditsAbove == 200 && certificate.wrongAbove == 2)
        #expect(certificate.coverage == 0.4)
        #expect(certificate.precisionTarget == 0.97 && certificate.confidenceLevel == 0.9)
        let bound = BinomialDistribution.clopperPearsonLowerBound(
            successes: 198, trials: 200, confidenceLevel: 0.9)
        #expect(certificate.lowerBound == bound && bound >= 0.97)
        // Later thresholds would pass the test, but the sequence ends at the first failure.
        #expect(BinomialDistribution(trials: 400, probability: 0.03).lowerTail(3) < 0.1)
    }

    @Test("Too few audits or too many errors give no certificate")
    func noCertificate() {
        #expect(PrecisionCertificate(audits: [], total: 0, precisionTarget: 0.97) == nil)
        #expect(PrecisionCertificate(audits: audits(175), total: 175, precisionTarget: 0.97) == nil)
        #expect(PrecisionCertificate(audits: audits(176), total: 176, precisionTarget: 0.97) != nil)
        let threeErrors = audits(400, wrongAt: [1, 2, 3])
        #expect(PrecisionCertificate(audits: threeErrors, total: 400, precisionTarget: 0.97) == nil)
        // A quarter of 2,000 audits is more than the 400 audits with a category.
        #expect(PrecisionCertificate(audits: audits(400), total: 2000, precisionTarget: 0.97) == nil)
    }

    /// Four errors are too many for 176 audits, but not for 308.
    @Test("Audits with equal confidence share a threshold")
    func ties() throws {
        var tied = audits(300, wrongAt: [0, 1, 2, 3]).map { (confidence: 0.99, isCorrect: $0.isCorrect) }
        tied += audits(100).map { (confidence: 0.98 - $0.confidence / 10, isCorrect: true) }
        let certificate = try #require(PrecisionCertificate(audits: tied.reversed(), total: 400, precisionTarget: 0.97))
        #expect(certificate.auditsAbove == 400)
        let first = PrecisionCertificate(audits: Array(tied.prefix(300)), total: 400, precisionTarget: 0.97)
        #expect(first?.threshold == 0.99)
        let before = (0..<300).map { _ in (confidence: 0.99, isCorrect: true) } + [(0.5, false), (0.5, false)]
        #expect(PrecisionCertificate(audits: before, total: 302, precisionTarget: 0.97)?.auditsAbove == 302)
    }

    @Test("The order of errors above the first tested threshold has no effect")
    func orderAboveFirstThreshold() {
        var generator = SplitMix(state: 4)
        let later: Set = [210, 260, 300, 350]
        let first = audits(400, wrongAt: later.union([0, 1]))
        let expected = PrecisionCertificate(audits: first, total: 450, precisionTarget: 0.97)
        #expect(expected?.wrongAbove == 2)
        for _ in 0..<50 {
            let early = (0..<176).shuffled(using: &generator).prefix(2)
            let shuffled = audits(400, wrongAt: later.union(early)).shuffled(using: &generator)
            #expect(PrecisionCertificate(audits: shuffled, total: 450, precisionTarget: 0.97) == expected)
        }
    }

    /// At most one in ten of 2,000 draws may give a threshold whose true precision is below the target. The three models: one
    /// just below the target at every threshold, one that falls below the target early, and one like the shop model.
    @Test("Wrong certificates are at most as frequent as the confidence level allows", arguments: [0.95, 0.97])
    func errorRate(_ target: Double) {
        let models: [SimulatedAudits] = [
            SimulatedAudits { _ in (1 - target) * 1.0005 },
            SimulatedAudits { ($0 < 0.4 ? 0.2 : 1.6) * (1 - target) },
            .shop,
        ]
        for (index, model) in models.enumerated() {
            var generator = SplitMix(state: 1934 + UInt64(index)), wrong = 0, certified = 0
            for _ in 0..<2000 {
                let audits = model.draw(500, using: &generator)
                let certificate = PrecisionCertificate(audits: audits, total: 500, precisionTarget: target)
                guard let certificate else { continue }
                certified += 1
                wrong += model.precision(from: certificate.threshold) < target ? 1 : 0
            }
            #expect(wrong <= 240, "model \(index): \(wrong) of 2,000")
            // The test has power only if the models that can be certified are certified.
            #expect(index == 0 || certified > 1000, "model \(index): \(certified) of 2,000")
        }
    }

    /// Catalogs contain certificates that earlier versions stored.
    @Test("A certificate stored by an earlier version is decoded, and the JSON keys stay the same")
    func storedJSON() throws {
        let stored = """
            {"auditsAbove":200,"certainty":0.9,"lowerBound":0.9735,"promised":0.97,"shareAbove":0.4,"threshold":0.801,\
            "wrongAbove":2}
            """
        let certificate = try JSONDecoder().decode(PrecisionCertificate.self, from: Data(stored.utf8))
        #expect(certificate.precisionTarget == 0.97 && certificate.confidenceLevel == 0.9)
        #expect(certificate.coverage == 0.4 && certificate.wrongAbove == 2)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(certificate), as: UTF8.self) == stored)
    }
}
