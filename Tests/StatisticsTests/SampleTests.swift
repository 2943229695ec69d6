import Statistics
import Testing

@Suite struct SampleTests {
    @Test("The standard deviation has the divisor N − 1")
    func standardDeviation() {
        #expect(Sample([2, 4, 4, 4, 5, 5, 7, 9]).mean == 5)
        #expect(abs(Sample([2, 4, 4, 4, 5, 5, 7, 9]).standardDeviation - (32.0 / 7).squareRoot()) < 1e-12)
        #expect(Sample([3]).standardDeviation == 0)
    }
}

@Suite struct PairedDifferenceTests {
    /// Worked out by hand: the differences are 1 to 5, their variance is 2.5, and the quantile of Student's t with four
    /// degrees of freedom is 2.776.
    @Test("The confidence interval is that of the paired t-test")
    func confidenceInterval() {
        let difference = PairedDifference(Sample([11, 22, 33, 44, 55]), minus: Sample([10, 20, 30, 40, 50]))
        #expect(difference.mean == 3)
        #expect(abs(difference.halfWidth - 2.776 * (2.5 / 5).squareRoot()) < 1e-12)
        #expect(difference.conclusion == .higher)
    }

    @Test("A difference is significant only if its interval does not contain 0")
    func conclusions() {
        #expect(PairedDifference(Sample([10, 20, 30]), minus: Sample([11, 22, 33])).conclusion == .notSignificant)
        #expect(PairedDifference(Sample([10, 20, 30]), minus: Sample([12, 22, 32.1])).conclusion == .lower)
        #expect(PairedDifference(Sample([1, 1]), minus: Sample([1, 1])).conclusion == .notSignificant)
    }
}

@Suite struct LeastSquaresLineTests {
    /// The first data set of Anscombe's quartet (1973): y = 3.00 + 0.500 x, R² = 0.67.
    @Test("The line through Anscombe's first data set has the published coefficients")
    func anscombe() {
        let x = [10.0, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
        let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
        let line = LeastSquaresLine(zip(x, y).map { ($0, $1) })
        #expect(abs(line.slope - 0.5001) < 1e-4 && abs(line.intercept - 3.0001) < 1e-4)
        #expect(abs(line.determination - 0.6665) < 1e-4)
        #expect(abs(line(10) - 8.001) < 1e-3)
        #expect(LeastSquaresLine([(0, 2), (5, 2)]).determination == 1)
    }
}
