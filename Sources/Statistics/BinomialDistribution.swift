import Foundation

/// The binomial distribution: the number of successes among independent trials that share one success probability.
///
/// All probabilities are exact up to rounding. Trial counts of 100,000 and more do not overflow, and small tails keep their
/// relative precision.
///
///     BinomialDistribution(trials: 176, probability: 0.03).lowerTail(2)  // 0.0995
public struct BinomialDistribution: Sendable, Equatable {
    /// The number of trials.
    public let trials: Int
    /// The success probability of each trial, from 0 to 1.
    public let probability: Double

    /// Creates the distribution of the number of successes among `trials` trials.
    public init(trials: Int, probability: Double) {
        precondition(
            trials >= 0 && (0...1).contains(probability), "trials must be at least 0, the probability from 0 to 1")
        self.trials = trials
        self.probability = probability
    }

    /// Returns P(X = `successes`).
    public func probability(of successes: Int) -> Double {
        guard (0...trials).contains(successes) else { return 0 }
        if probability == 0 || probability == 1 { return successes == (probability == 0 ? 0 : trials) ? 1 : 0 }
        let (n, k) = (Double(trials), Double(successes))
        let logCombinations = Self.logFactorial(n) - Self.logFactorial(k) - Self.logFactorial(n - k)
        return exp(logCombinations + k * log(probability) + (n - k) * log1p(-probability))
    }

    /// Returns P(X ≤ `successes`). Complexity: O(standard deviation of X).
    public func lowerTail(_ successes: Int) -> Double {
        if successes < 0 { return 0 }
        if successes >= trials { return 1 }
        // Only the tail away from the mean is summed, because 1 − (sum near 1) would lose the digits of a small tail.
        if Double(successes) > Double(trials) * probability { return 1 - upperTail(successes + 1) }
        let odds = (1 - probability) / probability
        return sum(from: successes, through: 0, by: -1) { Double($0) / Double(trials - $0 + 1) * odds }
    }

    /// Returns P(X ≥ `successes`). Complexity: O(standard deviation of X).
    public func upperTail(_ successes: Int) -> Double {
        if successes <= 0 { return 1 }
        if successes > trials { return 0 }
        if Double(successes) <= Double(trials) * probability { return 1 - lowerTail(successes - 1) }
        let odds = probability / (1 - probability)
        return sum(from: successes, through: trials, by: 1) { Double(trials - $0) / Double($0 + 1) * odds }
    }

    /// Returns the largest k with P(X ≤ k) ≤ `level`, or -1 if P(X = 0) is already greater than `level`.
    func largestCount(withLowerTailAtMost level: Double) -> Int {
        var (low, high) = (-1, trials)
        while low < high {
            let middle = low + (high - low + 1) / 2
            if lowerTail(middle) <= level { low = middle } else { high = middle - 1 }
        }
        return low
    }

    /// Returns the one-sided Clopper–Pearson lower confidence bound of a success probability (Clopper and Pearson, "The Use
    /// of Confidence or Fiducial Limits Illustrated in the Case of the Binomial", 1934).
    ///
    /// Random: the trials, which must be independent with one success probability. If the success probability is below the
    /// returned bound, then an observation of `successes` or more has a probability of at most 1 − `confidenceLevel`.
    ///
    /// - Returns: The bound, from 0 to 1; 0 without a success.
    public static func clopperPearsonLowerBound(successes: Int, trials: Int, confidenceLevel: Double) -> Double {
        precondition((0...trials).contains(successes), "successes must be from 0 to the number of trials")
        precondition(confidenceLevel > 0 && confidenceLevel < 1, "the confidence level must be between 0 and 1")
        if successes == 0 { return 0 }
        var (low, high) = (0.0, 1.0)
        // Bisection ends when no floating-point number lies between the limits.
        while case let middle = (low + high) / 2, middle > low, middle < high {
            let tail = BinomialDistribution(trials: trials, probability: middle).upperTail(successes)
            if tail <= 1 - confidenceLevel { low = middle } else { high = middle }
        }
        return low
    }

    /// Sums probabilities from `first` away from the mean, where each term is the previous one times a ratio below 1, until
    /// the terms no longer change the sum.
    private func sum(from first: Int, through last: Int, by step: Int, ratio: (Int) -> Double) -> Double {
        var term = probability(of: first), sum = term, successes = first
        while successes != last, term > sum * 1e-17 {
            term *= ratio(successes)
            sum += term
            successes += step
        }
        return min(sum, 1)
    }

    /// Returns ln n!.
    private static func logFactorial(_ number: Double) -> Double { lgamma(number + 1) }
}
