import Foundation
import Testing

@testable import Statistics

@Suite struct BinomialTests {
    /// What `Reference/scipy_binomial.py` prints.
    @Test(arguments: [
        (10, 0.3, 2, 0.3827827864, 0.8506916541),
        (176, 0.03, 2, 0.0994547655227, 0.969735499261),
        (1000, 0.5, 520, 0.902616835769, 0.108724146602),
        (100_000, 0.03, 2900, 0.0320423432209, 0.969281104915),
        (100_000, 0.03, 1500, 2.52594037841e-207, 1),
        (100_000, 0.5, 60_000, 1, 0),
        (100_000, 1e-6, 3, 0.999996153385, 0.000154648772308),
    ])
    func tailsAreSciPys(_ row: (trials: Int, probability: Double, successes: Int, lower: Double, upper: Double)) {
        let binomial = Binomial(trials: row.trials, probability: row.probability)
        #expect(abs(binomial.lowerTail(row.successes) - row.lower) <= 1e-8 * row.lower)
        #expect(abs(binomial.upperTail(row.successes) - row.upper) <= 1e-8 * row.upper + 1e-300)
    }

    @Test func edges() {
        let binomial = Binomial(trials: 5, probability: 0.2)
        #expect(binomial.lowerTail(-1) == 0 && binomial.lowerTail(5) == 1 && binomial.lowerTail(9) == 1)
        #expect(binomial.upperTail(0) == 1 && binomial.upperTail(-3) == 1 && binomial.upperTail(6) == 0)
        #expect(binomial.probability(of: 6) == 0 && binomial.probability(of: -1) == 0)
        #expect(abs((0...5).reduce(0) { $0 + binomial.probability(of: $1) } - 1) < 1e-14)
        #expect(Binomial(trials: 5, probability: 0).lowerTail(0) == 1)
        #expect(Binomial(trials: 5, probability: 0).upperTail(1) == 0)
        #expect(Binomial(trials: 5, probability: 1).lowerTail(4) == 0)
        #expect(Binomial(trials: 5, probability: 1).upperTail(5) == 1)
        #expect(Binomial(trials: 0, probability: 0.5).lowerTail(0) == 1)
    }

    /// The quantile by its definition, one count after the other.
    @Test func theQuantileIsTheLastCountAtTheLevel() {
        for trials in [1, 75, 76, 150, 175, 176, 400] {
            let binomial = Binomial(trials: trials, probability: 0.03)
            let last = (0...trials).last { binomial.lowerTail($0) <= 0.1 } ?? -1
            #expect(binomial.lowerQuantile(0.1) == last)
        }
    }

    /// What `Reference/scipy_binomial.py` prints.
    @Test(arguments: [
        (1, 10, 0.9, 0.0104807417938), (148, 150, 0.9, 0.964908963233), (174, 176, 0.9, 0.970043822578),
        (480, 500, 0.95, 0.942404437884), (97_200, 100_000, 0.9, 0.971319611028),
    ])
    func boundsAreSciPys(_ row: (successes: Int, trials: Int, certainty: Double, bound: Double)) {
        let bound = Binomial.lowerBound(successes: row.successes, of: row.trials, certainty: row.certainty)
        #expect(abs(bound - row.bound) < 1e-9)
    }

    /// With all right, the bound p has pⁿ = 1 − certainty.
    @Test(arguments: [1, 76, 500, 100_000])
    func theBoundWithoutAMistakeIsARoot(_ trials: Int) {
        let bound = Binomial.lowerBound(successes: trials, of: trials, certainty: 0.9)
        #expect(abs(bound - pow(0.1, 1 / Double(trials))) < 1e-12)
        #expect(Binomial.lowerBound(successes: 0, of: trials, certainty: 0.9) == 0)
    }
}
