import CKernels
import Testing

@testable import NeuralNetwork

extension Resources {
    /// Resources for up to eight images, with two threads and backward passes.
    init(forTesting set: InstructionSet) {
        self.init(capacity: 8, forTraining: true, instructionSet: set, workers: Workers(count: 2))
    }
}

/// Compares the gradients of Σ share · output with respect to all parameters and inputs with difference quotients.
///
/// - Parameter kept: The parameters that are not trained, such as a variance: they are positive, and their gradients
///   are 0.
func checkGradients(
    of layer: any Layer, inputs: Int, units: Int, parameterCount: Int, isLinear: Bool = true, step: Float = 0x1p-4,
    rows: Int = 5, kept: Range<Int> = 0..<0
) throws {
    let input = Tensor(capacity: 8, columns: inputs)
    input.rows = rows
    // At least 0.1 from 0, where the slope of the ReLU changes.
    for (i, value) in randomFloats(input.count, seed: 1).enumerated() {
        input.values[i] = value + (value < 0 ? -0.1 : 0.1)
    }
    let shares = Tensor(capacity: 8, columns: units)
    shares.rows = rows
    shares.values.update(from: randomFloats(shares.count, seed: 2), count: shares.count)
    let parameters = Tensor(capacity: 1, columns: max(parameterCount, 1))
    parameters.values.update(from: randomFloats(parameters.count, seed: 3), count: parameters.count)
    for i in kept { parameters.values[i] = 0.5 + abs(parameters.values[i]) }
    let gradients = Tensor(capacity: 1, columns: max(parameterCount, 1))
    gradients.values.update(repeating: .nan, count: gradients.count)  // set, not added to

    defer { withExtendedLifetime((input, shares, parameters, gradients)) {} }

    func objective() -> Double {
        let output = layer.forward(input, parameters: parameters.values, pass: .training(seed: 9, step: 4))
        var sum = 0.0
        for i in 0..<shares.count { sum += Double(output.values[i]) * Double(shares.values[i]) }
        return sum
    }
    func difference(at value: UnsafeMutablePointer<Float>, step: Float) -> Double {
        let before = value.pointee
        defer { value.pointee = before }
        // The difference is divided by the step as rounded to Float.
        let (higher, lower) = (before + step, before - step)
        value.pointee = higher
        let above = objective()
        value.pointee = lower
        return (above - objective()) / (Double(higher) - Double(lower))
    }
    func difference(at value: UnsafeMutablePointer<Float>) -> Double {
        let wide = difference(at: value, step: step)
        return isLinear ? wide : (4 * difference(at: value, step: step / 2) - wide) / 3
    }
    // All parameters and inputs where there are few.
    let parameterIndices = stride(from: 0, to: parameterCount, by: parameterCount / 200 + 1)
    let inputIndices = stride(from: 0, to: input.count, by: input.count / 200 + 1)
    let parameterDifferences = parameterIndices.map {
        ($0, kept.contains($0) ? 0 : difference(at: parameters.values + $0))
    }
    let inputDifferences = inputIndices.map { ($0, difference(at: input.values + $0)) }

    _ = objective()
    let inputGradient = try #require(
        layer.backward(shares, parameters: parameters.values, gradients: gradients.values))
    #expect(inputGradient.rows == rows)
    let tolerance = isLinear && step == 0x1p-4 ? 1e-4 : 1e-3
    for (i, difference) in parameterDifferences {
        #expect(abs(Double(gradients.values[i]) - difference) < tolerance, "parameter \(i)")
    }
    for (i, difference) in inputDifferences {
        #expect(abs(Double(inputGradient.values[i]) - difference) < tolerance, "input \(i)")
    }
}
