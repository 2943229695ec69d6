import Foundation
import Statistics
import Testing

@Suite struct ClassificationMetricsTests {
    /// Four predictions, worked out by hand.
    @Test("Metrics of a small set equal those computed by hand")
    func smallSet() {
        let metrics = ClassificationMetrics(
            probabilities: [
                0.9, 0.1, 0.0,
                0.6, 0.4, 0.0,
                0.2, 0.8, 0.0,
                0.7, 0.2, 0.1,
            ], truth: [0, 1, 1, 0], categories: ["a", "b", "c"])
        #expect(metrics.accuracy == 0.75)
        #expect(abs(metrics.loss - -(log(0.9) + log(0.4) + log(0.8) + log(0.7)) / 4) < 1e-12)
        #expect(metrics.confusion == [[2, 0, 0], [1, 1, 0], [0, 0, 0]])
        #expect(metrics.classes[0].precision == 2.0 / 3 && metrics.classes[0].recall == 1)
        #expect(metrics.classes[1].precision == 1 && metrics.classes[1].recall == 0.5)
        #expect(metrics.classes[2].precision == nil && metrics.classes[2].recall == nil)
        #expect(abs(metrics.classes[0].f1 - 0.8) < 1e-12 && metrics.classes[2].f1 == 0)
        // Each prediction has a bin of its own: |0.9 − 1|, |0.6 − 0|, |0.8 − 1| and |0.7 − 1|, each with weight 1/4.
        #expect(abs(metrics.expectedCalibrationError - (0.1 + 0.6 + 0.2 + 0.3) / 4) < 1e-12)
        #expect(metrics.reliability.map(\.count).reduce(0, +) == 4)
    }

    @Test("The loss is finite if the true class has probability 0")
    func finiteLoss() {
        let metrics = ClassificationMetrics(probabilities: [1, 0], truth: [1], categories: ["a", "b"])
        #expect(metrics.loss.isFinite && metrics.loss > 100)
    }
}
