import Foundation
import NeuralNetwork
import Platform
import Reporting
import Statistics

/// A model's figures on a set of labelled images: `tagger evaluate`.
public struct Evaluation: Sendable {
    /// The figures of a single pass.
    public let report: ClassificationMetrics
    /// The figures at temperature 1, without the model's calibration.
    public let uncalibratedReport: ClassificationMetrics
    /// The accuracy with probabilities averaged over the image and its mirror image.
    public let mirroredAccuracy: Double
    /// The number of the model's parameters.
    public let parameterCount: Int
    /// The speed of the single pass on all cores.
    public let imagesPerSecond: Double

    /// Classifies all images of a set.
    ///
    /// - Throws: ``TaggerError`` where the set is empty.
    public init(of model: NamedModel, on images: LabeledImages) throws {
        guard images.count > 0 else { throw TaggerError(.invalidData, "There are no images to evaluate on.") }
        let truth = images.labels.map(Int.init)
        func report(_ probabilities: [Double]) -> ClassificationMetrics {
            ClassificationMetrics(probabilities: probabilities, truth: truth, categories: Category.names)
        }
        let inference = Inference(model: model.model, threads: ProcessInfo.processInfo.activeProcessorCount)
        let clock = ContinuousClock()
        let start = clock.now
        let logits = inference.logits(images.images, count: images.count)
        imagesPerSecond = Double(images.count) / ((clock.now - start) / .seconds(1))
        let single = Self.ofTenCategories(inference.probabilities(logits))
        let mirrored = Self.ofTenCategories(
            inference.probabilities(inference.logits(Self.mirrored(images.images), count: images.count)))
        self.report = report(single)
        uncalibratedReport = report(
            Self.ofTenCategories(
                stride(from: 0, to: logits.count, by: model.model.classes.count).map { start in
                    Inference.probabilities(logits[start..<start + model.model.classes.count], temperature: 1)
                }))
        mirroredAccuracy = report(zip(single, mirrored).map { ($0 + $1) / 2 }).accuracy
        parameterCount = model.model.weights.count
    }

    /// Returns probabilities `[N * 10]` of the ten categories. Those of a model with the class `none` are conditional on one of the ten.
    private static func ofTenCategories(_ probabilities: [[Double]]) -> [Double] {
        probabilities.flatMap { row in
            let ten = row.prefix(Category.names.count), sum = ten.reduce(0, +)
            return row.count > ten.count && sum > 0 ? ten.map { $0 / sum } : Array(ten)
        }
    }

    /// Returns images `[N, 28, 28]` with left and right exchanged.
    private static func mirrored(_ pixels: [UInt8]) -> [UInt8] {
        let side = 28
        return stride(from: 0, to: pixels.count, by: side).flatMap { pixels[$0..<$0 + side].reversed() }
    }
}
