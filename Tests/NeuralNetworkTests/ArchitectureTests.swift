import Foundation
import Testing

@testable import NeuralNetwork

@Suite struct ArchitectureTests {
    /// By hand: 784 · 256 + 256 + 256 · 128 + 128 + 128 · 10 + 10.
    @Test func denseNetworkHasItsParameters() throws {
        let architecture = Architecture.dense(hidden: [256, 128], dropout: 0.2)
        #expect(try architecture.parameterCount() == 235_146)
        #expect(try Architecture.dense(hidden: [256]).parameterCount() == 203_530)
        let tensors = try architecture.parameterTensors()
        #expect(tensors.map(\.name).prefix(3) == ["dense1.weight", "dense1.bias", "dense2.weight"])
        #expect(tensors.map(\.shape).prefix(3) == [[784, 256], [256], [256, 128]])
        #expect(tensors[2].offset == 784 * 256 + 256)
    }

    @Test func survivesJSON() throws {
        let architecture = Architecture.dense(hidden: [256, 128], dropout: 0.1)
        let json = try JSONEncoder().encode(architecture)
        #expect(try JSONDecoder().decode(Architecture.self, from: json) == architecture)
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
    ])
    func impossibleNetworksAreRefused(architecture: Architecture, word: String) throws {
        let error = #expect(throws: ArchitectureError.self) { try architecture.validate(classCount: 10) }
        #expect(error?.description.contains(word) == true, "\(String(describing: error))")
    }
}
