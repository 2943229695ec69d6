import Catalog
import Foundation

extension NamedModel {
    /// The temperature that fine-tuned models have on average: label smoothing makes their raw confidence too low. The weight is
    /// that of a log-normal prior around it, so that few products change the temperature little.
    private static let priorTemperature = 0.88, priorWeight = 50.0
    private static let minimumCalibrationProducts = 10
    /// The grid of logarithms of temperatures. A step of 0.02 changes no probability by more than a few thousandths.
    private static let logTemperatures = stride(from: -1.0, through: 1.2, by: 0.02)

    /// Returns the model with the temperature that minimises the cross-entropy of people's decisions (Guo et al., "On Calibration
    /// of Modern Neural Networks", 2017), plus the prior's penalty.
    ///
    /// - Parameter products: Products that the model was not trained on. With fewer than ten decided ones the model is returned
    ///   as it is.
    /// - Throws: ``TaggerError``.
    func calibrated(on products: [DecidedProduct]) throws -> NamedModel {
        let decided = products.compactMap { product in product.decidedCategory.map { (product, category: $0) } }
        guard decided.count >= Self.minimumCalibrationProducts else { return self }
        let thumbnails = decided.compactMap(\.0.classifierThumbnail)
        let logits = try Classifier(self, threads: ProcessInfo.processInfo.activeProcessorCount, capacity: 16)
            .logits(for: thumbnails)
        func loss(_ temperature: Double) -> Double {
            let distance = log(temperature / Self.priorTemperature)
            return decided.indices.reduce(Self.priorWeight * distance * distance) { sum, i in
                let prediction = model.prediction(for: thumbnails[i], logits: logits[i], temperature: temperature)
                return sum - log(max(prediction.probability(of: decided[i].category), 1e-6))
            }
        }
        let losses = Self.logTemperatures.map { (temperature: exp($0), loss: loss(exp($0))) }
        return try withTemperature(losses.min { $0.loss < $1.loss }?.temperature ?? 1)
    }
}
