import Statistics
import Testing

@Suite struct RiskCoverageCurveTests {
    private let curve = RiskCoverageCurve(
        [(0.5, true), (0.9, true), (0.8, false), (0.7, true), (0.8, true), (0.6, false)], of: 10)

    @Test("Predictions with equal confidence share a point")
    func ties() {
        #expect(curve.points.map(\.threshold) == [0.9, 0.8, 0.7, 0.6, 0.5])
        #expect(curve.points.map(\.count) == [1, 3, 4, 5, 6])
        #expect(curve.points.map(\.correct) == [1, 2, 3, 3, 4])
        #expect(curve.points.map(\.coverage) == [0.1, 0.3, 0.4, 0.5, 0.6])
        #expect(curve.points.map(\.precision) == [1, 2.0 / 3, 0.75, 0.6, 4.0 / 6])
    }

    @Test("The coverage at a precision is the largest one that reaches the precision")
    func coverage() {
        #expect(curve.coverage(atPrecision: 1) == 0.1)
        #expect(curve.coverage(atPrecision: 0.75) == 0.4)
        // The precision falls below 2/3 and rises to 2/3 again.
        #expect(curve.coverage(atPrecision: 2.0 / 3) == 0.6)
        #expect(curve.coverage(atPrecision: 0) == 0.6)
        #expect(RiskCoverageCurve([(0.9, false)], of: 1).coverage(atPrecision: 0.5) == 0)
        #expect(RiskCoverageCurve([], of: 0).points.isEmpty)
        #expect(RiskCoverageCurve([], of: 0).coverage(atPrecision: 0.9) == 0)
    }

    @Test("A precision that is reached exactly counts, without rounding errors")
    func exactPrecision() {
        for hundreds in 1...60 {
            for percent in [95, 97, 98] {
                let count = hundreds * 100
                let predictions = (0..<count).map { (confidence: 0.5, isCorrect: $0 < hundreds * percent) }
                #expect(RiskCoverageCurve(predictions, of: count).coverage(atPrecision: Double(percent) / 100) == 1)
            }
        }
    }
}
