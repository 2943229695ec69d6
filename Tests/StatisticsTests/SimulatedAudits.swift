import Foundation

/// A repeatable random number generator, SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators",
/// 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// Audits of a simulated model. The confidence of a product is 1 − the share of products with a higher confidence.
struct SimulatedAudits {
    /// Approximately the shop model after 1,000 decisions: 99.2% correct in the most confident third, 95% in the most
    /// confident 67%.
    static let shop = SimulatedAudits { min(1, 0.004 + 0.86 * pow($0, 3.5)) }

    /// The error rate of the product at a rank, from 0 (most confident) to 1.
    let error: @Sendable (Double) -> Double

    func draw(_ count: Int, using generator: inout SplitMix) -> [(confidence: Double, isCorrect: Bool)] {
        (0..<count).map { _ in
            let rank = Double.random(in: 0..<1, using: &generator)
            return (1 - rank, Double.random(in: 0..<1, using: &generator) >= error(rank))
        }
    }

    /// Returns the true precision of all products at or above a confidence, integrated with the midpoint rule.
    func precision(from threshold: Double) -> Double {
        let coverage = 1 - threshold, steps = 200
        return 1 - (0..<steps).reduce(0) { $0 + error((Double($1) + 0.5) / Double(steps) * coverage) } / Double(steps)
    }
}
