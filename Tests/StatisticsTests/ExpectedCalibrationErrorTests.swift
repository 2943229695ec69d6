import Statistics
import Testing

@Suite struct ExpectedCalibrationErrorTests {
    /// By hand: 0.70 and 0.72 share the eleventh bin of fifteen, half right; 1 belongs to the last, as 0.95 does.
    @Test func binsAreWeightedByTheirGuesses() throws {
        let error = ExpectedCalibrationError([(0.95, true), (0.70, true), (1, true), (0.72, false), (0.1, false)])
        #expect(error.bins.map(\.count) == [1, 2, 2])
        #expect(zip(error.bins.map(\.confidence), [0.1, 0.71, 0.975]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(error.bins.map(\.accuracy) == [0, 0.5, 1])
        #expect(abs(error.value - (0.1 * 1 + 0.21 * 2 + 0.025 * 2) / 5) < 1e-12)
    }

    @Test func whatIsSoIsNoError() {
        #expect(ExpectedCalibrationError([(1, true), (0, false)]).value == 0)
        #expect(ExpectedCalibrationError([(1, false), (0, true)]).value == 1)
    }
}
