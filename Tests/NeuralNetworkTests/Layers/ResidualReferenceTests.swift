import CKernels
import Foundation
import Testing

@testable import NeuralNetwork

/// Trainings of a network with all layers for images, compared with PyTorch. `Reference/torch_residual.py` has the same
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

    /// Returns weights by the formula of the script, with the usual initial values of batch normalisation.
    static func initialParameters() throws -> [Float] {
        try architecture.parameterTensors().flatMap { tensor in
            tensor.range.map { k in
                switch tensor.role {
                case .weight,
                    .bias where tensor.name.hasPrefix("dense"):
                    Float((Double((UInt64(k) * 2_654_435_761 % (1 << 32)) >> 8) * 0x1p-24 - 0.5) * 0.6)
                case .bias, .statistic: 0
                case .scale, .variance: 1
                }
            }
        }
    }

    /// The trainings of the script, with the column of their losses.
    static let trainings: [(column: Int, change: @Sendable (inout TrainingConfiguration) -> Void)] = [
        (1, { _ in }),
        (
            2,
            {
                $0.optimiser = .nesterov(momentum: 0.9, weightDecay: 0.01)
                $0.learningRate = 0.02
                $0.schedule = LearningRateSchedule(warmUp: 0.15, decay: .linear)
                $0.labelSmoothing = 0.1
            }
        ),
        (
            3,
            {
                $0.optimiser = .adamW(weightDecay: 0.1)
                $0.learningRate = 0.003
                $0.schedule = LearningRateSchedule(warmUp: 0.1, decay: .cosine)
                $0.labelSmoothing = 0.05
                $0.averagingDecay = 0.9
            }
        ),
    ]

    @Test(arguments: supportedInstructionSets, 0..<3)
    func lossesEqualThoseOfPyTorch(set: InstructionSet, training: Int) throws {
        var configuration = TrainingConfiguration(architecture: Self.architecture)
        configuration.batchSize = 16
        configuration.threads = 2
        Self.trainings[training].change(&configuration)
        let bench = try StepBench(
            configuration, stepCount: 100, initialParameters: Self.initialParameters(), instructionSet: set)
        let images = LabeledImages.ofFormula(count: 160)
        let expected = try Reference.losses("torch_residual.csv", column: Self.trainings[training].column)
        try #require(expected.count == 101)
        for (number, loss) in expected.dropLast().enumerated() {
            let first = number * 16 % 160
            let score = bench(Array(first..<first + 16)[...], of: images)
            #expect(abs(score.meanLoss / loss - 1) < 1e-3, "step \(number)")
        }
        // In inference, with running statistics.
        let forwardPass = try ForwardPass(Self.architecture, pixelScale: .unit, instructionSet: set)
        forwardPass.prepare(bench.step.result.values)
        let logits = images.images.withUnsafeBufferPointer {
            forwardPass.logits($0, count: 160, parameters: bench.step.result.values)
        }
        let score = SoftmaxCrossEntropy.score(logits, labels: images.labels, count: 160, classCount: 10)
        let loss = try #require(expected.last)
        #expect(abs(score.meanLoss / loss - 1) < 1e-3)
    }
}
