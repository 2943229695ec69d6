/// The distance between a training curve and its validation curve, and the rule for "close".
///
/// The original study recommends to keep the number of epochs in the range in which the training results improve and the
/// validation results are still close to them. It does not say how close. Here the curves are close in an epoch if the
/// validation result is worse than the training result by at most a limit. The range ends before the first epoch in which
/// they are not close.
struct GeneralisationGap {
    /// For each epoch, how much worse the validation result is. Negative values occur in the first epochs, because the
    /// training result is a mean over the epoch, and the validation result is measured at its end.
    let gaps: [Double]

    /// The gap of losses: validation − training.
    init(trainingLoss: [Double], validationLoss: [Double]) {
        gaps = zip(trainingLoss, validationLoss).map { $1 - $0 }
    }

    /// The gap of accuracies: training − validation.
    init(trainingAccuracy: [Double], validationAccuracy: [Double]) {
        gaps = zip(trainingAccuracy, validationAccuracy).map { $0 - $1 }
    }

    /// Returns the last epoch, counted from 1, up to which all gaps are at most `limit`; 0 if the first gap is larger.
    func lastCloseEpoch(limit: Double) -> Int { gaps.prefix { $0 <= limit }.count }
}
