import CKernels
import Foundation
import Testing

@testable import NeuralNetwork

/// `ResidualReferenceTests` compares whole trainings with each optimiser with PyTorch.
@Suite struct OptimiserTests {
    /// The formula: v = 0.5 · v + g' and p −= 0.2 · (g' + 0.5 · v), where g' = g + 0.1 · p for weights and g for
    /// others.
    @Test(arguments: supportedInstructionSets)
    func nesterovFollowsTheFormulaAndDecaysWeightsOnly(set: InstructionSet) {
        let count = 41
        let rule = Nesterov(
            parameterCount: count, weights: [3..<20, 22..<30], momentum: 0.5, weightDecay: 0.1, instructionSet: set)
        var parameters = randomFloats(count, seed: 1)
        var exact = parameters.map(Double.init)
        var velocities = [Double](repeating: 0, count: count)
        for step in 0..<20 {
            let gradients = randomFloats(count, seed: UInt64(step + 2))
            rule.update(&parameters, gradients: gradients, step: step, learningRate: 0.2)
            for i in 0..<count {
                let decay = 3..<20 ~= i || 22..<30 ~= i ? 0.1 : 0
                let gradient = Double(gradients[i]) + decay * exact[i]
                velocities[i] = 0.5 * velocities[i] + gradient
                exact[i] -= 0.2 * (gradient + 0.5 * velocities[i])
            }
        }
        for i in 0..<count { #expect(abs(Double(parameters[i]) - exact[i]) < 1e-5, "parameter \(i)") }
    }

    /// Without a gradient, a weight shrinks by the decay times the learning rate in each step; other parameters do not
    /// change.
    @Test func adamWDecaysWeightsOnly() {
        let rule = Adam(parameterCount: 3, weights: [1..<2], weightDecay: 0.5)
        var parameters: [Float] = [1, 1, 1]
        for step in 0..<3 { rule.update(&parameters, gradients: [0, 0, 0], step: step, learningRate: 0.2) }
        #expect(parameters[0] == 1)
        #expect(abs(parameters[1] - 0.729) < 1e-6)
        #expect(parameters[2] == 1)
    }

    /// Running statistics have gradients of 0.
    @Test(arguments: [Optimiser.adam, .adamW(weightDecay: 0.1), .nesterov(momentum: 0.9, weightDecay: 0.1)])
    func optimisersDoNotChangeRunningStatistics(optimiser: Optimiser) throws {
        let tensors = try ResidualReferenceTests.architecture.parameterTensors()
        let weights = tensors.filter { $0.role == .weight }
        #expect(weights.map(\.name).allSatisfy { $0.hasSuffix("weight") && !$0.hasPrefix("batch") })
        #expect(weights.count == 6)
        var parameters = try ResidualReferenceTests.initialParameters()
        let before = parameters
        let rule = optimiser.rule(
            parameterCount: parameters.count, weights: weights.map(\.range), instructionSet: kernels_fastest(),
            workers: Workers(count: 2))
        var gradients = [Float](repeating: 1, count: parameters.count)
        let statistics = tensors.filter { [.statistic, .variance].contains($0.role) }
        for tensor in statistics { for i in tensor.range { gradients[i] = 0 } }
        for step in 0..<3 { rule.update(&parameters, gradients: gradients, step: step, learningRate: 0.1) }
        for tensor in tensors {
            let stayed = parameters[tensor.range].elementsEqual(before[tensor.range])
            #expect(stayed == statistics.contains(tensor), "\(tensor.name)")
        }
    }

    /// Computed by hand for ten steps, with a warm-up of two.
    @Test func schedulesFollowTheirFormulas() {
        func factors(_ warmUp: Double, _ decay: LearningRateSchedule.Decay) -> [Double] {
            (0..<10).map { LearningRateSchedule(warmUp: warmUp, decay: decay).factor(step: $0, of: 10) }
        }
        #expect(factors(0, .none) == Array(repeating: 1, count: 10))
        #expect(factors(0.2, .none) == [0.5] + Array(repeating: 1, count: 9))
        for (factor, exact) in zip(
            factors(0.2, .linear), [0.5, 1, 1, 7 / 8.0, 6 / 8.0, 5 / 8.0, 0.5, 3 / 8.0, 0.25, 1 / 8.0])
        {
            #expect(abs(factor - exact) < 1e-12)
        }
        let cosine = factors(0.2, .cosine)
        #expect(cosine[2] == 1)
        #expect(abs(cosine[6] - 0.5) < 1e-12)
        #expect(abs(cosine[4] - (0.5 + 0.5 * 0.5.squareRoot())) < 1e-12)
        #expect(zip(cosine[2...], cosine[3...]).allSatisfy { $0 > $1 && $1 > 0 })
    }

    /// The reference is the recurrence in Double, with decays of 1/10, 2/11, 3/12 in the first steps.
    @Test func weightAverageFollowsTheFormula() {
        let parameters = Tensor(capacity: 1, columns: 20)
        parameters.values.update(from: randomFloats(20, seed: 1), count: 20)
        let average = WeightAverage(of: parameters, decay: 0.5)
        var exact = parameters.contents.map(Double.init)
        for step in 0..<30 {
            parameters.values.update(from: randomFloats(20, seed: UInt64(step + 2)), count: 20)
            average.update(with: parameters, step: step)
            let decay = step == 0 ? 0.1 : step == 1 ? 2.0 / 11 : min(0.5, Double(step + 1) / Double(step + 10))
            for i in 0..<20 { exact[i] = decay * exact[i] + (1 - decay) * Double(parameters.values[i]) }
        }
        #expect(zip(average.values.contents, exact).allSatisfy { abs(Double($0) - $1) < 1e-6 })
    }
}
