import Foundation

/// The random number generator of the project: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014). Not for secrets.
///
/// It gives the same numbers on every machine and with every Swift version; the standard library guarantees this
/// neither for its generator nor for `shuffle(using:)`.
public struct SplitMix64 {
    /// The use of a sequence of numbers. Each use of a seed has a sequence of its own, so that more draws for one use
    /// (a larger network) do not change another (the order of the images).
    enum Purpose {
        /// The initial parameters of a network.
        case initialization
        /// The order of the images in an epoch.
        case shuffling(epoch: Int)
        /// The units that the dropout layer at a position drops in a step.
        case dropout(layer: Int, step: Int)
        /// Whether an image is mirrored in odd epochs or in even ones.
        case flipping(image: Int)
        /// The changes of a single image in an epoch.
        case augmentation(image: Int, epoch: Int)
        /// The combination of an image with another one in an epoch.
        case mixing(image: Int, epoch: Int)

        /// Numbers that no other purpose has.
        fileprivate var path: [UInt64] {
            switch self {
            case .initialization: [1]
            case .shuffling(let epoch): [2, UInt64(epoch)]
            case .dropout(let layer, let step): [3, UInt64(layer), UInt64(step)]
            case .flipping(let image): [4, UInt64(image)]
            case .augmentation(let image, let epoch): [5, UInt64(image), UInt64(epoch)]
            case .mixing(let image, let epoch): [6, UInt64(image), UInt64(epoch)]
            }
        }
    }

    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    init(seed: UInt64, for purpose: Purpose) {
        state = seed
        for number in purpose.path { state = next() ^ number }
        state = next()
    }

    /// Returns 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Returns a number from 0 to below 1, one of 2²⁴ evenly spaced ones.
    public mutating func uniform() -> Float {
        Float(next() >> 40) * 0x1p-24
    }

    /// Returns a whole number from 0 to below `bound`, with equal probabilities.
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0)
        // Draws beyond the last whole multiple of the bound would make small numbers more probable.
        let bound = UInt64(bound)
        let excess = (UInt64.max % bound + 1) % bound
        while true {
            let draw = next()
            if draw <= UInt64.max - excess { return Int(draw % bound) }
        }
    }

    /// Returns a number of a range, one of 2²⁴ evenly spaced ones, the upper bound excluded.
    public mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * Double(uniform())
    }

    /// Returns a whole number of a range, with equal probabilities.
    public mutating func whole(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// Returns a number from the distribution Beta(alpha, alpha), 0 < alpha ≤ 1 (Jöhnk, 1964).
    mutating func beta(_ alpha: Double) -> Double {
        precondition(alpha > 0 && alpha <= 1)
        while true {
            // In logarithms: with a small alpha both powers would be too small for a Double.
            let x = log(1 - Double(uniform()))
            let y = log(1 - Double(uniform()))
            // The difference is taken first, since both quotients may be infinite.
            if exp(x / alpha) + exp(y / alpha) <= 1 { return 1 / (1 + exp((y - x) / alpha)) }
        }
    }

    /// Returns 0 ..< count in random order (Fisher and Yates, in Durstenfeld's form).
    mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(last, below(last + 1))
        }
        return order
    }
}
