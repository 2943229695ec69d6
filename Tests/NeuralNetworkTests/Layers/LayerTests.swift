import CKernels
import Testing

@testable import NeuralNetwork

/// The gradients of each layer compared with difference quotients of its forward pass.
///
/// Most layers are piecewise linear, and the inputs are away from the places where the slope changes, so that the
/// difference over a wide step is exact except for rounding. For other layers, two steps are extrapolated to 0
/// (Richardson).
@Suite struct LayerTests {
    static let sets = supportedInstructionSets
    let rows = 5

    @Test(arguments: sets) func gradientsOfDenseAreExact(set: InstructionSet) throws {
        let layer = Dense(inputs: 7, units: 19, needsInputGradient: true, resources: Resources(forTesting: set))
        try checkGradients(of: layer, inputs: 7, units: 19, parameterCount: 7 * 19 + 19)
    }

    /// The layer is large enough to be divided into shards in training, but not in inference, except where there are
    /// too few inputs.
    @Test(arguments: [784, 65, 32]) func dividedDenseLayerEqualsTheUndividedOne(inputs: Int) {
        let units = 2048
        let layer = Dense(
            inputs: inputs, units: units, needsInputGradient: false, resources: Resources(forTesting: kernels_fastest())
        )
        let parameters = randomFloats(inputs * units + units, seed: 1)
        for rows in [8, 3, 8] {
            let input = Tensor(capacity: rows, columns: inputs)
            input.values.update(from: randomFloats(rows * inputs, seed: UInt64(rows)), count: rows * inputs)
            let plain = layer.forward(input, parameters: parameters, pass: .inference).contents
            let divided = layer.forward(input, parameters: parameters, pass: .training(seed: 1, step: 0)).contents
            #expect(zip(plain, divided).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    @Test(arguments: sets) func gradientsOfReLUAreExact(set: InstructionSet) throws {
        let layer = ReLU(columns: 19, resources: Resources(forTesting: set))
        try checkGradients(of: layer, inputs: 19, units: 19, parameterCount: 0)
    }

    @Test(arguments: [SmoothActivation.Function.sigmoid, .tanh])
    func gradientsOfSmoothActivationsAreExact(function: SmoothActivation.Function) throws {
        let layer = SmoothActivation(function, columns: 19, resources: Resources(forTesting: .portable))
        try checkGradients(of: layer, inputs: 19, units: 19, parameterCount: 0, isLinear: false)
    }

    /// At 0, at large numbers of both signs, and at ln 3, where the sigmoid is 3/4 and the tangent 4/5.
    @Test func smoothActivationsFollowTheirFormulas() {
        func outputs(_ function: SmoothActivation.Function) -> [Float] {
            let layer = SmoothActivation(function, columns: 6, resources: Resources(forTesting: .portable))
            let input = Tensor(capacity: 1, columns: 6)
            for (i, value) in [0, Float.log3, -Float.log3, 200, -200, .nan].enumerated() { input.values[i] = value }
            return withExtendedLifetime(input) {
                layer.forward(input, parameters: input.values, pass: .inference).contents
            }
        }
        func isNear(_ values: [Float], _ exact: [Float]) -> Bool {
            zip(values, exact).allSatisfy { abs($0 - $1) < 1e-6 } && values.last?.isNaN == true
        }
        #expect(isNear(outputs(.sigmoid), [0.5, 0.75, 0.25, 1, 0]))
        #expect(isNear(outputs(.tanh), [0, 0.8, -0.8, 1, -1]))
    }

    @Test(arguments: sets) func gradientsOfDropoutAreExact(set: InstructionSet) throws {
        let layer = Dropout(rate: 0.4, position: 3, columns: 19, resources: Resources(forTesting: set))
        try checkGradients(of: layer, inputs: 19, units: 19, parameterCount: 0)
    }

    @Test func gradientsOfFlattenAreExact() throws {
        let layer = Flatten(
            shape: ImageShape(channels: 3, height: 2, width: 4), resources: Resources(forTesting: .portable))
        try checkGradients(of: layer, inputs: 24, units: 24, parameterCount: 0)
        let flat = Flatten(
            shape: ImageShape(channels: 1, height: 3, width: 3), resources: Resources(forTesting: .portable))
        try checkGradients(of: flat, inputs: 9, units: 9, parameterCount: 0)
    }

    @Test(arguments: sets) func gradientsOfBatchNormalisationAreExact(set: InstructionSet) throws {
        for channels in [1, 5, 19] {
            let shape = ImageShape(channels: channels, height: 3, width: 2)
            let layer = BatchNormalisation(shape: shape, relu: false, resources: Resources(forTesting: set))
            try checkGradients(
                of: layer, inputs: shape.count, units: shape.count, parameterCount: 4 * channels, isLinear: false)
        }
    }

    /// The results equal those of batch normalisation followed by a ReLU layer.
    @Test(arguments: sets) func batchNormalisationWithReLUEqualsTwoLayers(set: InstructionSet) throws {
        let shape = ImageShape(channels: 21, height: 3, width: 2)
        let both = BatchNormalisation(shape: shape, relu: true, resources: Resources(forTesting: set))
        let first = BatchNormalisation(shape: shape, relu: false, resources: Resources(forTesting: set))
        let second = ReLU(columns: shape.count, resources: Resources(forTesting: set))
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

    /// The mean is a thousand times the standard deviation, as can be with raw pixels.
    @Test(arguments: sets) func batchNormalisationIsExactForALargeMean(set: InstructionSet) {
        let shape = ImageShape(channels: 17, height: 4, width: 4)
        let layer = BatchNormalisation(shape: shape, relu: false, resources: Resources(forTesting: set))
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
    func gradientsOfPoolingAreExact(set: InstructionSet, kind: Pooling2D.Kind) throws {
        for channels in [1, 5, 70] {
            // One row and one column remain outside the windows.
            let shape = ImageShape(channels: channels, height: 5, width: 7)
            let layer = Pooling2D(kind, shape: shape, window: (2, 3), resources: Resources(forTesting: set))
            try checkGradients(of: layer, inputs: shape.count, units: 2 * 2 * channels, parameterCount: 0, step: 0x1p-8)
        }
    }

    @Test(arguments: sets) func gradientsOfGlobalAveragePoolingAreExact(set: InstructionSet) throws {
        let shape = ImageShape(channels: 19, height: 3, width: 3)
        let layer = Pooling2D(.average, shape: shape, window: (3, 3), resources: Resources(forTesting: set))
        try checkGradients(of: layer, inputs: shape.count, units: 19, parameterCount: 0)
    }

    /// Where several values of a window are the largest, the whole gradient goes to the first.
    @Test(arguments: sets) func gradientOfMaximumPoolingGoesToTheFirstOfEqualValues(set: InstructionSet) throws {
        let shape = ImageShape(channels: 2, height: 2, width: 2)
        let layer = Pooling2D(.maximum, shape: shape, window: (2, 2), resources: Resources(forTesting: set))
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

    @Test(arguments: sets) func gradientsOfResidualAreExact(set: InstructionSet) throws {
        let shape = ImageShape(channels: 3, height: 4, width: 4)
        let convolution = Convolution2D(
            shape: shape, outputShape: shape, stride: 1, padding: 1, needsInputGradient: true,
            resources: Resources(forTesting: set))
        let normalisation = BatchNormalisation(shape: shape, relu: false, resources: Resources(forTesting: set))
        let layer = Residual(
            body: LayerSequence([(convolution, 0), (normalisation, 81)]), columns: shape.count,
            resources: Resources(forTesting: set))
        try checkGradients(of: layer, inputs: shape.count, units: shape.count, parameterCount: 81 + 12, isLinear: false)
    }

    @Test func dropoutDropsTheConfiguredShareAndKeepsTheMean() {
        let columns = 10_000
        let layer = Dropout(
            rate: 0.3, position: 0, columns: columns, resources: Resources(forTesting: kernels_fastest()))
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

    @Test func dropoutDoesNothingInInference() {
        let layer = Dropout(rate: 0.3, position: 0, columns: 4, resources: Resources(forTesting: kernels_fastest()))
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
}

extension Float {
    fileprivate static let log3: Float = 1.0986123
}
