import CKernels
import Testing

@testable import NeuralNetwork

/// Layers that do not learn, before others that do.
@Suite struct FrozenLayersTests {
    /// Two blocks around a pooling, the second one with a convolution in Winograd's way.
    private let architecture = Architecture(layers: [
        .convolution(channels: 16), .batchNormalisation, .relu, .maximumPooling(size: 4),
        .convolution(channels: 16), .batchNormalisation, .relu, .globalAveragePooling, .dense(units: 10),
    ])

    /// A network with parameters, none of which is 0 or 1, and five random pictures.
    private final class Bench {
        let network: Network
        let parameters: Tensor, gradients: Tensor
        let pictures = Tensor(capacity: 5, columns: 784), shares = Tensor(capacity: 5, columns: 10)
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
            pictures.values.update(from: randomFloats(pictures.count, seed: 3), count: pictures.count)
            shares.values.update(from: randomFloats(shares.count, seed: 4), count: shares.count)
            network.prepare(parameters.values)
        }

        func logits(_ pass: Pass = .training(seed: 1, step: 0)) -> [Float] {
            network.forward(pictures, parameters: parameters.values, pass: pass).contents
        }

        func backward() {
            network.backward(shares, parameters: parameters.values, gradients: gradients.values)
        }

        /// As a training does it, and the parameters after it.
        func step() -> [Float] {
            _ = logits()
            backward()
            for i in 0..<parameters.columns { parameters.values[i] -= 0.1 * gradients.values[i] }
            network.updateStatistics(parameters.values)
            return parameters.contents
        }
    }

    /// No gradients before the first layer that learns, and some in all layers after it.
    @Test(arguments: [1, 2, 3, 4, 5, 8]) func frozenLayersStay(frozenCount: Int) throws {
        let frozen = try Bench(architecture, frozenCount: frozenCount)
        // The ReLU belongs to the batch normalisation before it.
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

    /// Frozen layers drop nothing and do not measure the batch, whatever the others do.
    @Test func frozenLayersAnswerAsForInference() throws {
        let body = [Architecture.Layer.convolution(channels: 16), .batchNormalisation, .relu]
        let layers = architecture.layers.prefix(4) + [.dropout(rate: 0.5), .residual(body)]
        let architecture = Architecture(layers: layers + [.globalAveragePooling, .dense(units: 10)])
        let answers = try Bench(architecture, forTraining: false).logits(.inference)
        #expect(answers.allSatisfy(\.isFinite) && Set(answers).count > 40)
        #expect(try Bench(architecture, frozenCount: 6).logits() == answers)
        #expect(try Bench(architecture, frozenCount: 5).logits() != answers)

        // Nor do they follow the batch after a step.
        let bench = try Bench(architecture, frozenCount: 6)
        let before = bench.parameters.contents
        let after = bench.step()
        let end = bench.tensors.first { $0.name == "dense1.weight" }?.offset ?? 0
        #expect(before[..<end] == after[..<end])
        #expect(before[end...] != after[end...])
    }
}
