import Foundation

/// How many of some independent trials succeed: the exact binomial distribution, for tests and bounds of a share. Counts to
/// 100,000 and beyond neither overflow nor lose their small tails.
public struct Binomial: Sendable, Equatable {
    /// How many trials there are.
    public let trials: Int
    /// How likely each succeeds, 0 to 1.
    public let probability: Double

    /// The distribution of the successes among `trials`, each of which succeeds with `probability`.
    public init(trials: Int, probability: Double) {
        precondition(trials >= 0 && (0...1).contains(probability), "a count and a probability")
        self.trials = trials
        self.probability = probability
    }

    /// How likely exactly `successes` are.
    public func probability(of successes: Int) -> Double {
        guard (0...trials).contains(successes) else { return 0 }
        if probability == 0 || probability == 1 { return successes == (probability == 0 ? 0 : trials) ? 1 : 0 }
        let (all, hits) = (Double(trials), Double(successes))
        let ways = Self.logFactorial(all) - Self.logFactorial(hits) - Self.logFactorial(all - hits)
        return exp(ways + hits * log(probability) + (all - hits) * log1p(-probability))
    }

    /// How likely `successes` or fewer are.
    public func lowerTail(_ successes: Int) -> Double {
        if successes < 0 { return 0 }
        if successes >= trials { return 1 }
        // The shorter tail is added up, so that its digits survive.
        if Double(successes) > Double(trials) * probability { return 1 - upperTail(successes + 1) }
        let odds = (1 - probability) / probability
        return sum(from: successes, through: 0, by: -1) { Double($0) / Double(trials - $0 + 1) * odds }
    }

    /// How likely `successes` or more are.
    public func upperTail(_ successes: Int) -> Double {
        if successes <= 0 { return 1 }
        if successes > trials { return 0 }
        if Double(successes) <= Double(trials) * probability { return 1 - lowerTail(successes - 1) }
        let odds = probability / (1 - probability)
        return sum(from: successes, through: trials, by: 1) { Double(trials - $0) / Double($0 + 1) * odds }
    }

    /// The largest number of successes whose lower tail is at most `level`; -1 where even none is likelier.
    func lowerQuantile(_ level: Double) -> Int {
        var (low, high) = (-1, trials)
        while low < high {
            let middle = low + (high - low + 1) / 2
            if lowerTail(middle) <= level { low = middle } else { high = middle - 1 }
        }
        return low
    }

    /// The one-sided lower bound of a share: a true share below it would show so many successes with a probability of at
    /// most 1 − `certainty` (Clopper and Pearson, "The Use of Confidence or Fiducial Limits Illustrated in the Case of the
    /// Binomial", 1934). 0 where nothing succeeded.
    public static func lowerBound(successes: Int, of trials: Int, certainty: Double) -> Double {
        precondition((0...trials).contains(successes) && certainty > 0 && certainty < 1, "a share and a certainty")
        if successes == 0 { return 0 }
        var (low, high) = (0.0, 1.0)
        // By bisection, until no number lies between the two.
        while case let middle = (low + high) / 2, middle > low, middle < high {
            let isTooRare = Binomial(trials: trials, probability: middle).upperTail(successes) <= 1 - certainty
            if isTooRare { low = middle } else { high = middle }
        }
        return low
    }

    /// Terms away from the mean until they no longer count, each the one before it times a ratio below 1.
    private func sum(from first: Int, through last: Int, by step: Int, ratio: (Int) -> Double) -> Double {
        var term = probability(of: first), sum = term, successes = first
        while successes != last, term > sum * 1e-17 {
            term *= ratio(successes)
            sum += term
            successes += step
        }
        return min(sum, 1)
    }

    /// ln n!, in nats.
    private static func logFactorial(_ number: Double) -> Double { lgamma(number + 1) }
}
