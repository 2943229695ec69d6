import Foundation
import Testing

@testable import NeuralNetwork

@Suite struct SoftmaxCrossEntropyTests {
    @Test func lossAndAccuracyFollowTheFormulas() {
        // softmax(0, ln 2, ln 3) = 1/6, 2/6, 3/6.
        let logits: [Float] = [0, Float(log(2.0)), Float(log(3.0)), 0, Float(log(2.0)), Float(log(3.0))]
        let score = SoftmaxCrossEntropy.score(logits, labels: [1, 2], count: 2, classCount: 3)
        #expect(abs(score.loss - (log(3.0) + log(2.0))) < 1e-6)
        #expect(score.correct == 1)
        #expect(score.accuracy == 0.5)
    }

    @Test func gradientEqualsTheDifferenceQuotientOfTheMeanLoss() {
        var logits = randomFloats(4 * 10, seed: 1).map { $0 * 3 }
        let labels: [UInt8] = [3, 0, 9, 3]
        var gradient = [Float](repeating: 0, count: 40)
        _ = SoftmaxCrossEntropy.score(logits, labels: labels, count: 4, classCount: 10, gradient: &gradient)
        for i in 0..<40 {
            let value = logits[i]
            func loss(_ shifted: Float) -> Double {
                logits[i] = shifted
                return SoftmaxCrossEntropy.score(logits, labels: labels, count: 4, classCount: 10).meanLoss
            }
            // The difference is divided by the step as rounded to Float.
            let (above, below) = (value + 0x1p-8, value - 0x1p-8)
            let difference = (loss(above) - loss(below)) / (Double(above) - Double(below))
            logits[i] = value
            #expect(abs(Double(gradient[i]) - difference) < 1e-6)
        }
    }

    /// softmax(0, ln 2, ln 3) = 1/6, 2/6, 3/6: −Σ target · log softmax, and softmax − target over two images.
    @Test func lossAndGradientOfSoftTargetsFollowTheFormulas() {
        let logits: [Float] = [0, Float(log(2.0)), Float(log(3.0)), 0, Float(log(2.0)), Float(log(3.0))]
        let targets: [Float] = [0.25, 0.75, 0, 0, 0, 1]
        var gradient = [Float](repeating: 0, count: 6)
        let score = SoftmaxCrossEntropy.score(
            logits, labels: [1, 2], targets: targets, count: 2, classCount: 3, gradient: &gradient)
        #expect(abs(score.loss - (0.25 * log(6.0) + 0.75 * log(3.0) + log(2.0))) < 1e-6)
        #expect(score.correct == 1)
        let softmax = [1.0, 2, 3, 1, 2, 3].map { $0 / 6 }
        let exact = zip(softmax, targets).map { ($0 - Double($1)) / 2 }
        #expect(zip(gradient, exact).allSatisfy { abs(Double($0) - $1) < 1e-6 })
    }

    @Test func largeLogitsDoNotOverflow() {
        let score = SoftmaxCrossEntropy.score([1e30, 0, -1e30], labels: [0], count: 1, classCount: 3)
        #expect(score.loss == 0)
        let wrong = SoftmaxCrossEntropy.score([1000, 0, 0], labels: [1], count: 1, classCount: 3)
        #expect(abs(wrong.loss - 1000) < 1e-9)
    }
}
