import Statistics
import Testing

@Suite struct RiskCoverageCurveTests {
    private let curve = RiskCoverageCurve(
        [(0.5, true), (0.9, true), (0.8, false), (0.7, true), (0.8, true), (0.6, false)], of: 10)

    @Test func guessesOfTheSameConfidenceComeTogether() {
        #expect(curve.points.map(\.threshold) == [0.9, 0.8, 0.7, 0.6, 0.5])
        #expect(curve.points.map(\.count) == [1, 3, 4, 5, 6])
        #expect(curve.points.map(\.right) == [1, 2, 3, 3, 4])
        #expect(curve.points.map(\.coverage) == [0.1, 0.3, 0.4, 0.5, 0.6])
        #expect(curve.points.map(\.precision) == [1, 2.0 / 3, 0.75, 0.6, 4.0 / 6])
    }

    @Test func coverageIsTheLargestWithThatPrecision() {
        #expect(curve.coverage(atPrecision: 1) == 0.1)
        #expect(curve.coverage(atPrecision: 0.75) == 0.4)
        // Precision falls below two thirds and comes back.
        #expect(curve.coverage(atPrecision: 2.0 / 3) == 0.6)
        #expect(curve.coverage(atPrecision: 0) == 0.6)
        #expect(RiskCoverageCurve([(0.9, false)], of: 1).coverage(atPrecision: 0.5) == 0)
        #expect(RiskCoverageCurve([], of: 0).points.isEmpty)
        #expect(RiskCoverageCurve([], of: 0).coverage(atPrecision: 0.9) == 0)
    }

    /// 95 of 100 are 95%, as in whole numbers: no rounding decides.
    @Test func aPrecisionThatIsJustReachedCounts() {
        for hundreds in 1...60 {
            for percent in [95, 97, 98] {
                let count = hundreds * 100
                let guesses = (0..<count).map { (confidence: 0.5, isRight: $0 < hundreds * percent) }
                #expect(RiskCoverageCurve(guesses, of: count).coverage(atPrecision: Double(percent) / 100) == 1)
            }
        }
    }
}
