import Catalog
import Foundation
import Reporting
import Statistics

/// What came of a learning.
public struct LearningResult: Sendable {
    /// How it ended.
    public enum Outcome: Sendable, Equatable {
        /// There are too few decisions, or all are the same.
        case tooFew
        /// Nobody has decided anything since the last learning.
        case nothingNew
        /// The challenger was not better: the network stays.
        case kept
        /// The challenger tags from now on.
        case learned(name: String)
    }

    /// How it ended.
    public internal(set) var outcome = Outcome.tooFew
    /// The network that tagged before.
    public let previous: String
    /// Products with an answer.
    public let decisions: Int
    /// Products of the audit sample.
    public let audits: Int
    /// Whether Fashion-MNIST was at hand.
    public let hasDataset: Bool
    /// Audits that the challenger was measured on.
    public private(set) var held = 0
    /// Products that the network was trained on that tags now.
    public internal(set) var trainedOn = 0
    /// The share of held audits that the challenger has right, of all eleven answers, and the network that tagged before.
    public private(set) var accuracy: Double?, previousAccuracy: Double?
    /// The share of products that could be tagged at 95% precision, measured on the held audits.
    public private(set) var coverage: Double?
    /// The expected calibration error on the held audits of both.
    public private(set) var calibrationError: Double?, previousCalibrationError: Double?
    /// The mean cross-entropy of people's answers, of both.
    public private(set) var loss: Double?, previousLoss: Double?
    /// How probable it is that the challenger is better, given the audits on which only one of the two is right.
    public private(set) var probabilityOfBetter: Double?
    /// What can be promised.
    public internal(set) var promise: Promise?
    /// The challenger's guesses of held audits.
    private var guesses: [ScoredPrediction] = []
    /// How long it took.
    public internal(set) var seconds = 0.0

    init(previous: String, decisions: Int, audits: Int, hasDataset: Bool) {
        self.previous = previous
        self.decisions = decisions
        self.audits = audits
        self.hasDataset = hasDataset
    }

    /// Whether the challenger is better on audits that neither was trained on: by the loss, which tells more from few of them
    /// than the share of right guesses. Where there are none, it is the one that has seen more.
    var isBetter: Bool {
        guard let loss, let previousLoss else { return true }
        return loss <= previousLoss
    }

    mutating func compare(_ challenger: AuditedPredictions, current: AuditedPredictions) {
        accuracy = challenger.accuracy
        held = challenger.products.count
        guesses = challenger.taggable
        coverage = RiskCoverageCurve(challenger.taggable, of: challenger.products.count).coverage(atPrecision: 0.95)
        calibrationError = challenger.calibrationError
        previousCalibrationError = current.calibrationError
        // What the present network was trained on says nothing about it.
        let fair = current.products.indices.filter { !current.products[$0].wasTrainedOn }
        (loss, previousLoss, previousAccuracy, probabilityOfBetter) = (nil, nil, nil, nil)
        guard fair.count >= 10 else { return }
        loss = challenger.meanLoss(of: fair)
        previousLoss = current.meanLoss(of: fair)
        let (old, new) = (current.isRight, challenger.isRight)
        previousAccuracy = Double(fair.count { old[$0] }) / Double(fair.count)
        accuracy = Double(fair.count { new[$0] }) / Double(fair.count)
        let wins = fair.count { new[$0] && !old[$0] }, losses = fair.count { old[$0] && !new[$0] }
        // The posterior of the share of wins under a uniform prior, Beta(wins + 1, losses + 1), above one half.
        probabilityOfBetter = BinomialDistribution(trials: wins + losses + 1, probability: 0.5).lowerTail(wins)
    }

    /// What the catalog keeps of it.
    public struct Facts: Codable, Sendable {
        /// As in ``LearningResult``.
        public let decisions: Int, audits: Int, held: Int, trainedOn: Int
        /// Measured on the held audits, as in ``LearningResult``.
        public let accuracy: Double?, coverage: Double?, calibrationError: Double?, previousCalibrationError: Double?
        /// Whether Fashion-MNIST was at hand.
        public let hasDataset: Bool
        /// Of each held audit whose guess is one of the ten categories: how sure the challenger is, and whether it is right.
        public let confidences: [Double], areRight: [Bool]

        /// Those together.
        public var guesses: [ScoredPrediction] { zip(confidences, areRight).map { ($0, $1) } }
    }

    var facts: Facts {
        Facts(
            decisions: decisions, audits: audits, held: held, trainedOn: trainedOn, accuracy: accuracy,
            coverage: coverage, calibrationError: calibrationError,
            previousCalibrationError: previousCalibrationError, hasDataset: hasDataset,
            confidences: guesses.map(\.confidence), areRight: guesses.map(\.isCorrect))
    }
}

extension LearningResult.Facts {
    /// What a catalog has kept; nil where that is nothing, or another version's.
    public init?(json: String?) {
        guard let json, let facts = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else { return nil }
        self = facts
    }
}
