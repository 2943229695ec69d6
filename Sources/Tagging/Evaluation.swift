import Foundation
import NeuralNetwork
import Platform
import Reporting
import Statistics

/// `tagger evaluate`: how right a network is on Fashion-MNIST's test set.
public struct Evaluation: Sendable {
    /// Figures of a single pass.
    public let report: ClassificationMetrics
    /// The same at temperature 1: as sure as the network was before its calibration.
    public let uncalibratedReport: ClassificationMetrics
    /// Share of right guesses when probabilities are averaged with those of the mirrored picture.
    public let mirroredAccuracy: Double
    /// The network's parameters.
    public let parameterCount: Int
    /// How fast the single pass was, on all cores.
    public let imagesPerSecond: Double

    /// Classifies the images of a set.
    ///
    /// - Throws: ``TaggerError`` when there are none.
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
        let single = Self.ofTheTen(inference.probabilities(logits))
        let mirrored = Self.ofTheTen(
            inference.probabilities(inference.logits(Self.mirrored(images.images), count: images.count)))
        self.report = report(single)
        uncalibratedReport = report(
            Self.ofTheTen(
                stride(from: 0, to: logits.count, by: model.model.classes.count).map { start in
                    Inference.probabilities(logits[start..<start + model.model.classes.count], temperature: 1)
                }))
        mirroredAccuracy = report(zip(single, mirrored).map { ($0 + $1) / 2 }).accuracy
        parameterCount = model.model.weights.count
    }

    /// Probabilities [N · 10] of the ten categories: a network that knows `none` as well is asked which of the ten it is.
    private static func ofTheTen(_ probabilities: [[Double]]) -> [Double] {
        probabilities.flatMap { row in
            let ten = row.prefix(Category.names.count), sum = ten.reduce(0, +)
            return row.count > ten.count && sum > 0 ? ten.map { $0 / sum } : Array(ten)
        }
    }

    /// Every picture `[N, 28, 28]` with left and right exchanged.
    private static func mirrored(_ pixels: [UInt8]) -> [UInt8] {
        let side = 28
        return stride(from: 0, to: pixels.count, by: side).flatMap { pixels[$0..<$0 + side].reversed() }
    }
}
