import Foundation

/// Repeatable random numbers (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
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

/// Audits of a network whose confidence in a product is 1 − the share of products that it is surer of.
struct SimulatedAudits {
    /// About as the shop's after a thousand decisions: 99.2% right among the most confident third, 95% among 67%.
    static let shop = SimulatedAudits { min(1, 0.004 + 0.86 * pow($0, 3.5)) }

    /// How often the network is wrong at a share.
    let error: @Sendable (Double) -> Double

    func draw(_ count: Int, using generator: inout SplitMix) -> [(confidence: Double, isRight: Bool)] {
        (0..<count).map { _ in
            let share = Double.random(in: 0..<1, using: &generator)
            return (1 - share, Double.random(in: 0..<1, using: &generator) >= error(share))
        }
    }

    /// The true precision of all products from a confidence on, by the midpoint rule.
    func precision(from threshold: Double) -> Double {
        let share = 1 - threshold, steps = 200
        return 1 - (0..<steps).reduce(0) { $0 + error((Double($1) + 0.5) / Double(steps) * share) } / Double(steps)
    }
}
