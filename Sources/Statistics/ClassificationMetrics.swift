import Foundation

/// The quality of a classifier on a labelled set: accuracy, loss, calibration, and precision and recall of each class.
public struct ClassificationMetrics: Sendable, Equatable {
    /// Precision and recall of one class.
    public struct ClassMetrics: Sendable, Equatable, Codable {
        /// The name of the class.
        public let category: String
        /// The share of the predictions of this class that is correct; nil if the class is never predicted.
        public let precision: Double?
        /// The share of the examples of this class that is predicted correctly; nil if there is no example.
        public let recall: Double?
        /// The number of examples of this class.
        public let support: Int

        /// The harmonic mean of precision and recall; 0 if either is 0 or undefined.
        public var f1: Double {
            let (precision, recall) = (precision ?? 0, recall ?? 0)
            return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
        }
    }

    /// The share of correct predictions.
    public let accuracy: Double
    /// The mean cross-entropy in nats.
    public let loss: Double
    /// The expected calibration error of the predictions. See ``ExpectedCalibrationError``.
    public let expectedCalibrationError: Double
    /// The metrics of each class, in the order of the classes.
    public let classes: [ClassMetrics]
    /// The confusion matrix `[true class, predicted class]`: numbers of examples.
    public let confusion: [[Int]]
    /// The bins of the reliability diagram that contain at least one prediction, by increasing confidence.
    public let reliability: [ReliabilityBin]

    /// Computes the metrics of at least one example.
    ///
    /// - Parameters:
    ///   - probabilities: `[N, classes]`, row by row.
    ///   - truth: `[N]`, the indices of the true classes.
    ///   - categories: The names of the classes, in the order of the probabilities.
    public init(probabilities: [Double], truth: [Int], categories: [String]) {
        precondition(!truth.isEmpty, "the metrics need at least one example")
        precondition(probabilities.count == truth.count * categories.count, "each example needs a row of probabilities")
        let classCount = categories.count
        var confusion = Array(repeating: Array(repeating: 0, count: classCount), count: classCount)
        var loss = 0.0, correct = 0
        var predictions: [ScoredPrediction] = []
        for (example, label) in truth.enumerated() {
            let row = probabilities[example * classCount..<(example + 1) * classCount]
            let predicted = (row.indices.max { row[$0] < row[$1] } ?? row.startIndex) - row.startIndex
            let confidence = row[row.startIndex + predicted]
            confusion[label][predicted] += 1
            correct += predicted == label ? 1 : 0
            // The lower limit keeps the loss finite if the true class has probability 0.
            loss -= log(max(row[row.startIndex + label], .leastNormalMagnitude))
            predictions.append((confidence, predicted == label))
        }
        let count = Double(truth.count)
        self.accuracy = Double(correct) / count
        self.loss = loss / count
        self.confusion = confusion
        self.classes = categories.indices.map { index in
            let hits = Double(confusion[index][index])
            let predicted = confusion.reduce(0) { $0 + $1[index] }, support = confusion[index].reduce(0, +)
            return ClassMetrics(
                category: categories[index], precision: predicted == 0 ? nil : hits / Double(predicted),
                recall: support == 0 ? nil : hits / Double(support), support: support)
        }
        let calibration = ExpectedCalibrationError(predictions)
        self.reliability = calibration.bins
        self.expectedCalibrationError = calibration.value
    }
}
