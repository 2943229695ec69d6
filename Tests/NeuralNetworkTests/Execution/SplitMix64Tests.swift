import Testing

@testable import NeuralNetwork

@Suite struct SplitMix64Tests {
    /// The reference is the C code of the authors (https://prng.di.unimi.it/splitmix64.c) with the seed 1234567.
    @Test func sequenceEqualsThatOfTheReferenceCode() {
        var generator = SplitMix64(seed: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect((0..<5).map { _ in generator.next() } == expected)
    }

    @Test func purposesAndSeedsHaveDifferentSequences() {
        let purposes: [SplitMix64.Purpose] = [
            .initialization, .shuffling(epoch: 1), .shuffling(epoch: 2), .dropout(layer: 1, step: 2),
            .dropout(layer: 2, step: 1),
        ]
        var first: Set<UInt64> = []
        for purpose in purposes {
            for seed in 0..<100 as Range<UInt64> {
                var generator = SplitMix64(seed: seed, for: purpose)
                first.insert(generator.next())
            }
        }
        #expect(first.count == 500)
    }

    @Test func permutationsAreCompleteAndEquallyProbable() {
        var generator = SplitMix64(seed: 1)
        #expect(generator.permutation(1000).sorted() == Array(0..<1000))
        #expect(generator.permutation(0) == [])
        var counts: [[Int]: Int] = [:]
        for _ in 0..<6000 { counts[generator.permutation(3), default: 0] += 1 }
        // Six orders, 1,000 times each; 150 is five standard deviations.
        #expect(counts.count == 6)
        #expect(counts.values.allSatisfy { abs($0 - 1000) < 150 })
    }
}
