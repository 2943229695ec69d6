import Statistics
import Testing

@Suite struct ExpectedCalibrationErrorTests {
    /// Worked out by hand: 0.70 and 0.72 fall into the 11th of 15 bins, with one of two correct; 0.95 and 1 fall into the last.
    @Test("Bins are weighted by their number of predictions")
    func weights() throws {
        let error = ExpectedCalibrationError([(0.95, true), (0.70, true), (1, true), (0.72, false), (0.1, false)])
        #expect(error.bins.map(\.count) == [1, 2, 2])
        #expect(zip(error.bins.map(\.confidence), [0.1, 0.71, 0.975]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(error.bins.map(\.accuracy) == [0, 0.5, 1])
        #expect(abs(error.value - (0.1 * 1 + 0.21 * 2 + 0.025 * 2) / 5) < 1e-12)
    }

    @Test("The error is 0 for perfect and 1 for inverted confidences")
    func extremes() {
        #expect(ExpectedCalibrationError([(1, true), (0, false)]).value == 0)
        #expect(ExpectedCalibrationError([(1, false), (0, true)]).value == 1)
    }
}
