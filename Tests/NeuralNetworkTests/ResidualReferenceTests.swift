import CKernels
import Foundation
import Testing

@testable import NeuralNetwork

/// A whole training of a network with all layers for pictures, against PyTorch: `Reference/torch_residual.py` has the same
/// formulas.
@Suite struct ResidualReferenceTests {
    static let architecture = Architecture(layers: [
        .convolution(channels: 6), .batchNormalisation, .relu, .maximumPooling(size: 2),
        .convolution(channels: 10, stride: 2), .batchNormalisation, .relu,
        .residual([
            .convolution(channels: 10), .batchNormalisation, .relu, .convolution(channels: 10), .batchNormalisation,
        ]),
        .relu, .averagePooling(size: 2), .convolution(channels: 12), .batchNormalisation, .relu,
        .flatten, .dense(units: 10),
    ])

    /// The initial parameters of the script; `weights` are those that do not start as always.
    static func initialize(_ parameters: Tensor, of architecture: Architecture) throws {
        for tensor in try architecture.parameterTensors() where !tensor.name.hasPrefix("batch") {
            for k in tensor.offset..<tensor.offset + tensor.count {
                let value = Double((UInt64(k) * 2_654_435_761 % (1 << 32)) >> 8) * 0x1p-24 - 0.5
                parameters.values[k] = Float(value * 0.6)
            }
        }
    }

    @Test(arguments: supportedInstructionSets)
    func lossesAreThoseOfPyTorch(set: InstructionSet) throws {
        var configuration = TrainingConfiguration(architecture: Self.architecture)
        configuration.batchSize = 16
        configuration.threads = 2
        let step = try TrainingStep(configuration, classCount: 10, instructionSet: set)
        try Self.initialize(step.parameters, of: Self.architecture)
        let images = LabeledImages.ofFormula(count: 160)
        let expected = try Reference.losses("torch_residual.csv")
        try #require(expected.count == 101)
        for (number, loss) in expected.dropLast().enumerated() {
            let first = number * 16 % 160
            let score = step(Array(first..<first + 16)[...], of: images)
            #expect(abs(score.meanLoss / loss - 1) < 1e-3, "step \(number)")
        }
        // For answers, with running statistics.
        let forwardPass = try ForwardPass(Self.architecture, pixelScale: .unit, instructionSet: set)
        let logits = images.images.withUnsafeBufferPointer {
            forwardPass.logits($0, count: 160, parameters: step.parameters.values)
        }
        let score = SoftmaxCrossEntropy.score(logits, labels: images.labels, count: 160, classCount: 10)
        let loss = try #require(expected.last)
        #expect(abs(score.meanLoss / loss - 1) < 1e-3)
    }
}
