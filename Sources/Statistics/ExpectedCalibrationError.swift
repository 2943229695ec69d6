/// The expected calibration error (ECE): the mean distance between confidence and accuracy over confidence bins, weighted by
/// the number of predictions in each bin.
///
/// The definition is that of Naeini et al. ("Obtaining Well Calibrated Probabilities Using Bayesian Binning", 2015), with the
/// 15 bins of equal width of Guo et al. ("On Calibration of Modern Neural Networks", 2017). With few predictions the estimate
/// is biased upwards, because chance alone moves the accuracy of a bin away from its confidence.
public struct ExpectedCalibrationError: Sendable, Equatable {
    /// The number of bins between 0 and 1.
    public static let binCount = 15

    /// The error, from 0 to 1.
    public let value: Double
    /// The bins that contain at least one prediction, by increasing confidence.
    public let bins: [ReliabilityBin]

    /// Computes the error of at least one prediction.
    public init(_ predictions: [ScoredPrediction]) {
        precondition(!predictions.isEmpty, "the calibration error needs at least one prediction")
        var sums = Array(repeating: (confidence: 0.0, correct: 0, count: 0), count: Self.binCount)
        for prediction in predictions {
            let bin = min(Self.binCount - 1, Int(prediction.confidence * Double(Self.binCount)))
            sums[bin].confidence += prediction.confidence
            sums[bin].correct += prediction.isCorrect ? 1 : 0
            sums[bin].count += 1
        }
        bins = sums.filter { $0.count > 0 }.map {
            ReliabilityBin(
                confidence: $0.confidence / Double($0.count), accuracy: Double($0.correct) / Double($0.count),
                count: $0.count)
        }
        value = bins.reduce(0) { $0 + abs($1.confidence - $1.accuracy) * Double($1.count) / Double(predictions.count) }
    }
}

/// The predictions of one confidence interval, as a reliability diagram shows them.
public struct ReliabilityBin: Sendable, Equatable, Codable {
    /// The mean confidence of the predictions, and the share of them that is correct.
    public let confidence: Double, accuracy: Double
    /// The number of predictions.
    public let count: Int
}
