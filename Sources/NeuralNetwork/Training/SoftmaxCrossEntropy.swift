// The loss. Soft targets, as label smoothing and mixed pictures have them, are Szegedy et al., "Rethinking the Inception
// architecture" (2016), section 7.
//
// Not in CKernels: ten classes are little work, and in Double the sums need no care.

import Foundation

/// Softmax and cross-entropy with the labels, in one: −log softmax(logits)[label].
enum SoftmaxCrossEntropy {
    /// The sums over a batch.
    struct Score: Codable, Equatable {
        /// The sum of the losses; its mean over the pictures is what is minimised.
        var loss = 0.0
        /// How many pictures have their largest logit at their label.
        var correct = 0
        /// How many pictures there were.
        var count = 0

        /// The mean loss.
        var meanLoss: Double { loss / Double(count) }
        /// The share of correct answers.
        var accuracy: Double { Double(correct) / Double(count) }

        static func += (sum: inout Score, next: Score) {
            sum.loss += next.loss
            sum.correct += next.correct
            sum.count += next.count
        }
    }

    /// Scores logits [N, classes] against labels [N], and where asked sets the gradient [N, classes] of the mean loss.
    ///
    /// - Parameter targets: The probabilities [N, classes] that the loss asks for, where they are not 1 for the label and 0
    ///   for all others: −Σ target · log softmax(logits). The labels say which answers are right all the same.
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
                // Subtracting the largest keeps the exponentials from overflowing.
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
