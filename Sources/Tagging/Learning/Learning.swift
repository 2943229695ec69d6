import Catalog
import FashionMNIST
import Foundation
import Imaging
import NeuralNetwork
import Platform
import Reporting

/// Learning from a shop's decisions: fine-tunes the base model, measures the candidate, and activates it if it is better.
///
/// The candidate is measured only on products that it was not trained on. With enough audits for a certificate, all audits are
/// the holdout, and a candidate that they certify is activated. With fewer audits, a third of them are the holdout; a candidate
/// that is better on them is trained once more on all decisions and activated, since so few audits certify nothing.
public struct Learning: Sendable {
    /// Minimum number of decisions that a model is learned from.
    public static let minimumDecisions = 20
    /// Minimum number of audits with which all of them are the holdout.
    private static let minimumAuditsForCertificate = 280

    private let catalog: Catalog
    private let base: NamedModel
    private let replayImages: LabeledImages?

    /// Creates a learning.
    ///
    /// - Parameters:
    ///   - catalog: The shop's catalog, opened for a run.
    ///   - base: The model that is fine-tuned.
    ///   - replayImages: Fashion-MNIST's training images, which are mixed into fine-tuning; nil where they are not installed.
    public init(in catalog: Catalog, from base: NamedModel, replayImages: LabeledImages?) {
        self.catalog = catalog
        self.base = base
        self.replayImages = replayImages
    }

    /// Learns, and activates the candidate model if it is better.
    ///
    /// - Parameter progress: Called with the share of the work that is done, 0 to 1.
    /// - Returns: The result; nil after a stop request.
    /// - Throws: ``TaggerError``.
    public func perform(
        stop: StopRequest = StopRequest(), progress: @escaping (Double) -> Void = { _ in }
    ) throws -> LearningResult? {
        let start = ContinuousClock.now
        let active = try NamedModel(activeIn: catalog, orElse: base)
        // The basis is read before the decisions: a decision between the two reads is not in the basis, so the next learning
        // finds it new.
        let basis = try catalog.decisionBasis(base: base.digest, hasDataset: replayImages != nil)
        let products = try catalog.decidedProducts(model: active.digest).filter { $0.classifierThumbnail != nil }
        let decided = products.filter { $0.decidedCategory != nil }
        var result = LearningResult(
            previous: active.name, decisions: decided.count, audits: products.count { $0.isAudit },
            hasReplayImages: replayImages != nil)
        guard decided.count >= Self.minimumDecisions, Self.isTrainable(decided) else {
            result.outcome = .tooFew
            return result
        }
        guard try catalog.learnedFrom() != basis else {
            result.outcome = .nothingNew
            return result
        }
        do {
            let round = Round(
                name: try catalog.nextModelName(), products: products, active: active,
                certification: try Certification(of: active, in: catalog), stop: stop, progress: progress)
            if try !certifyCandidate(round, &result) { try improve(round, &result) }
            try catalog.setLearnedFrom(basis)
            result.seconds = (ContinuousClock.now - start) / .seconds(1)
            return result
        } catch TrainingError.stopped {
            return nil
        } catch let error as TrainingError {
            throw TaggerError(.invalidData, error.description.asSentence)
        }
    }

    /// The input of one learning.
    private struct Round {
        /// The name of the candidate.
        let name: String
        /// The decided products and the audits.
        let products: [DecidedProduct]
        let active: NamedModel
        /// The certification of the active model.
        let certification: Certification
        let stop: StopRequest
        let progress: (Double) -> Void
    }

    /// Trains a candidate with all audits as the holdout. A certified candidate is activated if the active model is not
    /// certified, or if the candidate is better.
    ///
    /// - Returns: Whether the candidate was certified, which ends the learning.
    private func certifyCandidate(_ round: Round, _ result: inout LearningResult) throws -> Bool {
        guard round.products.count(where: \.isAudit) >= Self.minimumAuditsForCertificate else { return false }
        let split = HoldoutSplit(round.products, holdsOutAllAudits: true)
        guard Self.isTrainable(split.trainingSet) else { return false }
        let candidate = try tune(on: split.trainingSet, round, from: 0, to: 0.33).calibrated(on: split.holdout)
        let audited = try AuditedPredictions(of: split.holdout, by: candidate)
        try result.compare(audited, active: AuditedPredictions(of: split.holdout, by: round.active))
        let certification = Certification(
            precisionTarget: round.certification.precisionTarget, audited: audited)
        guard certification.certificate != nil else { return false }
        result.certification = certification
        if round.certification.certificate == nil || result.isBetter {
            try activate(candidate, trainedOn: split.trainingSet, certificate: certification.stored, &result)
        } else {
            result.outcome = .kept
        }
        return true
    }

    /// Trains a candidate with a third of the audits as the holdout. If it is better, a model that is trained on all decisions
    /// is activated.
    private func improve(_ round: Round, _ result: inout LearningResult) throws {
        result.outcome = .kept
        // A certified model stays active.
        guard round.certification.certificate == nil else { return }
        let split = HoldoutSplit(round.products, holdsOutAllAudits: false)
        guard Self.isTrainable(split.trainingSet) else { return }
        let candidate = try tune(on: split.trainingSet, round, from: 0.33, to: 0.66).calibrated(on: split.holdout)
        let audited = try AuditedPredictions(of: split.holdout, by: candidate)
        try result.compare(audited, active: AuditedPredictions(of: split.holdout, by: round.active))
        let certification = Certification(
            precisionTarget: round.certification.precisionTarget, audited: audited)
        result.certification = certification.certificate == nil ? certification : nil
        guard result.isBetter else { return }
        let decided = round.products.filter { $0.decidedCategory != nil }
        let final = try tune(on: decided, round, from: 0.66, to: 1).withTemperature(candidate.model.temperature)
        try activate(final, trainedOn: decided, certificate: nil, &result)
    }

    /// Whether a model can be trained on the products: there are enough, of at least two categories.
    private static func isTrainable(_ products: [DecidedProduct]) -> Bool {
        products.count >= minimumDecisions / 2 && Set(products.map(\.decidedCategory)).count > 1
    }

    private func activate(
        _ model: NamedModel, trainedOn: [DecidedProduct], certificate: StoredCertificate?,
        _ result: inout LearningResult
    ) throws {
        result.trainedOn = trainedOn.count
        result.outcome = .learned(name: model.name)
        try catalog.activate(
            model.reference, file: model.model.serialized(), facts: try result.facts.json,
            trainedOn: trainedOn.map(\.product), certificate: certificate)
    }

    /// Fine-tunes the base model on products.
    ///
    /// - Parameters:
    ///   - first: The share of the whole learning that is done before.
    ///   - last: The share that is done afterwards.
    private func tune(
        on products: [DecidedProduct], _ round: Round, from first: Double, to last: Double
    ) throws -> NamedModel {
        let classes = Category.names + [Category.none]
        let examples = products.compactMap { product -> FineTuning.Example? in
            guard let thumbnail = product.classifierThumbnail, let category = product.decidedCategory,
                let label = classes.firstIndex(of: category)
            else { return nil }
            return .init(inputs: thumbnail.inputs, label: UInt8(label))
        }
        var tuning = FineTuning()
        tuning.steps = Self.steps(for: examples.count)
        tuning.labelSmoothing = 0.05
        tuning.exampleAugmentation = .shopThumbnails
        tuning.replayAugmentation = .replayImages
        tuning.synthesis = WornGarmentSynthesizer.self
        let model = try tuning.tune(
            base.model, on: examples, replayImages: replayImages, classes: classes, name: round.name,
            provenance: [
                "base": base.name, "base_sha256": base.digest.hexadecimal, "decisions": "\(examples.count)",
                "steps": "\(tuning.steps)", "dataset": replayImages == nil ? "none" : "Fashion-MNIST",
            ],
            progress: { round.progress(first + (last - first) * Double($0) / Double(tuning.steps)) },
            shouldStop: { round.stop.isRequested })
        return try NamedModel(name: round.name, model: model)
    }

    /// Returns the number of training steps: it grows with the fourth root of the number of examples.
    static func steps(for examples: Int) -> Int {
        Int(900 * pow(Double(max(examples, 1)) / 1000, 0.25))
    }
}

/// The division of products into a holdout, which measures a candidate, and a training set.
struct HoldoutSplit {
    /// Audits that the candidate is not trained on.
    let holdout: [DecidedProduct]
    /// All other decided products.
    let trainingSet: [DecidedProduct]

    /// Divides products.
    ///
    /// - Parameters:
    ///   - products: Decided products and audits, in the order of audits.
    ///   - holdsOutAllAudits: Whether the holdout is all audits. Otherwise it is the last third of them, and at least 15 or half.
    init(_ products: [DecidedProduct], holdsOutAllAudits: Bool) {
        let audits = products.filter(\.isAudit)
        let count = holdsOutAllAudits ? audits.count : max(audits.count / 3, min(15, audits.count / 2))
        holdout = audits.suffix(count)
        let keys = Set(holdout.map(\.product))
        trainingSet = products.filter { !keys.contains($0.product) && $0.decidedCategory != nil }
    }
}

extension Thumbnail {
    /// The images `[28, 28]` that a model gets of the product: the thumbnail and, where there is one, the close-up.
    var inputs: [[UInt8]] { [pixels] + (closeUp.map { [$0] } ?? []) }
}

extension Augmentation {
    /// The augmentation of a shop's thumbnails.
    static var shopThumbnails: Augmentation {
        var augmentation = Augmentation()
        augmentation.flip = true
        augmentation.shiftPixels = 2
        augmentation.scale = 0.8...1.2
        augmentation.aspect = 1.25
        augmentation.rotationDegrees = 8
        augmentation.tone = 0.3
        augmentation.sharpness = 0.3
        augmentation.erasing = 0.4
        return augmentation
    }

    /// The augmentation of Fashion-MNIST's images, which makes them resemble photographs of worn garments. The model `shop` was
    /// trained with the same.
    static var replayImages: Augmentation {
        var augmentation = Augmentation()
        augmentation.flip = true
        augmentation.shiftPixels = 1
        augmentation.scale = 0.85...1.06
        augmentation.aspect = 1.2
        augmentation.rotationDegrees = 5
        augmentation.wearing = 0.65
        augmentation.tiltingShoes = 0.6
        return augmentation
    }
}
