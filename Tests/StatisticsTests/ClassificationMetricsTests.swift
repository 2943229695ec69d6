import Foundation
import Testing

@testable import Statistics

@Suite struct ClassificationReportTests {
    /// Four guesses worked out by hand.
    @Test func figuresOfAKnownSet() {
        let report = ClassificationReport(
            probabilities: [
                0.9, 0.1, 0.0,
                0.6, 0.4, 0.0,
                0.2, 0.8, 0.0,
                0.7, 0.2, 0.1,
            ], truth: [0, 1, 1, 0], categories: ["a", "b", "c"])
        #expect(report.accuracy == 0.75)
        #expect(abs(report.loss - -(log(0.9) + log(0.4) + log(0.8) + log(0.7)) / 4) < 1e-12)
        #expect(report.confusion == [[2, 0, 0], [1, 1, 0], [0, 0, 0]])
        #expect(report.classes[0].precision == 2.0 / 3 && report.classes[0].recall == 1)
        #expect(report.classes[1].precision == 1 && report.classes[1].recall == 0.5)
        #expect(report.classes[2].precision == nil && report.classes[2].recall == nil)
        // Each guess is in a bin of its own: |0.9 − 1|, |0.6 − 0|, |0.8 − 1|, |0.7 − 1|, a quarter each.
        #expect(abs(report.expectedCalibrationError - (0.1 + 0.6 + 0.2 + 0.3) / 4) < 1e-12)
        #expect(report.reliability.map(\.count).reduce(0, +) == 4)
    }

    @Test func certaintyOfTheImpossibleIsAFiniteLoss() {
        let report = ClassificationReport(probabilities: [1, 0], truth: [1], categories: ["a", "b"])
        #expect(report.loss.isFinite && report.loss > 100)
    }
}
