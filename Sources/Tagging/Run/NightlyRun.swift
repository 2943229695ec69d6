import Catalog
import Foundation
import NeuralNetwork
import Platform

/// The nightly run: import → learn → certify → estimate class priors → tag.
///
/// This is the one place that puts these steps in order. `tagger tag` calls ``perform(on:stop:progress:)``; the review server,
/// which learns while people decide, calls it on a catalog that is open already.
///
/// Each product is classified and written once in a run: class priors are estimated from a sample before anything is written, and
/// the run reuses what was classified for the sample.
public struct NightlyRun: Sendable {
    /// A folder with `products.csv` and images that is imported first.
    public struct Import: Sendable {
        /// The folder.
        public let folder: String
        /// Whether images stay files and the catalog holds their paths; nil keeps the catalog's setting.
        public let isLinked: Bool?

        /// Creates an import.
        public init(folder: String, isLinked: Bool?) {
            self.folder = folder
            self.isLinked = isLinked
        }
    }

    /// When the run learns from decisions.
    public enum LearningPolicy: Sendable {
        /// The run does not learn.
        case never
        /// The run learns, then tags.
        case always
        /// The run learns, and tags only if a new model was activated.
        case tagIfLearned
    }

    /// The state of a run.
    public enum Progress: Sendable {
        /// The number of products that were imported, of all in the file.
        case importing(done: Int, total: Int)
        /// The share of the learning that is done, 0 to 1.
        case learning(share: Double)
        /// The learning ended with a result.
        case learned(LearningResult)
        /// The number of products that were classified to estimate class priors.
        case estimatingPriors(done: Int, total: Int)
        /// The number of products that were tagged.
        case tagging(TaggingRun.Progress)
    }

    /// The result of a run.
    public struct Result: Sendable {
        /// The counts of the import; nil where nothing was imported.
        public let imported: ImportCounts?
        /// The result of the learning; nil where the run did not learn, or after a stop request.
        public let learning: LearningResult?
        /// The summary of the tagging; nil where the run did not tag.
        public let summary: RunSummary?
        /// The model that tags the catalog after the run.
        public let model: NamedModel
        /// The catalog, locked for the run as long as this value exists.
        public let catalog: Catalog
    }

    /// The import that comes first; nil for none.
    public var productImport: Import?
    /// A new precision target, which the catalog keeps; nil leaves it as it is.
    public var precisionTarget: Double?
    /// A new fixed threshold in place of a precision target, which the catalog keeps; nil leaves it as it is.
    public var reviewBelow: Double?
    /// A new folder that image paths are relative to, which the catalog keeps; nil leaves it as it is.
    public var imageRoot: String?
    /// Whether the run learns.
    public var learning = LearningPolicy.never
    /// The model that tags, a name or a file; nil for the catalog's active model.
    public var model: String?
    /// The model that learning fine-tunes; nil for ``model``, or the default model.
    public var learningBase: NamedModel?
    /// Returns the Fashion-MNIST images that are replayed while learning; nil where they are not installed.
    public var replayImages: @Sendable () throws -> LabeledImages? = { nil }
    /// The options of the tagging.
    public var tagging = TaggingRun()

    /// Creates a run with the default options.
    public init() {}

    /// Opens a catalog, imports into it where the run imports, and performs the run.
    ///
    /// - Parameters:
    ///   - path: The SQLite file. An import creates it where it does not exist.
    ///   - progress: Called from the run's threads, one call at a time.
    /// - Throws: ``TaggerError``; what was written until then is kept.
    public func perform(
        onCatalogAt path: String, stop: StopRequest = StopRequest(),
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) throws -> Result {
        if let productImport {
            let (catalog, counts) = try Self.importProducts(
                productImport, into: path, stop: stop, progress: progress)
            return try perform(on: catalog, imported: counts, stop: stop, progress: progress)
        }
        let catalog = try Catalog(path: path, access: tagging.isDryRun ? .preview : .run)
        return try perform(on: catalog, stop: stop, progress: progress)
    }

    /// Imports products into a catalog, which is created where it does not exist. The file is read and checked first.
    ///
    /// - Throws: ``TaggerError``; products that were imported until then are kept.
    public static func importProducts(
        _ productImport: Import, into path: String, stop: StopRequest,
        progress: @escaping (Progress) -> Void = { _ in }
    ) throws -> (Catalog, ImportCounts) {
        let file = try ProductsFile(folder: productImport.folder)
        let catalog = try Catalog.openForImport(path: path)
        let counts = try catalog.importProducts(
            file.products, from: file.folder, isLinked: productImport.isLinked,
            progress: {
                progress(.importing(done: $0.added + $0.changed + $0.unchanged, total: file.products.count))
            },
            shouldStop: { stop.isRequested })
        return (catalog, counts)
    }

    /// Performs the run on an open catalog, without the import.
    ///
    /// - Throws: ``TaggerError``; what was written until then is kept.
    public func perform(
        on catalog: Catalog, imported: ImportCounts? = nil, stop: StopRequest = StopRequest(),
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) throws -> Result {
        if let precisionTarget { try catalog.setPrecision(precisionTarget) }
        if let reviewBelow { try catalog.setReviewBelow(reviewBelow) }
        if let imageRoot { try catalog.setImageRoot(imageRoot) }
        let learned = try learning == .never ? nil : learn(in: catalog, stop: stop, progress: progress)
        var active = try NamedModel(nameOrFile: model, in: catalog)
        if !tagging.isDryRun { try Certification.update(for: active, in: catalog) }
        var summary: RunSummary?
        if learning != .tagIfLearned || learned?.hasNewModel == true {
            let start = ContinuousClock.now
            let sample = try sampleForPriors(of: catalog, by: active, stop: stop, progress: progress)
            if let sample, let adjusted = try active.adjusted(to: sample, in: catalog) { active = adjusted }
            let estimateSeconds = (ContinuousClock.now - start) / .seconds(1)
            summary = try tagging.perform(on: catalog, with: active, sample: sample?.adjusted(to: active), stop: stop) {
                progress(.tagging($0))
            }
            summary?.seconds += estimateSeconds
        }
        return Result(imported: imported, learning: learned, summary: summary, model: active, catalog: catalog)
    }

    /// Learns from the decisions in a catalog and activates the candidate model if it is better.
    ///
    /// - Returns: The result; nil after a stop request.
    /// - Throws: ``TaggerError``.
    public func learn(
        in catalog: Catalog, stop: StopRequest, progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) throws -> LearningResult? {
        let base = try learningBase ?? NamedModel(nameOrFile: model ?? NamedModel.defaultName)
        let result = try Learning(in: catalog, from: base, replayImages: try replayImages()).perform(stop: stop) {
            progress(.learning(share: $0))
        }
        if let result { progress(.learned(result)) }
        return result
    }

    /// Reads and classifies the sample from which class priors are estimated.
    ///
    /// - Returns: The sample; nil where the run does not adjust a model: a model was named, the run writes nothing or is limited, a
    ///   model has been active in the catalog before, the catalog has fewer products than
    ///   ``ClassPriorEstimator/minimumProducts``, or after a stop request.
    private func sampleForPriors(
        of catalog: Catalog, by active: NamedModel, stop: StopRequest, progress: @escaping @Sendable (Progress) -> Void
    ) throws -> ClassPriorSample? {
        guard model == nil, !tagging.isDryRun, tagging.limit == nil, active.model.classes == Category.names,
            active.model.outputBias != nil, try !catalog.hasActivatedModels()
        else { return nil }
        let keys = try catalog.sample(count: ClassPriorEstimator.maximumProducts)
        guard keys.count >= ClassPriorEstimator.minimumProducts else { return nil }
        let sample = try ClassPriorSample(keys, of: catalog, by: active, for: tagging, stop: stop) {
            progress(.estimatingPriors(done: $0, total: $1))
        }
        return stop.isRequested ? nil : sample
    }
}

extension NamedModel {
    /// Adjusts the model to the class priors of a sample, and makes the result the catalog's active model.
    ///
    /// - Returns: The adjusted model; nil where the sample has too few predictions.
    /// - Throws: ``TaggerError``.
    func adjusted(to sample: ClassPriorSample, in catalog: Catalog) throws -> NamedModel? {
        let predictions = sample.probabilities
        guard predictions.count >= ClassPriorEstimator.minimumProducts else { return nil }
        let name = "\(name)-0"
        let adjusted = try NamedModel(
            name: name,
            model: model.adjustingPriors(
                by: ClassPriorEstimator(predictions).factors, name: name,
                provenance: ["base": self.name, "base_sha256": digest.hexadecimal, "products": "\(predictions.count)"]))
        let facts = LearningResult(previous: self.name, decisions: 0, audits: 0, hasReplayImages: false).facts
        try catalog.activate(
            adjusted.reference, file: adjusted.model.serialized(), facts: try facts.json, trainedOn: [],
            certificate: nil, reason: .adjusted)
        return adjusted
    }
}
