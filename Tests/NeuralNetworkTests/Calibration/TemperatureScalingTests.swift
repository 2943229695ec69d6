import Foundation
import Testing

@testable import NeuralNetwork

@Suite struct TemperatureScalingTests {
    /// Labels are drawn from the softmax of logits. The logits are then multiplied by the temperature.
    @Test(arguments: [0.25, 1, 1.7, 8.0])
    func fitFindsTheTemperature(temperature: Double) {
        var generator = SplitMix64(seed: 5)
        var logits: [Float] = []
        var labels: [UInt8] = []
        for _ in 0..<20_000 {
            let row = (0..<10).map { _ in generator.uniform() * 6 }
            var rest = Double(generator.uniform())
            let probabilities = Inference.probabilities(row, temperature: 1)
            let label = probabilities.firstIndex { probability in
                rest -= probability
                return rest < 0
            }
            labels.append(UInt8(label ?? 9))
            logits += row.map { $0 * Float(temperature) }
        }
        let fitted = TemperatureScaling.fit(logits: logits, labels: labels)
        #expect(abs(fitted / temperature - 1) < 0.03)
    }

    @Test func temperatureStaysWithinItsLimits() {
        #expect(TemperatureScaling.fit(logits: [], labels: []) == 1)
        let allRight = TemperatureScaling.fit(logits: [0.1, 0, 0, 0.1], labels: [0, 1])
        #expect(abs(allRight - 0.01) < 1e-6)
        let allWrong = TemperatureScaling.fit(logits: [0.1, 0, 0, 0.1], labels: [1, 0])
        #expect(abs(allWrong - 100) < 1e-6)
    }
}
