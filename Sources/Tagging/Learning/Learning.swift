import Catalog
import FashionMNIST
import Foundation
import Imaging
import NeuralNetwork
import Platform
import Reporting

/// `tagger learn`: a shop's decisions in, a better network out, if it is one.
///
/// The network that comes with the program goes on training on what people decided. Audits are held back, since a network is
/// measured only on what it was not trained on: the challenger has to do better on them than the network that tags now. Where
/// they show the precision that the shop asks for, the challenger tags as it is. Where they are too few for that they would be
/// wasted, and it learns from them too.
public struct Learning: Sendable {
    /// The fewest decisions to begin with.
    public static let fewestDecisions = 20

    private let catalog: Catalog
    private let base: NamedModel
    private let known: LabeledImages?

    /// A learning; nothing happens before `perform`.
    ///
    /// - Parameters:
    ///   - catalog: The shop's, opened for a run.
    ///   - base: The network to begin with.
    ///   - known: Fashion-MNIST's training images, where they are at hand.
    public init(in catalog: Catalog, from base: NamedModel, beside known: LabeledImages?) {
        self.catalog = catalog
        self.base = base
        self.known = known
    }

    /// Learns and, where the challenger is better, lets it tag from now on.
    ///
    /// - Parameter progress: Called with the share of the work that is done, 0 to 1.
    /// - Returns: What came of it; nil when it was asked to stop.
    /// - Throws: ``TaggerError``, ``TaggerError``.
    public func perform(
        stop: StopRequest = StopRequest(), progress: @escaping (Double) -> Void = { _ in }
    ) throws -> LearningResult? {
        let clock = ContinuousClock(), start = clock.now
        let current = try NamedModel(taggingIn: catalog, orElse: base)
        let decided = try catalog.decidedProducts(model: current.digest).filter { $0.shownThumbnail != nil }
        let answered = decided.filter { $0.answer != nil }
        var result = LearningResult(
            previous: current.name, decisions: answered.count, audits: decided.count { $0.isAudit },
            hasDataset: known != nil)
        guard answered.count >= Self.fewestDecisions, Self.canTeach(answered) else {
            result.outcome = .tooFew
            return result
        }
        let basis = try catalog.decisionBasis(base: base.digest, hasDataset: known != nil)
        guard try catalog.learnedFrom() != basis else {
            result.outcome = .nothingNew
            return result
        }
        do {
            let round = Round(
                name: try catalog.nextModelName(), decided: decided, current: current,
                promise: try Promise(of: current, in: catalog), stop: stop, progress: progress)
            if try !keepPromise(round, &result) { try improve(round, &result) }
            try catalog.setLearnedFrom(basis)
            result.seconds = (clock.now - start) / .seconds(1)
            return result
        } catch TrainingError.stopped {
            return nil
        } catch let error as TrainingError {
            throw TaggerError(.invalidData, error.description.asSentence)
        }
    }

    /// What one learning begins with.
    private struct Round {
        let name: String
        let decided: [DecidedProduct]
        let current: NamedModel
        /// The promise of the network that tags now.
        let promise: Promise
        let stop: StopRequest
        let progress: (Double) -> Void
    }

    /// So many audits are held back as a whole to show a precision with.
    private static let fewestAuditsForPromise = 280

    /// Holds all audits back. A challenger that keeps the promise takes the place of a network that does not, or that it is
    /// better than.
    ///
    /// - Returns: Whether that is the end of it.
    private func keepPromise(_ round: Round, _ result: inout LearningResult) throws -> Bool {
        guard round.decided.count(where: \.isAudit) >= Self.fewestAuditsForPromise else { return false }
        let (held, taught) = Self.split(round.decided, holdingAll: true)
        guard Self.canTeach(taught) else { return false }
        let challenger = try tune(on: taught, round, from: 0, to: 0.33).calibrated(on: held)
        let audited = try AuditedPredictions(of: held, by: challenger)
        try result.compare(audited, current: AuditedPredictions(of: held, by: round.current))
        let promise = Promise(precision: round.promise.precision, audited: audited)
        guard promise.certificate != nil else { return false }
        result.promise = promise
        if round.promise.certificate == nil || result.isBetter {
            try activate(challenger, trainedOn: taught, promise: promise.stored, &result)
        } else {
            result.outcome = .kept
        }
        return true
    }

    /// Holds a third of the audits back, to see whether there is anything to gain. Then a twin that learned from all
    /// decisions tags: with so few audits no precision can be shown in any case.
    private func improve(_ round: Round, _ result: inout LearningResult) throws {
        result.outcome = .kept
        // A promise that stands is not given up.
        guard round.promise.certificate == nil else { return }
        let (held, taught) = Self.split(round.decided, holdingAll: false)
        guard Self.canTeach(taught) else { return }
        let challenger = try tune(on: taught, round, from: 0.33, to: 0.66).calibrated(on: held)
        let audited = try AuditedPredictions(of: held, by: challenger)
        try result.compare(audited, current: AuditedPredictions(of: held, by: round.current))
        let promise = Promise(precision: round.promise.precision, audited: audited)
        result.promise = promise.certificate == nil ? promise : nil
        guard result.isBetter else { return }
        let answered = round.decided.filter { $0.answer != nil }
        let twin = try tune(on: answered, round, from: 0.66, to: 1).at(temperature: challenger.model.temperature)
        try activate(twin, trainedOn: answered, promise: nil, &result)
    }

    /// Whether there is something to tell apart.
    private static func canTeach(_ products: [DecidedProduct]) -> Bool {
        products.count >= fewestDecisions / 2 && Set(products.map(\.answer)).count > 1
    }

    /// Which products measure, and which teach: all audits measure, or the latest third of them.
    static func split(
        _ decided: [DecidedProduct], holdingAll: Bool
    ) -> (held: [DecidedProduct], taught: [DecidedProduct]) {
        let audits = decided.filter(\.isAudit)
        let held = holdingAll ? audits[...] : audits.suffix(max(audits.count / 3, min(15, audits.count / 2)))
        let heldProducts = Set(held.map(\.product))
        return (Array(held), decided.filter { !heldProducts.contains($0.product) && $0.answer != nil })
    }

    private func activate(
        _ model: NamedModel, trainedOn: [DecidedProduct], promise: StoredPromise?, _ result: inout LearningResult
    ) throws {
        result.trainedOn = trainedOn.count
        result.outcome = .learned(name: model.name)
        try catalog.activate(
            model.reference, file: model.model.serialized(),
            facts: String(decoding: try JSONEncoder().encode(result.facts), as: UTF8.self),
            trainedOn: trainedOn.map(\.product), promise: promise)
    }

    private func tune(
        on products: [DecidedProduct], _ round: Round, from first: Double, to last: Double
    ) throws -> NamedModel {
        let classes = Category.names + [Category.none]
        let examples = products.compactMap { product -> FineTuning.Example? in
            guard let thumbnail = product.shownThumbnail, let answer = product.answer,
                let label = classes.firstIndex(of: answer)
            else { return nil }
            return .init(inputs: thumbnail.views, label: UInt8(label))
        }
        var tuning = FineTuning()
        tuning.steps = Self.steps(for: examples.count)
        tuning.labelSmoothing = 0.05
        tuning.exampleAugmentation = .ofPhotos
        tuning.replayAugmentation = .towardsPhotos
        tuning.synthesis = WornGarmentSynthesizer.self
        let model = try tuning.tune(
            base.model, on: examples, replayImages: known, classes: classes, name: round.name,
            provenance: [
                "base": base.name, "base_sha256": base.digest.hexadecimal, "decisions": "\(examples.count)",
                "steps": "\(tuning.steps)", "dataset": known == nil ? "none" : "Fashion-MNIST",
            ],
            progress: { round.progress(first + (last - first) * Double($0) / Double(tuning.steps)) },
            shouldStop: { round.stop.isRequested })
        return try NamedModel(name: round.name, model: model)
    }

    /// More examples take more steps to learn, but not in proportion.
    static func steps(for examples: Int) -> Int {
        Int(900 * pow(Double(max(examples, 1)) / 1000, 0.25))
    }
}

extension Thumbnail {
    /// What a network sees of the product, [28, 28] each.
    var views: [[UInt8]] { [pixels] + (closeUp.map { [$0] } ?? []) }
}

extension Augmentation {
    /// How photos differ that show the same: a little of everything.
    static var ofPhotos: Augmentation {
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

    /// What makes Fashion-MNIST's images look like a shop's photos: the same as the network `shop` was trained with.
    static var towardsPhotos: Augmentation {
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
