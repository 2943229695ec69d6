import CKernels
import Testing

@testable import NeuralNetwork

/// Every layer's `backward` against differences of its own `forward`.
///
/// Most layers are linear between the places that the tests keep away from, so a difference over a wide step is exact but
/// for rounding; for the others, two steps are extrapolated to none (Richardson).
@Suite struct LayerTests {
    static let sets = supportedInstructionSets
    let rows = 5

    @Test(arguments: sets) func dense(set: InstructionSet) throws {
        let layer = Dense(inputs: 7, units: 19, needsInputGradient: true, resources: resources(set))
        try check(layer, inputs: 7, units: 19, parameterCount: 7 * 19 + 19)
    }

    @Test(arguments: sets) func relu(set: InstructionSet) throws {
        let layer = ReLU(columns: 19, resources: resources(set))
        try check(layer, inputs: 19, units: 19, parameterCount: 0)
    }

    @Test(arguments: sets) func dropout(set: InstructionSet) throws {
        let layer = Dropout(rate: 0.4, position: 3, columns: 19, resources: resources(set))
        try check(layer, inputs: 19, units: 19, parameterCount: 0)
    }

    @Test func flatten() throws {
        let layer = Flatten(shape: ImageShape(channels: 3, height: 2, width: 4), resources: resources(.portable))
        try check(layer, inputs: 24, units: 24, parameterCount: 0)
        let flat = Flatten(shape: ImageShape(channels: 1, height: 3, width: 3), resources: resources(.portable))
        try check(flat, inputs: 9, units: 9, parameterCount: 0)
    }

    @Test(arguments: sets, [(1, 1), (1, 0), (1, 2), (2, 1), (2, 0), (3, 2), (4, 1)])
    func convolution(set: InstructionSet, geometry: (stride: Int, padding: Int)) throws {
        // Channels below, at and above the widths of registers and tiles.
        for (inputs, outputs) in [(1, 3), (3, 17), (2, 70), (18, 4)] {
            let shape = ImageShape(channels: inputs, height: 6, width: 5)
            let (stride, padding) = geometry
            let outputShape = ImageShape(
                channels: outputs, height: (6 + 2 * padding - 3) / stride + 1,
                width: (5 + 2 * padding - 3) / stride + 1)
            let layer = Convolution2D(
                shape: shape, outputShape: outputShape, stride: stride, padding: padding, needsInputGradient: true,
                resources: resources(set))
            try check(layer, inputs: shape.count, units: outputShape.count, parameterCount: 9 * inputs * outputs)
            convolutionIsItsFormula(layer, shape: shape, outputShape: outputShape, stride: stride, padding: padding)
        }
    }

    @Test(arguments: sets) func batchNormalisation(set: InstructionSet) throws {
        for channels in [1, 5, 19] {
            let shape = ImageShape(channels: channels, height: 3, width: 2)
            let layer = BatchNormalisation(shape: shape, relu: false, resources: resources(set))
            try check(
                layer, inputs: shape.count, units: shape.count, parameterCount: 4 * channels, isLinear: false)
        }
    }

    /// The same numbers as without it and a layer for the ReLU.
    @Test(arguments: sets) func batchNormalisationWithReLU(set: InstructionSet) throws {
        let shape = ImageShape(channels: 21, height: 3, width: 2)
        let both = BatchNormalisation(shape: shape, relu: true, resources: resources(set))
        let first = BatchNormalisation(shape: shape, relu: false, resources: resources(set))
        let second = ReLU(columns: shape.count, resources: resources(set))
        let parameters = Tensor(capacity: 1, columns: 4 * 21)
        parameters.values.update(from: randomFloats(84, seed: 1), count: 84)
        let (input, shares) = (
            Tensor(capacity: rows, columns: shape.count), Tensor(capacity: rows, columns: shape.count)
        )
        input.values.update(from: randomFloats(input.count, seed: 2), count: input.count)
        shares.values.update(from: randomFloats(input.count, seed: 3), count: input.count)
        let gradients = (Tensor(capacity: 1, columns: 84), Tensor(capacity: 1, columns: 84))
        try withExtendedLifetime((input, shares, parameters, gradients)) {
            let pass = Pass.training(seed: 1, step: 0)
            let output = both.forward(input, parameters: parameters.values, pass: pass)
            let middle = first.forward(input, parameters: parameters.values, pass: pass)
            #expect(output.contents == second.forward(middle, parameters: parameters.values, pass: pass).contents)
            #expect(output.contents.contains(0))
            let inputGradient = try #require(
                both.backward(shares, parameters: parameters.values, gradients: gradients.0.values))
            let masked = try #require(
                second.backward(shares, parameters: parameters.values, gradients: gradients.1.values))
            let expected = try #require(
                first.backward(masked, parameters: parameters.values, gradients: gradients.1.values))
            #expect(inputGradient.contents == expected.contents)
            #expect(gradients.0.contents == gradients.1.contents)
        }
    }

    /// A mean a thousand times the deviation, as raw pixels may have it.
    @Test(arguments: sets) func batchNormalisationKeepsSmallDifferences(set: InstructionSet) {
        let shape = ImageShape(channels: 17, height: 4, width: 4)
        let layer = BatchNormalisation(shape: shape, relu: false, resources: resources(set))
        let input = Tensor(capacity: rows, columns: shape.count)
        for (i, value) in randomFloats(input.count, seed: 2).enumerated() { input.values[i] = 1000 + value }
        let parameters = Tensor(capacity: 1, columns: 4 * 17)
        var generator = SplitMix64(seed: 1)
        layer.initialize(parameters.values, from: &generator)
        withExtendedLifetime((input, parameters)) {
            let output = layer.forward(input, parameters: parameters.values, pass: .training(seed: 1, step: 0)).contents
            for channel in 0..<17 {
                let values = stride(from: channel, to: output.count, by: 17).map { Double(output[$0]) }
                let mean = values.reduce(0, +) / Double(values.count)
                let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
                #expect(abs(mean) < 1e-3)
                #expect(abs(variance - 1) < 1e-3)
            }
        }
    }

    @Test(arguments: sets, [Pooling2D.Kind.maximum, .average])
    func pooling(set: InstructionSet, kind: Pooling2D.Kind) throws {
        for channels in [1, 5, 70] {
            // A row and a column are left over.
            let shape = ImageShape(channels: channels, height: 5, width: 7)
            let layer = Pooling2D(kind, shape: shape, window: (2, 3), resources: resources(set))
            try check(layer, inputs: shape.count, units: 2 * 2 * channels, parameterCount: 0, step: 0x1p-8)
        }
    }

    @Test(arguments: sets) func globalAverage(set: InstructionSet) throws {
        let shape = ImageShape(channels: 19, height: 3, width: 3)
        let layer = Pooling2D(.average, shape: shape, window: (3, 3), resources: resources(set))
        try check(layer, inputs: shape.count, units: 19, parameterCount: 0)
    }

    /// Where several values are the largest, the first one gets the gradient, and all of it.
    @Test(arguments: sets) func maximumGivesTiesToTheFirst(set: InstructionSet) throws {
        let shape = ImageShape(channels: 2, height: 2, width: 2)
        let layer = Pooling2D(.maximum, shape: shape, window: (2, 2), resources: resources(set))
        let (input, gradient) = (Tensor(capacity: 1, columns: 8), Tensor(capacity: 1, columns: 2))
        for (i, value) in [Float(0), 3, 5, 3, 5, 1, 5, 3].enumerated() { input.values[i] = value }
        gradient.values[0] = 2
        gradient.values[1] = 7
        try withExtendedLifetime((input, gradient)) {
            #expect(
                layer.forward(input, parameters: input.values, pass: .training(seed: 0, step: 0)).contents == [5, 3])
            let inputGradient = try #require(
                layer.backward(gradient, parameters: input.values, gradients: gradient.values))
            #expect(inputGradient.contents == [0, 7, 2, 0, 0, 0, 0, 0])
        }
    }

    @Test(arguments: sets) func residual(set: InstructionSet) throws {
        let shape = ImageShape(channels: 3, height: 4, width: 4)
        let convolution = Convolution2D(
            shape: shape, outputShape: shape, stride: 1, padding: 1, needsInputGradient: true,
            resources: resources(set))
        let normalisation = BatchNormalisation(shape: shape, relu: false, resources: resources(set))
        let layer = Residual(
            body: LayerSequence([(convolution, 0), (normalisation, 81)]), columns: shape.count,
            resources: resources(set))
        try check(layer, inputs: shape.count, units: shape.count, parameterCount: 81 + 12, isLinear: false)
    }

    @Test func dropoutDropsItsShareAndKeepsTheMean() {
        let columns = 10_000
        let layer = Dropout(rate: 0.3, position: 0, columns: columns, resources: resources(kernels_fastest()))
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
        let layer = Dropout(rate: 0.3, position: 0, columns: 4, resources: resources(kernels_fastest()))
        let input = Tensor(capacity: 1, columns: 4)
        withExtendedLifetime(input) {
            #expect(layer.forward(input, parameters: input.values, pass: .inference) === input)
        }
    }

    @Test func initialWeightsAreGlorotUniform() throws {
        let network = try Network(
            .dense(hidden: [256]), resources: Resources(capacity: 1, forTraining: false))
        let parameters = Tensor(capacity: 1, columns: network.parameterCount)
        network.initialize(parameters.values, seed: 3)
        let weights = parameters.contents[..<(784 * 256)].map(Double.init)
        let limit = (6.0 / (784 + 256)).squareRoot()
        #expect(weights.allSatisfy { abs($0) <= limit * (1 + 1e-6) })
        let variance = weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
        #expect(abs(variance / (limit * limit / 3) - 1) < 0.01)
        #expect(parameters.contents[(784 * 256)..<(784 * 256 + 256)].allSatisfy { $0 == 0 })
    }

    /// Weights of a convolution are what they are said to be: the variance of a uniform distribution is a third of its
    /// limit's square, and 2 / (9 · inputs) here.
    @Test func initialWeightsOfConvolutionsAreHeUniform() throws {
        let shape = ImageShape(channels: 64, height: 3, width: 3)
        let layer = Convolution2D(
            shape: shape, outputShape: shape, stride: 1, padding: 1, needsInputGradient: false,
            resources: Resources(capacity: 1, forTraining: false))
        var weights = [Float](repeating: 0, count: 9 * 64 * 64)
        var generator = SplitMix64(seed: 1)
        layer.initialize(&weights, from: &generator)
        let variance = weights.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(weights.count)
        #expect(abs(variance * 9 * 64 / 2 - 1) < 0.02)
    }

    private func resources(_ set: InstructionSet) -> Resources {
        Resources(capacity: 8, forTraining: true, instructionSet: set, workers: Workers(count: 2))
    }

    /// The convolution as its documentation has it, in Double.
    private func convolutionIsItsFormula(
        _ layer: Convolution2D, shape: ImageShape, outputShape: ImageShape, stride: Int, padding: Int
    ) {
        let input = Tensor(capacity: 2, columns: shape.count)
        input.values.update(from: randomFloats(input.count, seed: 1), count: input.count)
        let (inputs, outputs) = (shape.channels, outputShape.channels)
        let weights = randomFloats(9 * inputs * outputs, seed: 2)
        let output = layer.forward(input, parameters: weights, pass: .inference).contents
        var worst = 0.0
        for n in 0..<2 {
            for y in 0..<outputShape.height {
                for x in 0..<outputShape.width {
                    for j in 0..<outputs {
                        var sum = 0.0
                        for (row, column) in (0..<9).map({ ($0 / 3, $0 % 3) }) {
                            let (fromY, fromX) = (y * stride + row - padding, x * stride + column - padding)
                            guard 0..<shape.height ~= fromY, 0..<shape.width ~= fromX else { continue }
                            for i in 0..<inputs {
                                let pixel = (n * shape.height + fromY) * shape.width + fromX
                                let weight = weights[((row * 3 + column) * inputs + i) * outputs + j]
                                sum += Double(input.values[pixel * inputs + i]) * Double(weight)
                            }
                        }
                        let pixel = (n * outputShape.height + y) * outputShape.width + x
                        worst = max(worst, abs(Double(output[pixel * outputs + j]) - sum))
                    }
                }
            }
        }
        #expect(worst < 1e-5, "\(inputs) to \(outputs), stride \(stride), padding \(padding)")
    }

    /// Compares the gradients of Σ share · output by every parameter and every input.
    private func check(
        _ layer: any Layer, inputs: Int, units: Int, parameterCount: Int, isLinear: Bool = true, step: Float = 0x1p-4
    ) throws {
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
            // The steps as they are in Float, to divide by what was really moved.
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
        // All of them where they are few.
        let parameterIndices = stride(from: 0, to: parameterCount, by: parameterCount / 200 + 1)
        let inputIndices = stride(from: 0, to: input.count, by: input.count / 200 + 1)
        let parameterDifferences = parameterIndices.map { ($0, difference(at: parameters.values + $0)) }
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
}
