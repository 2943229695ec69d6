import CKernels
import Testing

@testable import NeuralNetwork

@Suite struct ImageKernelsTests {
    /// Channels, heights, widths and strides below, at and above the sizes of the tiles.
    static let shapes = [
        Convolution(height: 1, width: 1, inputs: 1, outputs: 1, stride: 1, padded_width: 3),
        Convolution(height: 3, width: 5, inputs: 1, outputs: 33, stride: 1, padded_width: 8),
        Convolution(height: 7, width: 7, inputs: 2, outputs: 64, stride: 1, padded_width: 9),
        Convolution(height: 2, width: 4, inputs: 5, outputs: 15, stride: 2, padded_width: 10),
        Convolution(height: 4, width: 3, inputs: 17, outputs: 70, stride: 1, padded_width: 5),
        Convolution(height: 5, width: 2, inputs: 16, outputs: 130, stride: 3, padded_width: 9),
    ]

    @Test(arguments: supportedInstructionSets, shapes)
    func convolutionKernelsEqualPlainLoops(set: InstructionSet, shape: Convolution) {
        let padded = randomFloats(((shape.height - 1) * shape.stride + 3) * shape.padded_width * shape.inputs, seed: 1)
        let weights = randomFloats(9 * shape.inputs * shape.outputs, seed: 2)
        let gradient = randomFloats(shape.height * shape.width * shape.outputs, seed: 3)
        let output = convolve(set, shape, padded, weights)
        let before = randomFloats(weights.count, seed: 4)
        var weightGradient = before
        kernels_convolve_weight_gradient(set, shape, padded, gradient, &weightGradient)

        // The reference in Double.
        var exact = [Double](repeating: 0, count: gradient.count)
        var exactGradient = before.map(Double.init)
        for pixel in 0..<shape.height * shape.width {
            let (y, x) = (pixel / shape.width * shape.stride, pixel % shape.width * shape.stride)
            for tap in 0..<9 {
                let from = ((y + tap / 3) * shape.padded_width + x + tap % 3) * shape.inputs
                for i in 0..<shape.inputs {
                    for j in 0..<shape.outputs {
                        let weight = (tap * shape.inputs + i) * shape.outputs + j
                        exact[pixel * shape.outputs + j] += Double(padded[from + i]) * Double(weights[weight])
                        exactGradient[weight] += Double(padded[from + i]) * Double(gradient[pixel * shape.outputs + j])
                    }
                }
            }
        }
        let depth = Double(9 * shape.inputs)
        #expect(zip(output, exact).allSatisfy { abs(Double($0) - $1) < 1e-6 * depth })
        #expect(output.count == exact.count)
        #expect(zip(weightGradient, exactGradient).allSatisfy { abs(Double($0) - $1) < 1e-5 })
    }

    /// The convolution with rotated weights is the transpose of the convolution.
    @Test(arguments: supportedInstructionSets)
    func backwardConvolutionIsTheTranspose(set: InstructionSet) {
        let (inputs, outputs, size) = (5, 35, 4)
        let weights = randomFloats(9 * inputs * outputs, seed: 1)
        let x = randomFloats(size * size * inputs, seed: 2)
        let y = randomFloats(size * size * outputs, seed: 3)
        let there = convolve(
            set, Convolution(height: 4, width: 4, inputs: inputs, outputs: outputs, stride: 1, padded_width: 6),
            pad(x, size: size, channels: inputs), weights)
        let back = convolve(
            set, Convolution(height: 4, width: 4, inputs: outputs, outputs: inputs, stride: 1, padded_width: 6),
            pad(y, size: size, channels: outputs), weights, backward: true)
        func product(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
        #expect(abs(product(there, y) - product(x, back)) < 1e-3)
    }

    @Test(.enabled(if: kernels_supports(.AVX512)), arguments: shapes)
    func avx2AndAVX512GiveTheSameBits(shape: Convolution) {
        let padded = randomFloats(((shape.height - 1) * shape.stride + 3) * shape.padded_width * shape.inputs, seed: 1)
        let weights = randomFloats(9 * shape.inputs * shape.outputs, seed: 2)
        let gradient = randomFloats(shape.height * shape.width * shape.outputs, seed: 3)
        var sums = [weights, weights]
        kernels_convolve_weight_gradient(.AVX2, shape, padded, gradient, &sums[0])
        kernels_convolve_weight_gradient(.AVX512, shape, padded, gradient, &sums[1])
        #expect(sums[0] == sums[1])
        #expect(convolve(.AVX2, shape, padded, weights) == convolve(.AVX512, shape, padded, weights))
    }

    @Test(arguments: supportedInstructionSets, [1, 16, 37])
    func channelMomentsFollowTheFormula(set: InstructionSet, channels: Int) {
        let pixels = 71
        let values = randomFloats(pixels * channels, seed: 1).map { $0 + 3 }
        let shift = randomFloats(channels, seed: 2).map { $0 + 3 }
        // Sums are added to the present values.
        var (sums, squares) = ([Double](repeating: 5, count: channels), [Double](repeating: 7, count: channels))
        kernels_channel_moments(set, pixels, channels, values, shift, &sums, &squares)
        for channel in 0..<channels {
            let differences = (0..<pixels).map { Double(values[$0 * channels + channel]) - Double(shift[channel]) }
            #expect(abs(sums[channel] - 5 - differences.reduce(0, +)) < 1e-4)
            #expect(abs(squares[channel] - 7 - differences.reduce(0) { $0 + $1 * $1 }) < 1e-4)
        }
    }

    /// Otherwise a training with a non-finite loss would not be detected.
    @Test(arguments: supportedInstructionSets, 0..<4)
    func nanIsPropagated(set: InstructionSet, position: Int) {
        var input: [Float] = [1, 2, 3, 4]
        input[position] = .nan
        let pooling = Pooling(
            height: 1, width: 1, input_height: 2, input_width: 2, channels: 1, window_height: 2, window_width: 2)
        var output: [Float] = [0]
        kernels_max_pool(set, pooling, input, &output)
        #expect(output[0].isNaN)
        kernels_average_pool(set, pooling, input, &output)
        #expect(output[0].isNaN)
        var normalised = [Float](repeating: 0, count: 4)
        let (mean, scale, shift): ([Float], [Float], [Float]) = ([0, 0, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0])
        mean.withUnsafeBufferPointer { mean in
            scale.withUnsafeBufferPointer { scale in
                shift.withUnsafeBufferPointer { shift in
                    guard let mean = mean.baseAddress, let scale = scale.baseAddress, let shift = shift.baseAddress
                    else { return }
                    kernels_normalise(
                        set, 1, 4, Normalisation(mean: mean, scale: scale, shift: shift, relu: true), input, &normalised
                    )
                }
            }
        }
        #expect(normalised.map(\.isNaN) == (0..<4).map { $0 == position })
    }

    private func convolve(
        _ set: InstructionSet, _ shape: Convolution, _ padded: [Float], _ weights: [Float], backward: Bool = false
    ) -> [Float] {
        var packed = [Float](repeating: .nan, count: kernels_packed_count(shape.inputs, shape.outputs))
        if backward {
            kernels_pack_convolution_backward(set, shape.outputs, shape.inputs, weights, &packed)
        } else {
            kernels_pack_convolution(set, shape.inputs, shape.outputs, weights, &packed)
        }
        let count = shape.height * shape.width * shape.outputs
        var output = [Float](repeating: 7, count: count + 1)
        kernels_convolve(set, shape, padded, packed, &output)
        #expect(output.removeLast() == 7, "one float too many")
        return output
    }

    private func pad(_ image: [Float], size: Int, channels: Int) -> [Float] {
        var padded = [Float](repeating: 0, count: (size + 2) * (size + 2) * channels)
        kernels_pad(size, size, channels, image, 1, 1, size + 2, &padded)
        return padded
    }
}
