import CKernels
import Testing

@testable import NeuralNetwork

/// Every layer's `backward` against differences of its own `forward`.
///
/// These layers are linear between the places that the tests keep away from, so a difference over a wide step is exact but
/// for rounding.
@Suite struct LayerTests {
    static let sets = supportedInstructionSets
    let rows = 5

    @Test(arguments: sets) func dense(set: InstructionSet) throws {
        let layer = Dense(inputs: 7, units: 19, capacity: 8, needsInputGradient: true, instructionSet: set)
        try check(layer, inputs: 7, units: 19, parameterCount: 7 * 19 + 19)
    }

    @Test(arguments: sets) func relu(set: InstructionSet) throws {
        let layer = ReLU(columns: 19, capacity: 8, forTraining: true, instructionSet: set)
        try check(layer, inputs: 19, units: 19, parameterCount: 0)
    }

    @Test(arguments: sets) func dropout(set: InstructionSet) throws {
        let layer = Dropout(
            rate: 0.4, position: 3, columns: 19, capacity: 8, forTraining: true, instructionSet: set)
        try check(layer, inputs: 19, units: 19, parameterCount: 0)
    }

    @Test func flatten() throws {
        try check(Flatten(), inputs: 9, units: 9, parameterCount: 0)
    }

    @Test func dropoutDropsItsShareAndKeepsTheMean() {
        let columns = 10_000
        let layer = Dropout(
            rate: 0.3, position: 0, columns: columns, capacity: 1, forTraining: true,
            instructionSet: kernels_fastest())
        let input = Tensor(capacity: 1, columns: columns)
        input.values.update(repeating: 1, count: columns)
        func output(seed: UInt64, step: Int) -> [Float] {
            let none = UnsafeMutablePointer<Float>.allocate(capacity: 1)
            defer { none.deallocate() }
            return layer.forward(input, parameters: none, pass: .training(seed: seed, step: step)).contents
        }
        let first = output(seed: 1, step: 0)
        #expect(Set(first) == [0, 1 / (1 - Float(0.3))])
        // Five standard deviations of 10,000 draws.
        #expect(abs(Double(first.count { $0 == 0 }) / 10_000 - 0.3) < 0.023)
        #expect(output(seed: 1, step: 0) == first)
        #expect(output(seed: 1, step: 1) != first)
        #expect(output(seed: 2, step: 0) != first)
    }

    @Test func dropoutLeavesInferenceAlone() {
        let layer = Dropout(
            rate: 0.3, position: 0, columns: 4, capacity: 1, forTraining: true, instructionSet: kernels_fastest())
        let input = Tensor(capacity: 1, columns: 4)
        withExtendedLifetime(input) {
            #expect(layer.forward(input, parameters: input.values, pass: .inference) === input)
        }
    }

    @Test func initialWeightsAreGlorotUniform() throws {
        let network = try Network(.dense(hidden: [256]), capacity: 1, forTraining: false)
        let parameters = Tensor(capacity: 1, columns: network.parameterCount)
        network.initialize(parameters.values, seed: 3)
        let weights = parameters.contents[..<(784 * 256)].map(Double.init)
        let limit = (6.0 / (784 + 256)).squareRoot()
        #expect(weights.allSatisfy { abs($0) <= limit * (1 + 1e-6) })
        let variance = weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
        #expect(abs(variance / (limit * limit / 3) - 1) < 0.01)
        #expect(parameters.contents[(784 * 256)..<(784 * 256 + 256)].allSatisfy { $0 == 0 })
    }

    /// Compares the gradients of Σ share · output by every parameter and every input.
    private func check(_ layer: any Layer, inputs: Int, units: Int, parameterCount: Int) throws {
        let input = Tensor(capacity: 8, columns: inputs)
        input.rows = rows
        // At least 0.1 from 0, where the ReLU has its kink.
        for (i, value) in randomFloats(input.count, seed: 1).enumerated() {
            input.values[i] = value + (value < 0 ? -0.1 : 0.1)
        }
        let shares = Tensor(capacity: 8, columns: units)
        shares.rows = rows
        shares.values.update(from: randomFloats(shares.count, seed: 2), count: shares.count)
        let parameters = Tensor(capacity: 1, columns: max(parameterCount, 1))
        parameters.values.update(from: randomFloats(parameters.count, seed: 3), count: parameters.count)
        let gradients = Tensor(capacity: 1, columns: max(parameterCount, 1))

        defer { withExtendedLifetime((input, shares, parameters, gradients)) {} }

        func objective() -> Double {
            let output = layer.forward(input, parameters: parameters.values, pass: .training(seed: 9, step: 4))
            return zip(output.contents, shares.contents).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        func difference(at value: UnsafeMutablePointer<Float>) -> Double {
            let before = value.pointee
            defer { value.pointee = before }
            value.pointee = before + 0.0625
            let above = objective()
            value.pointee = before - 0.0625
            return (above - objective()) / 0.125
        }
        let parameterDifferences = (0..<parameterCount).map { difference(at: parameters.values + $0) }
        let inputDifferences = (0..<input.count).map { difference(at: input.values + $0) }

        _ = objective()
        let inputGradient = try #require(
            layer.backward(shares, parameters: parameters.values, gradients: gradients.values))
        #expect(inputGradient.rows == rows)
        for (i, difference) in parameterDifferences.enumerated() {
            #expect(abs(Double(gradients.values[i]) - difference) < 1e-4, "parameter \(i)")
        }
        for (i, difference) in inputDifferences.enumerated() {
            #expect(abs(Double(inputGradient.values[i]) - difference) < 1e-4, "input \(i)")
        }
    }
}
