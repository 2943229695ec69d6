import Foundation
import Testing

@testable import NeuralNetwork

@Suite struct ArchitectureTests {
    /// Computed by hand: 784 · 256 + 256 + 256 · 128 + 128 + 128 · 10 + 10.
    @Test func denseNetworkHasTheExpectedParameters() throws {
        let architecture = Architecture.dense(hidden: [256, 128], dropout: 0.2)
        #expect(try architecture.parameterCount() == 235_146)
        #expect(try Architecture.dense(hidden: [256]).parameterCount() == 203_530)
        let tensors = try architecture.parameterTensors()
        #expect(tensors.map(\.name).prefix(3) == ["dense1.weight", "dense1.bias", "dense2.weight"])
        #expect(tensors.map(\.shape).prefix(3) == [[784, 256], [256], [256, 128]])
        #expect(tensors[2].offset == 784 * 256 + 256)
    }

    /// The number that PyTorch counts, plus two running statistics for each channel of batch normalisation.
    @Test func convolutionalNetworksHaveTheExpectedParameters() throws {
        #expect(try Architecture.convolutional().parameterCount() == 278_890 + 2 * (32 + 2 * 64 + 2 * 128))
        let architecture = Architecture.residual()
        #expect(try architecture.parameterCount() == 472_874 + 2 * (2 * 32 + 3 * 64 + 3 * 128))
        // 9 · (48 + 2 · 48² + 48 · 96 + 4 · 96² + 96 · 144 + 2 · 144²) + 2 · (3 · 48 + 5 · 96 + 3 · 144) + 145 · 10.
        #expect(try Architecture.deepResidual().parameterCount() == 916378 + 2 * (3 * 48 + 5 * 96 + 3 * 144))
        let tensors = try architecture.parameterTensors()
        #expect(
            tensors.map(\.name).prefix(6) == [
                "convolution1.weight", "batch_normalisation1.weight", "batch_normalisation1.bias",
                "batch_normalisation1.running_mean", "batch_normalisation1.running_variance", "convolution2.weight",
            ])
        #expect(tensors[5].shape == [3, 3, 32, 32])
        #expect(tensors.last?.name == "dense1.bias")
        // Consecutive, in order.
        #expect(tensors.map(\.offset) == tensors.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }.dropLast())
        #expect(Set(tensors.map(\.name)).count == tensors.count)
    }

    @Test func outputShapesFollowTheFormulas() throws {
        let layers: [Architecture.Layer] = [
            .convolution(channels: 4, stride: 2, padding: 1), .maximumPooling(size: 3),
            .convolution(channels: 5, padding: 0), .averagePooling(size: 2), .flatten, .dense(units: 10),
        ]
        let shapes = try Architecture(layers: layers).plan().map(\.outputShape)
        #expect(shapes == [[4, 14, 14], [4, 4, 4], [5, 2, 2], [5, 1, 1], [5], [10]])
    }

    @Test(arguments: [
        Architecture.dense(hidden: [256, 128], dropout: 0.1), .residual(dropout: 0.2),
        .dense(hidden: [8], activation: .sigmoid), .dense(hidden: [8, 4], activation: .tanh),
        ResidualReferenceTests.architecture,
    ])
    func architectureIsUnchangedByEncodingAndDecoding(architecture: Architecture) throws {
        let json = try JSONEncoder().encode(architecture)
        #expect(try JSONDecoder().decode(Architecture.self, from: json) == architecture)
    }

    @Test func activationsFollowHiddenLayersOnly() {
        func layers(_ activation: Architecture.Activation) -> [Architecture.Layer] {
            Architecture.dense(hidden: [8], activation: activation, dropout: 0.5).layers
        }
        #expect(layers(.tanh) == [.flatten, .dense(units: 8), .tanh, .dropout(rate: 0.5), .dense(units: 10)])
        #expect(layers(.sigmoid)[2] == .sigmoid)
        #expect(layers(.none) == [.flatten, .dense(units: 8), .dropout(rate: 0.5), .dense(units: 10)])
    }

    @Test(arguments: [
        (Architecture.dense(hidden: [0]), "units"),
        (.dense(hidden: [-1]), "units"),
        (.dense(hidden: [65_537]), "units"),
        (.dense(hidden: [65_536]), "parameters"),
        (.dense(hidden: [Int.max]), "units"),
        (.dense(hidden: [8], dropout: 1), "dropout"),
        (.dense(hidden: [8], dropout: -0.1), "dropout"),
        (.dense(hidden: [8], dropout: .nan), "dropout"),
        (.dense(hidden: [], classCount: 9), "last layer"),
        (Architecture(layers: []), "last layer"),
        (Architecture(layers: [.flatten, .dense(units: 10), .relu]), "last layer"),
        (Architecture(layers: [.dense(units: 10)]), "flatten"),
        (.dense(hidden: Array(repeating: 1, count: 32)), "64"),
        (Architecture(layers: [.flatten, .convolution(channels: 1)]), "image"),
        (Architecture(layers: [.flatten, .batchNormalisation]), "image"),
        (Architecture(layers: [.flatten, .globalAveragePooling]), "image"),
        (Architecture(layers: [.convolution(channels: 0)]), "channels"),
        (Architecture(layers: [.convolution(channels: .max)]), "channels"),
        (Architecture(layers: [.convolution(channels: 4096)]), "output values"),
        (Architecture(layers: [.convolution(channels: 1, stride: 0)]), "stride"),
        (Architecture(layers: [.convolution(channels: 1, padding: -1)]), "padding"),
        (Architecture(layers: [.convolution(channels: 1, padding: 3)]), "padding"),
        (Architecture(layers: [.maximumPooling(size: 28), .convolution(channels: 1, padding: 0)]), "small"),
        (Architecture(layers: [.maximumPooling(size: 29)]), "windows"),
        (Architecture(layers: [.averagePooling(size: 0)]), "windows"),
        (Architecture(layers: [.residual([])]), "inside"),
        (Architecture(layers: [.residual([.convolution(channels: 2)])]), "added"),
        (Architecture(layers: [.residual([.dense(units: 784)])]), "flatten"),
        (Architecture(layers: Array(repeating: .residual([.relu]), count: 33)), "64"),
    ])
    func invalidArchitecturesAreRefused(architecture: Architecture, word: String) throws {
        let error = #expect(throws: ArchitectureError.self) { try architecture.validate(classCount: 10) }
        #expect(error?.description.contains(word) == true, "\(String(describing: error))")
    }
}
