import Foundation

/// The loss: softmax followed by cross-entropy with the labels, −log softmax(logits)[label].
///
/// The computation is in Double and in Swift, not in CKernels: for ten classes its cost does not matter.
enum SoftmaxCrossEntropy {
    /// Sums over a number of images.
    struct Score: Codable, Equatable {
        /// The sum of the losses. The mean over the images is minimised.
        var loss = 0.0
        /// The number of images whose largest logit is that of the label.
        var correct = 0
        /// The number of images.
        var count = 0

        /// The mean loss.
        var meanLoss: Double { loss / Double(count) }
        /// The share of correctly classified images.
        var accuracy: Double { Double(correct) / Double(count) }

        static func += (sum: inout Score, next: Score) {
            sum.loss += next.loss
            sum.correct += next.correct
            sum.count += next.count
        }
    }

    /// Returns the score of logits `[N, classes]` with labels `[N]`.
    ///
    /// - Parameters:
    ///   - targets: The target probabilities `[N, classes]`, as label smoothing and mixup have them: the loss is −Σ
    ///     target · log softmax(logits). Nil for 1 at the label and 0 elsewhere. Accuracy is measured by the labels in
    ///     both cases.
    ///   - gradient: Where given, it is set to the gradient `[N, classes]` of the mean loss with respect to the logits.
    static func score(
        _ logits: UnsafePointer<Float>, labels: UnsafePointer<UInt8>, targets: UnsafePointer<Float>? = nil, count: Int,
        classCount: Int, gradient: UnsafeMutablePointer<Float>? = nil
    ) -> Score {
        precondition(classCount > 0)
        let share = 1 / Double(count)
        var score = Score(count: count)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: classCount) { exponentials in
            for row in 0..<count {
                let rowLogits = logits + row * classCount
                let label = Int(labels[row])
                precondition(label < classCount)
                var best = 0
                for i in 0..<classCount where rowLogits[i] > rowLogits[best] { best = i }
                // The largest logit is subtracted, so that the exponentials do not overflow.
                let largest = Double(rowLogits[best])
                var sum = 0.0
                for i in 0..<classCount {
                    exponentials[i] = exp(Double(rowLogits[i]) - largest)
                    sum += exponentials[i]
                }
                if let targets {
                    for i in 0..<classCount {
                        let target = Double(targets[row * classCount + i])
                        score.loss += target * (log(sum) - (Double(rowLogits[i]) - largest))
                    }
                } else {
                    score.loss += log(sum) - (Double(rowLogits[label]) - largest)
                }
                if best == label { score.correct += 1 }
                guard let gradient else { continue }
                let rowGradient = gradient + row * classCount
                for i in 0..<classCount {
                    let target = targets.map { Double($0[row * classCount + i]) } ?? (i == label ? 1 : 0)
                    rowGradient[i] = Float((exponentials[i] / sum - target) * share)
                }
            }
        }
        return score
    }
}
