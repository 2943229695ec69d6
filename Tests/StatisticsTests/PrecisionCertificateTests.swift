import Foundation
import Testing

@testable import Statistics

@Suite struct PrecisionCertificateTests {
    /// Audits by falling confidence, wrong at these places.
    private func audits(_ count: Int, wrongAt: Set<Int> = []) -> [(confidence: Double, isRight: Bool)] {
        (0..<count).map { (1 - Double($0) / 1000, !wrongAt.contains($0)) }
    }

    /// What `Reference/scipy_binomial.py` prints.
    @Test func theSequenceBeginsWhereOneMoreMayBeWrong() {
        #expect(PrecisionCertificate.firstCount(total: 0, promised: 0.97) == 176)
        #expect(PrecisionCertificate.firstCount(total: 704, promised: 0.97) == 176)
        #expect(PrecisionCertificate.firstCount(total: 708, promised: 0.97) == 221)
        #expect(PrecisionCertificate.firstCount(total: 1000, promised: 0.97) == 265)
        #expect(PrecisionCertificate.firstCount(total: 400, promised: 0.95) == 158)
        #expect(PrecisionCertificate.firstCount(total: 400, promised: 0.99) == 230)
    }

    /// Two of 176 may be wrong at 97%, and three of 221: with the third mistake at place 200 the 200 before it are covered.
    @Test func theThresholdIsTheLastBeforeTheFirstFailure() throws {
        let wrong: Set = [3, 50, 200]
        let audits = audits(400, wrongAt: wrong)
        let certificate = try #require(PrecisionCertificate(audits: audits, total: 500, promised: 0.97))
        #expect(certificate.threshold == 1 - 199.0 / 1000)
        #expect(certificate.auditsAbove == 200 && certificate.wrongAbove == 2)
        #expect(certificate.shareAbove == 0.4)
        #expect(certificate.promised == 0.97 && certificate.certainty == 0.9)
        #expect(certificate.lowerBound == Binomial.lowerBound(successes: 198, of: 200, certainty: 0.9))
        #expect(certificate.lowerBound >= 0.97)
        // Later thresholds would pass too, but the sequence has ended.
        #expect(Binomial(trials: 400, probability: 0.03).lowerTail(3) < 0.1)
    }

    @Test func tooFewAuditsOrTooManyMistakesShowNothing() {
        #expect(PrecisionCertificate(audits: [], total: 0, promised: 0.97) == nil)
        #expect(PrecisionCertificate(audits: audits(175), total: 175, promised: 0.97) == nil)
        #expect(PrecisionCertificate(audits: audits(176), total: 176, promised: 0.97) != nil)
        #expect(PrecisionCertificate(audits: audits(400, wrongAt: [1, 2, 3]), total: 400, promised: 0.97) == nil)
        // A share of one in four is out of 2,000 audits, and not reached with 400 of them.
        #expect(PrecisionCertificate(audits: audits(400), total: 2000, promised: 0.97) == nil)
    }

    /// 300 audits of one confidence are one threshold: four mistakes are too many for 176, but not for 308.
    @Test func auditsOfTheSameConfidenceComeTogether() throws {
        var tied = audits(300, wrongAt: [0, 1, 2, 3]).map { (confidence: 0.99, isRight: $0.isRight) }
        tied += audits(100).map { (confidence: 0.98 - $0.confidence / 10, isRight: true) }
        let certificate = try #require(PrecisionCertificate(audits: tied.reversed(), total: 400, promised: 0.97))
        #expect(certificate.auditsAbove == 400)
        #expect(PrecisionCertificate(audits: Array(tied.prefix(300)), total: 400, promised: 0.97)?.threshold == 0.99)
        let before = (0..<300).map { _ in (confidence: 0.99, isRight: true) } + [(0.5, false), (0.5, false)]
        #expect(PrecisionCertificate(audits: before, total: 302, promised: 0.97)?.auditsAbove == 302)
    }

    /// Where the mistakes are among those before the sequence begins changes nothing: no test looks there.
    @Test func theSequenceDoesNotDependOnWhatIsRightBeforeItBegins() {
        var generator = SplitMix(state: 4)
        let later: Set = [210, 260, 300, 350]
        let first = audits(400, wrongAt: later.union([0, 1]))
        let expected = PrecisionCertificate(audits: first, total: 450, promised: 0.97)
        #expect(expected?.wrongAbove == 2)
        for _ in 0..<50 {
            let early = (0..<176).shuffled(using: &generator).prefix(2)
            let shuffled = audits(400, wrongAt: later.union(early)).shuffled(using: &generator)
            #expect(PrecisionCertificate(audits: shuffled, total: 450, promised: 0.97) == expected)
        }
    }

    /// Of 2,000 re-draws, at most one in ten may give a threshold whose true precision is below the promise: with a network
    /// that is nowhere good enough by a hair, one that falls below the promise early, and one like the shop's.
    @Test(arguments: [0.95, 0.97])
    func thePromiseIsKept(_ promised: Double) {
        let networks: [SimulatedAudits] = [
            SimulatedAudits { _ in (1 - promised) * 1.0005 },
            SimulatedAudits { ($0 < 0.4 ? 0.2 : 1.6) * (1 - promised) },
            .shop,
        ]
        for (index, network) in networks.enumerated() {
            var generator = SplitMix(state: 1934 + UInt64(index)), broken = 0, certified = 0
            for _ in 0..<2000 {
                let audits = network.draw(500, using: &generator)
                let certificate = PrecisionCertificate(audits: audits, total: 500, promised: promised)
                guard let certificate else { continue }
                certified += 1
                broken += network.precision(from: certificate.threshold) < promised ? 1 : 0
            }
            #expect(broken <= 240, "network \(index): \(broken) of 2,000")
            // The test is about something: certificates are given where there is something to certify.
            #expect(index == 0 || certified > 1000, "network \(index): \(certified) of 2,000")
        }
    }
}
