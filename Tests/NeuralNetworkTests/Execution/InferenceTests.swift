import CKernels
import Foundation
import Testing

@testable import NeuralNetwork

@Suite struct InferenceTests {
    let images = LabeledImages.ofFormula(count: 150)

    private func model(_ architecture: Architecture = quickConfiguration(dropout: 0.2).architecture) throws -> Model {
        var configuration = quickConfiguration()
        configuration.architecture = architecture
        return try Trainer(configuration).train(
            on: images, name: "test", classes: tenClasses, preprocessing: "p1")
    }

    /// The category of a product must not depend on the other products of the run.
    @Test(arguments: [quickConfiguration(dropout: 0.2).architecture, ResidualReferenceTests.architecture])
    func thumbnailHasTheSameLogitsInAnyBatch(architecture: Architecture) throws {
        let inference = Inference(model: try model(architecture))
        let together = inference.logits(images.images, count: 150)
        #expect(together.count == 1500)
        var apart: [Float] = []
        for count in [1, 1, 63, 64, 21] {
            let first = apart.count / 10
            apart += inference.logits(Array(images.images[(first * 784)..<((first + count) * 784)]), count: count)
        }
        #expect(apart.map(\.bitPattern) == together.map(\.bitPattern))
        #expect(inference.logits([], count: 0) == [])
    }

    /// The reference is the formula of the network in Double.
    @Test(arguments: [true, false])
    func logitsFollowTheFormula(normalize: Bool) throws {
        var configuration = quickConfiguration()
        configuration.normalize = normalize
        let model = try Trainer(configuration).train(
            on: images, name: "test", classes: tenClasses, preprocessing: "p1")
        let logits = Inference(model: model).logits(images.images, count: 150)
        let parameters = model.weights.map(Double.init)
        func dense(_ input: [Double], units: Int, offset: Int) -> [Double] {
            (0..<units).map { unit in
                var sum = parameters[offset + input.count * units + unit]
                for (i, value) in input.enumerated() { sum += value * parameters[offset + i * units + unit] }
                return sum
            }
        }
        for row in [0, 1, 149] {
            let pixels = images.images[(row * 784)..<((row + 1) * 784)].map { Double($0) / (normalize ? 255 : 1) }
            let hidden = dense(pixels, units: 16, offset: 0).map { max($0, 0) }
            let expected = dense(hidden, units: 10, offset: 784 * 16 + 16)
            for (unit, exact) in expected.enumerated() {
                #expect(abs(Double(logits[row * 10 + unit]) - exact) < 1e-4 * max(1, abs(exact)))
            }
        }
    }

    @Test func threadsCanShareAModel() async throws {
        let model = try model()
        let images = images
        let expected = Inference(model: model).logits(images.images, count: 150)
        await withTaskGroup(of: [Float].self) { group in
            for _ in 0..<8 {
                group.addTask { Inference(model: model).logits(images.images, count: 150) }
            }
            for await logits in group { #expect(logits == expected) }
        }
    }

    @Test func probabilitiesAreTheSoftmaxAtTheTemperature() throws {
        // Computed by hand: softmax(0, ln 4) is 1/5, 4/5, and at temperature 2 softmax(0, ln 2) is 1/3, 2/3.
        let logits: [Float] = [0, Float(log(4.0))]
        let plain = Inference.probabilities(logits, temperature: 1)
        #expect(abs(plain[1] - 0.8) < 1e-7)
        let soft = Inference.probabilities(logits, temperature: 2)
        #expect(abs(soft[1] - 2.0 / 3) < 1e-7)
        #expect(Inference.probabilities([Float(1e30), 0, -1e30], temperature: 0.01) == [1, 0, 0])

        let inference = Inference(model: try model())
        let rows = inference.probabilities(inference.logits(images.images, count: 150))
        #expect(rows.count == 150)
        #expect(rows.allSatisfy { $0.count == 10 && abs($0.reduce(0, +) - 1) < 1e-12 })
    }
}
