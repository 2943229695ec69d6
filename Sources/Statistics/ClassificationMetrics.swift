import Foundation

/// How right a classifier is, from its probabilities and the truth.
public struct ClassificationReport: Sendable, Equatable {
    /// One class against the rest.
    public struct ClassFigures: Sendable, Equatable, Codable {
        /// The class's name.
        public let category: String
        /// Of those that were called so, the share that is; nil where none was.
        public let precision: Double?
        /// Of those that are, the share that was called so; nil where there is none.
        public let recall: Double?
        /// How many there are.
        public let support: Int
    }

    /// One bin of a reliability diagram.
    public struct ReliabilityBin: Sendable, Equatable, Codable {
        /// Mean confidence and share of right guesses in the bin.
        public let confidence: Double, accuracy: Double
        /// How many guesses fall into it.
        public let count: Int

        /// A bin.
        public init(confidence: Double, accuracy: Double, count: Int) {
            self.confidence = confidence
            self.accuracy = accuracy
            self.count = count
        }
    }

    /// Share of right guesses.
    public let accuracy: Double
    /// Mean cross-entropy, in nats.
    public let loss: Double
    /// Expected calibration error of the best guesses, over fifteen bins of equal width.
    public let expectedCalibrationError: Double
    /// Figures of each class, in their order.
    public let classes: [ClassFigures]
    /// `[truth, guess]`: how often the one was called the other.
    public let confusion: [[Int]]
    /// The bins that hold any guess, by rising confidence.
    public let reliability: [ReliabilityBin]

    /// The figures of a set of guesses.
    ///
    /// - Parameters:
    ///   - probabilities: `[N, classes]`, row by row.
    ///   - truth: `[N]`, indices of classes.
    ///   - categories: The classes' names in the order of the probabilities.
    public init(probabilities: [Double], truth: [Int], categories: [String]) {
        precondition(!truth.isEmpty && probabilities.count == truth.count * categories.count, "a row for each example")
        let classCount = categories.count
        var confusion = Array(repeating: Array(repeating: 0, count: classCount), count: classCount)
        var loss = 0.0, right = 0
        var guesses: [(confidence: Double, isRight: Bool)] = []
        for (example, label) in truth.enumerated() {
            let row = probabilities[example * classCount..<(example + 1) * classCount]
            let guess = (row.indices.max { row[$0] < row[$1] } ?? row.startIndex) - row.startIndex
            let confidence = row[row.startIndex + guess]
            confusion[label][guess] += 1
            right += guess == label ? 1 : 0
            loss -= log(max(row[row.startIndex + label], .leastNormalMagnitude))
            guesses.append((confidence, guess == label))
        }
        let count = Double(truth.count)
        self.accuracy = Double(right) / count
        self.loss = loss / count
        self.confusion = confusion
        self.classes = categories.indices.map { index in
            let hits = Double(confusion[index][index])
            let called = confusion.reduce(0) { $0 + $1[index] }, support = confusion[index].reduce(0, +)
            return ClassFigures(
                category: categories[index], precision: called == 0 ? nil : hits / Double(called),
                recall: support == 0 ? nil : hits / Double(support), support: support)
        }
        let calibration = ExpectedCalibrationError(guesses)
        self.reliability = calibration.bins
        self.expectedCalibrationError = calibration.value
    }
}
