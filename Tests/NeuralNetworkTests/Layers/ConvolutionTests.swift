import CKernels
import Testing

@testable import NeuralNetwork

/// Both implementations of the convolution compared with the formula, and their gradients with difference quotients.
@Suite struct ConvolutionTests {
    @Test(arguments: supportedInstructionSets, [(1, 1), (1, 0), (1, 2), (2, 1), (2, 0), (3, 2), (4, 1)])
    func directConvolutionFollowsTheFormula(set: InstructionSet, geometry: (stride: Int, padding: Int)) throws {
        // Numbers of channels below, at and above the widths of registers and tiles.
        for (inputs, outputs) in [(1, 3), (3, 17), (2, 70), (18, 4)] {
            let shape = ImageShape(channels: inputs, height: 6, width: 5)
            let (stride, padding) = geometry
            let outputShape = ImageShape(
                channels: outputs, height: (6 + 2 * padding - 3) / stride + 1,
                width: (5 + 2 * padding - 3) / stride + 1)
            let layer = Convolution2D(
                shape: shape, outputShape: outputShape, stride: stride, padding: padding, needsInputGradient: true,
                resources: Resources(forTesting: set))
            try checkGradients(
                of: layer, inputs: shape.count, units: outputShape.count, parameterCount: 9 * inputs * outputs)
            checkFormula(layer, shape: shape, outputShape: outputShape, stride: stride, padding: padding)
        }
    }

    @Test(arguments: supportedInstructionSets, [(1, 1), (4, 4), (5, 3), (7, 9)])
    func winogradConvolutionFollowsTheFormula(set: InstructionSet, size: (height: Int, width: Int)) throws {
        for (inputs, outputs) in [(16, 16), (16, 80), (48, 32)] {
            let shape = ImageShape(channels: inputs, height: size.height, width: size.width)
            let outputShape = ImageShape(channels: outputs, height: size.height, width: size.width)
            let layer = WinogradConvolution2D(shape: shape, outputs: outputs, resources: Resources(forTesting: set))
            // A wider step, since sums of many products have larger rounding errors.
            try checkGradients(
                of: layer, inputs: shape.count, units: outputShape.count, parameterCount: 9 * inputs * outputs, step: 1)
            checkFormula(
                layer, shape: shape, outputShape: outputShape, stride: 1, padding: 1, tolerance: 3e-5)
        }
    }

    @Test(.enabled(if: kernels_supports(.AVX512))) func avx2AndAVX512GiveTheSameBitsInWinogradConvolutions() throws {
        let shape = ImageShape(channels: 32, height: 7, width: 10)
        let results = try [InstructionSet.AVX2, .AVX512].map { set in
            let layer = WinogradConvolution2D(shape: shape, outputs: 48, resources: Resources(forTesting: set))
            let input = Tensor(capacity: 8, columns: shape.count)
            input.values.update(from: randomFloats(input.count, seed: 1), count: input.count)
            let weights = randomFloats(9 * 32 * 48, seed: 2)
            let output = layer.forward(input, parameters: weights, pass: .training(seed: 1, step: 1))
            var gradients = weights
            let back = try #require(layer.backward(output, parameters: weights, gradients: &gradients))
            return output.contents + gradients + back.contents
        }
        #expect(results[0] == results[1])
    }

    /// The number of tiles and images is that of real trainings, with several blocks, shards and workers.
    @Test func winogradConvolutionEqualsTheDirectOneForLargeBatches() throws {
        let shape = ImageShape(channels: 16, height: 28, width: 28)
        let resources = Resources(
            capacity: 20, forTraining: true, instructionSet: kernels_fastest(), workers: Workers(count: 2))
        let layers: [any Layer] = [
            WinogradConvolution2D(shape: shape, outputs: 16, resources: resources),
            Convolution2D(
                shape: shape, outputShape: shape, stride: 1, padding: 1, needsInputGradient: true, resources: resources),
        ]
        let input = Tensor(capacity: 20, columns: shape.count)
        input.values.update(from: randomFloats(input.count, seed: 1), count: input.count)
        let shares = Tensor(capacity: 20, columns: shape.count)
        shares.values.update(from: randomFloats(shares.count, seed: 3), count: shares.count)
        let weights = randomFloats(9 * 16 * 16, seed: 2)
        let results = try layers.map { layer in
            let output = layer.forward(input, parameters: weights, pass: .training(seed: 1, step: 1)).contents
            var gradients = weights
            let back = try #require(layer.backward(shares, parameters: weights, gradients: &gradients)).contents
            return (output: output, gradients: gradients, back: back)
        }
        func worst(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).map { abs($0 - $1) }.max() ?? .nan }
        #expect(worst(results[0].output, results[1].output) < 1e-4)
        #expect(worst(results[0].back, results[1].back) < 1e-4)
        // Each value is a sum over 15,680 pixels.
        #expect(worst(results[0].gradients, results[1].gradients) < 1e-2)
    }

    /// The output of an image must not depend on the other images of the batch.
    @Test(arguments: supportedInstructionSets) func outputOfAnImageIsTheSameInAnyBatch(set: InstructionSet) {
        let shape = ImageShape(channels: 16, height: 7, width: 7)
        let layer = WinogradConvolution2D(shape: shape, outputs: 32, resources: Resources(forTesting: set))
        let weights = randomFloats(9 * 16 * 32, seed: 2)
        let all = Tensor(capacity: 8, columns: shape.count)
        all.values.update(from: randomFloats(all.count, seed: 1), count: all.count)
        layer.prepare(weights)
        let together = layer.forward(all, parameters: weights, pass: .inference).contents
        let one = Tensor(capacity: 1, columns: shape.count)
        for row in 0..<8 {
            one.values.update(from: all.row(row), count: shape.count)
            let alone = layer.forward(one, parameters: weights, pass: .inference).contents
            #expect(alone[...] == together[row * alone.count..<(row + 1) * alone.count])
        }
    }

    /// The variance of a uniform distribution within ±limit is limit² / 3, which is 2 / (9 · inputs) here.
    @Test func initialWeightsHaveTheVarianceOfHe() throws {
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

    /// Compares a layer with the formula in its documentation, computed in Double.
    private func checkFormula(
        _ layer: any Layer, shape: ImageShape, outputShape: ImageShape, stride: Int, padding: Int,
        tolerance: Double = 1e-5
    ) {
        let input = Tensor(capacity: 2, columns: shape.count)
        input.values.update(from: randomFloats(input.count, seed: 1), count: input.count)
        let (inputs, outputs) = (shape.channels, outputShape.channels)
        let weights = randomFloats(9 * inputs * outputs, seed: 2)
        layer.prepare(weights)
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
        #expect(worst < tolerance, "\(inputs) to \(outputs), stride \(stride), padding \(padding)")
    }
}
