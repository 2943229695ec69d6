import CKernels
import Foundation
import Testing

@testable import NeuralNetwork

/// A training compared with Keras, step by step. `Reference/keras_losses.py` has the same formulas.
@Suite struct TrainingReferenceTests {
    @Test(arguments: supportedInstructionSets)
    func lossesEqualThoseOfKeras(set: InstructionSet) throws {
        var configuration = TrainingConfiguration(architecture: .dense(hidden: [24, 16]))
        configuration.batchSize = 16
        let bench = try StepBench(configuration, instructionSet: set)
        for k in 0..<bench.step.parameters.columns {
            let value = Double((UInt64(k) * 2_654_435_761 % (1 << 32)) >> 8) * 0x1p-24 - 0.5
            bench.step.parameters.values[k] = Float(value * 0.3)
        }
        let images = LabeledImages.ofFormula(count: 160)
        let expected = try Reference.losses("keras_losses.csv")
        try #require(expected.count == 100)
        for (number, loss) in expected.enumerated() {
            let first = number * 16 % 160
            let score = bench(Array(first..<first + 16)[...], of: images)
            #expect(abs(score.meanLoss / loss - 1) < 1e-4, "step \(number)")
        }
    }
}
