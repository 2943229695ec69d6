import CKernels
import Foundation
import Testing

@testable import NeuralNetwork

@Suite struct AdamTests {
    /// Fifty steps compared with the formula of Keras (`keras.src.optimizers.adam`) in Double.
    @Test(arguments: supportedInstructionSets)
    func stepsFollowTheFormulaOfKeras(set: InstructionSet) {
        let count = 37
        let start = randomFloats(count, seed: 1)
        var parameters = start
        var expected = start.map(Double.init)
        var (m, v) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
        let adam = Adam(parameterCount: count, instructionSet: set)
        for step in 1...50 {
            var gradients = randomFloats(count, seed: UInt64(step))
            gradients[0] = 0  // never moves
            gradients[1] *= 1e-7  // where epsilon matters
            adam.update(&parameters, gradients: gradients, step: step - 1, learningRate: 0.01)
            let alpha = 0.01 * (1 - pow(0.999, Double(step))).squareRoot() / (1 - pow(0.9, Double(step)))
            for i in 0..<count {
                let gradient = Double(gradients[i])
                m[i] += (gradient - m[i]) * 0.1
                v[i] += (gradient * gradient - v[i]) * 0.001
                expected[i] -= m[i] * alpha / (v[i].squareRoot() + 1e-7)
            }
        }
        #expect(parameters[0] == start[0])
        for i in 0..<count { #expect(abs(Double(parameters[i]) - expected[i]) < 2e-6, "parameter \(i)") }
    }

    /// After any first gradient m / √v = 1, so a parameter changes by the learning rate.
    @Test func firstStepEqualsTheLearningRate() {
        let adam = Adam(parameterCount: 2)
        var parameters: [Float] = [1, 1]
        adam.update(&parameters, gradients: [5, -0.5], step: 0, learningRate: 0.001)
        #expect(abs(parameters[0] - 0.999) < 1e-6)
        #expect(abs(parameters[1] - 1.001) < 1e-6)
    }
}
