import Catalog
import Foundation
import Statistics

/// The result of a learning.
public struct LearningResult: Sendable {
    /// How a learning ended.
    public enum Outcome: Sendable, Equatable {
        /// There are too few decisions, or all have the same category.
        case tooFew
        /// No decision was made since the last learning.
        case nothingNew
        /// The candidate model is not better: the active model stays active.
        case kept
        /// The candidate model became the active model.
        case learned(name: String)
    }

    /// How the learning ended.
    public internal(set) var outcome = Outcome.tooFew
    /// The name of the model that was active before.
    public let previous: String
    /// The number of decided products.
    public let decisions: Int
    /// The number of audits.
    public let audits: Int
    /// Whether Fashion-MNIST's images were mixed into fine-tuning.
    public let hasReplayImages: Bool
    /// The number of audits that the candidate was measured on.
    public private(set) var holdout = 0
    /// The number of products that the activated model was trained on.
    public internal(set) var trainedOn = 0
    /// The share of right predictions among the audits of the holdout, over eleven classes: of the candidate, and of the model
    /// that was active before.
    public private(set) var accuracy: Double?, previousAccuracy: Double?
    /// The share of products that the candidate could tag with a precision of 95%, estimated on the holdout.
    public private(set) var coverage: Double?
    /// The expected calibration errors on the holdout of both models.
    public private(set) var calibrationError: Double?, previousCalibrationError: Double?
    /// The mean cross-entropy of the decided categories of both models.
    public private(set) var loss: Double?, previousLoss: Double?
    /// The posterior probability that the candidate is better, from the audits on which only one of the two models is right.
    public private(set) var probabilityOfBetter: Double?
    /// The certification of the candidate.
    public internal(set) var certification: Certification?
    /// The candidate's taggable predictions for the holdout.
    private var predictions: [ScoredPrediction] = []
    /// The duration.
    public internal(set) var seconds = 0.0

    /// Whether the learning activated a new model.
    public var hasNewModel: Bool { if case .learned = outcome { true } else { false } }

    /// Minimum number of audits that neither model was trained on for a comparison of the two.
    private static let minimumComparedAudits = 10

    init(previous: String, decisions: Int, audits: Int, hasReplayImages: Bool) {
        self.previous = previous
        self.decisions = decisions
        self.audits = audits
        self.hasReplayImages = hasReplayImages
    }

    /// Whether the candidate has the lower loss on audits that neither model was trained on. The loss discriminates better than the
    /// accuracy where audits are few. True where there are too few audits for a comparison: the candidate has more decisions.
    var isBetter: Bool {
        guard let loss, let previousLoss else { return true }
        return loss <= previousLoss
    }

    /// Measures the candidate, and compares it with the active model on the audits that the active model was not trained on.
    mutating func compare(_ candidate: AuditedPredictions, active: AuditedPredictions) {
        accuracy = candidate.accuracy
        holdout = candidate.products.count
        predictions = candidate.taggable
        coverage = RiskCoverageCurve(candidate.taggable, of: candidate.products.count).coverage(atPrecision: 0.95)
        calibrationError = candidate.calibrationError
        previousCalibrationError = active.calibrationError
        let compared = active.products.indices.filter { !active.products[$0].wasTrainedOn }
        (loss, previousLoss, previousAccuracy, probabilityOfBetter) = (nil, nil, nil, nil)
        guard compared.count >= Self.minimumComparedAudits else { return }
        loss = candidate.meanLoss(of: compared)
        previousLoss = active.meanLoss(of: compared)
        let (old, new) = (active.isRight, candidate.isRight)
        previousAccuracy = Double(compared.count { old[$0] }) / Double(compared.count)
        accuracy = Double(compared.count { new[$0] }) / Double(compared.count)
        let wins = compared.count { new[$0] && !old[$0] }, losses = compared.count { old[$0] && !new[$0] }
        // The share of wins has the posterior Beta(wins + 1, losses + 1) under a uniform prior; its tail above one half is a
        // binomial tail.
        probabilityOfBetter = BinomialDistribution(trials: wins + losses + 1, probability: 0.5).lowerTail(wins)
    }

    /// The part of a result that the catalog stores with the model, as JSON.
    public struct Facts: Codable, Sendable {
        /// As in ``LearningResult``.
        public let decisions: Int, audits: Int, holdout: Int, trainedOn: Int
        /// Measured on the holdout, as in ``LearningResult``.
        public let accuracy: Double?, coverage: Double?, calibrationError: Double?, previousCalibrationError: Double?
        /// Whether Fashion-MNIST's images were mixed into fine-tuning.
        public let hasReplayImages: Bool
        /// The confidence of each taggable prediction for the holdout, and whether it is right.
        public let confidences: [Double], areRight: [Bool]

        /// The keys that released versions wrote.
        private enum CodingKeys: String, CodingKey {
            case decisions, audits, trainedOn, accuracy, coverage, calibrationError, previousCalibrationError
            case holdout = "held"
            case hasReplayImages = "hasDataset"
            case confidences, areRight
        }

        /// The taggable predictions for the holdout.
        public var predictions: [ScoredPrediction] { zip(confidences, areRight).map { ($0, $1) } }

        var json: String {
            get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
        }
    }

    var facts: Facts {
        Facts(
            decisions: decisions, audits: audits, holdout: holdout, trainedOn: trainedOn, accuracy: accuracy,
            coverage: coverage, calibrationError: calibrationError,
            previousCalibrationError: previousCalibrationError, hasReplayImages: hasReplayImages,
            confidences: predictions.map(\.confidence), areRight: predictions.map(\.isCorrect))
    }
}

extension LearningResult.Facts {
    /// Decodes what a catalog has stored; nil where that is nothing, or another version's.
    public init?(json: String?) {
        guard let json, let facts = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else { return nil }
        self = facts
    }
}
