import CKernels
import Testing

@testable import NeuralNetwork

/// Frozen layers before layers that are trained.
@Suite struct FrozenLayersTests {
    /// Two blocks around a pooling layer. The convolution of the second block is a `WinogradConvolution2D`.
    private let architecture = Architecture(layers: [
        .convolution(channels: 16), .batchNormalisation, .relu, .maximumPooling(size: 4),
        .convolution(channels: 16), .batchNormalisation, .relu, .globalAveragePooling, .dense(units: 10),
    ])

    /// A network with parameters other than 0 and 1, and five random images.
    private final class Bench {
        let network: Network
        let parameters: Tensor, gradients: Tensor
        let images = Tensor(capacity: 5, columns: 784), shares = Tensor(capacity: 5, columns: 10)
        let tensors: [Architecture.ParameterTensor]

        init(_ architecture: Architecture, frozenCount: Int = 0, forTraining: Bool = true) throws {
            network = try Network(
                architecture,
                resources: Resources(
                    capacity: 5, forTraining: forTraining, workers: Workers(count: 2)),
                frozenCount: frozenCount)
            tensors = try architecture.parameterTensors()
            parameters = Tensor(capacity: 1, columns: network.parameterCount)
            gradients = Tensor(capacity: 1, columns: network.parameterCount)
            network.initialize(parameters.values, seed: 1)
            let noise = randomFloats(parameters.columns, seed: 2)
            for tensor in tensors where tensor.role != .weight {
                let least: Float = tensor.role == .variance || tensor.role == .scale ? 0.5 : 0
                for i in tensor.range { parameters.values[i] = least + 0.3 * (least > 0 ? abs(noise[i]) : noise[i]) }
            }
            images.values.update(from: randomFloats(images.count, seed: 3), count: images.count)
            shares.values.update(from: randomFloats(shares.count, seed: 4), count: shares.count)
            network.prepare(parameters.values)
        }

        func logits(_ pass: Pass = .training(seed: 1, step: 0)) -> [Float] {
            network.forward(images, parameters: parameters.values, pass: pass).contents
        }

        func backward() {
            network.backward(shares, parameters: parameters.values, gradients: gradients.values)
        }

        /// Runs a training step and returns the parameters.
        func step() -> [Float] {
            _ = logits()
            backward()
            for i in 0..<parameters.columns { parameters.values[i] -= 0.1 * gradients.values[i] }
            network.updateStatistics(parameters.values)
            return parameters.contents
        }
    }

    /// Gradients are 0 in frozen layers, and not 0 in all others.
    @Test(arguments: [1, 2, 3, 4, 5, 8]) func frozenLayersDoNotChange(frozenCount: Int) throws {
        let frozen = try Bench(architecture, frozenCount: frozenCount)
        // A ReLU is part of the batch normalisation before the ReLU.
        let frozenNames = [
            ["convolution1"], ["convolution1", "batch_normalisation1"],
            ["convolution1", "batch_normalisation1", "convolution2"],
            ["convolution1", "batch_normalisation1", "convolution2", "batch_normalisation2"],
        ][[1: 0, 2: 1, 3: 1, 4: 1, 5: 2, 8: 3][frozenCount] ?? 0]
        let before = frozen.parameters.contents
        let after = frozen.step()
        let gradients = frozen.gradients.contents
        for tensor in frozen.tensors {
            let isFrozen = frozenNames.contains { tensor.name.hasPrefix($0 + ".") }
            let isStatistic = tensor.role == .statistic || tensor.role == .variance
            #expect(gradients[tensor.range].allSatisfy { $0 == 0 } == (isFrozen || isStatistic), "\(tensor.name)")
            #expect((before[tensor.range] == after[tensor.range]) == isFrozen, "\(tensor.name)")
        }
    }

    /// In training, frozen layers apply no dropout and do not use the statistics of the batch.
    @Test func frozenLayersRunAsInInference() throws {
        let body = [Architecture.Layer.convolution(channels: 16), .batchNormalisation, .relu]
        let layers = architecture.layers.prefix(4) + [.dropout(rate: 0.5), .residual(body)]
        let architecture = Architecture(layers: layers + [.globalAveragePooling, .dense(units: 10)])
        let expected = try Bench(architecture, forTraining: false).logits(.inference)
        #expect(expected.allSatisfy(\.isFinite) && Set(expected).count > 40)
        #expect(try Bench(architecture, frozenCount: 6).logits() == expected)
        #expect(try Bench(architecture, frozenCount: 5).logits() != expected)

        // Running statistics do not change either.
        let bench = try Bench(architecture, frozenCount: 6)
        let before = bench.parameters.contents
        let after = bench.step()
        let end = bench.tensors.first { $0.name == "dense1.weight" }?.offset ?? 0
        #expect(before[..<end] == after[..<end])
        #expect(before[end...] != after[end...])
    }
}
