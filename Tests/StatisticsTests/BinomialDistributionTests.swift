import Foundation
import Testing

@testable import Statistics

@Suite struct BinomialDistributionTests {
    /// The expected values are printed by `Reference/scipy_binomial.py`.
    @Test(
        "Tail probabilities equal those of SciPy",
        arguments: [
            (10, 0.3, 2, 0.3827827864, 0.8506916541),
            (176, 0.03, 2, 0.0994547655227, 0.969735499261),
            (1000, 0.5, 520, 0.902616835769, 0.108724146602),
            (100_000, 0.03, 2900, 0.0320423432209, 0.969281104915),
            (100_000, 0.03, 1500, 2.52594037841e-207, 1),
            (100_000, 0.5, 60_000, 1, 0),
            (100_000, 1e-6, 3, 0.999996153385, 0.000154648772308),
        ])
    func tails(_ row: (trials: Int, probability: Double, successes: Int, lower: Double, upper: Double)) {
        let distribution = BinomialDistribution(trials: row.trials, probability: row.probability)
        #expect(abs(distribution.lowerTail(row.successes) - row.lower) <= 1e-8 * row.lower)
        #expect(abs(distribution.upperTail(row.successes) - row.upper) <= 1e-8 * row.upper + 1e-300)
    }

    @Test("Counts outside the range and probabilities 0 and 1 have the exact tails")
    func edges() {
        let distribution = BinomialDistribution(trials: 5, probability: 0.2)
        #expect(distribution.lowerTail(-1) == 0 && distribution.lowerTail(5) == 1 && distribution.lowerTail(9) == 1)
        #expect(distribution.upperTail(0) == 1 && distribution.upperTail(-3) == 1 && distribution.upperTail(6) == 0)
        #expect(distribution.probability(of: 6) == 0 && distribution.probability(of: -1) == 0)
        #expect(abs((0...5).reduce(0) { $0 + distribution.probability(of: $1) } - 1) < 1e-14)
        #expect(BinomialDistribution(trials: 5, probability: 0).lowerTail(0) == 1)
        #expect(BinomialDistribution(trials: 5, probability: 0).upperTail(1) == 0)
        #expect(BinomialDistribution(trials: 5, probability: 1).lowerTail(4) == 0)
        #expect(BinomialDistribution(trials: 5, probability: 1).upperTail(5) == 1)
        #expect(BinomialDistribution(trials: 0, probability: 0.5).lowerTail(0) == 1)
    }

    @Test("The largest count with a lower tail at the level equals a linear search")
    func largestCount() {
        for trials in [1, 75, 76, 150, 175, 176, 400] {
            let distribution = BinomialDistribution(trials: trials, probability: 0.03)
            let expected = (0...trials).last { distribution.lowerTail($0) <= 0.1 } ?? -1
            #expect(distribution.largestCount(withLowerTailAtMost: 0.1) == expected)
        }
    }

    /// The expected values are printed by `Reference/scipy_binomial.py`.
    @Test(
        "Clopper–Pearson bounds equal those of SciPy",
        arguments: [
            (1, 10, 0.9, 0.0104807417938), (148, 150, 0.9, 0.964908963233), (174, 176, 0.9, 0.970043822578),
            (480, 500, 0.95, 0.942404437884), (97_200, 100_000, 0.9, 0.971319611028),
        ])
    func bounds(_ row: (successes: Int, trials: Int, confidenceLevel: Double, bound: Double)) {
        let bound = BinomialDistribution.clopperPearsonLowerBound(
            successes: row.successes, trials: row.trials, confidenceLevel: row.confidenceLevel)
        #expect(abs(bound - row.bound) < 1e-9)
    }

    /// If all n trials succeed, then the bound p fulfils pⁿ = 1 − confidence level.
    @Test("The bound without a failure is the n-th root", arguments: [1, 76, 500, 100_000])
    func boundWithoutFailure(_ trials: Int) {
        func bound(_ successes: Int) -> Double {
            BinomialDistribution.clopperPearsonLowerBound(
                successes: successes, trials: trials, confidenceLevel: 0.9)
        }
        #expect(abs(bound(trials) - pow(0.1, 1 / Double(trials))) < 1e-12)
        #expect(bound(0) == 0)
    }
}
