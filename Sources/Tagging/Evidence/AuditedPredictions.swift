import Catalog
import Foundation
import Imaging
import NeuralNetwork
import Platform
import Reporting

/// What a network says of products that people were asked about, beside what they said.
struct AuditedPredictions: Sendable {
    let products: [DecidedProduct]
    let predictions: [Prediction]

    /// - Throws: ``TaggerError`` when the network's numbers overflow.
    init(of products: [DecidedProduct], by model: NamedModel) throws {
        self.products = products
        predictions =
            products.isEmpty
            ? []
            : try Classifier(model, threads: ProcessInfo.processInfo.activeProcessorCount, capacity: 16)
                .predictions(for: products.compactMap(\.classifierThumbnail))
        precondition(predictions.count == products.count, "products with pixels alone are asked for")
    }

    /// Whether each best guess is right. Nobody's answer counts as wrong.
    var isRight: [Bool] { zip(products, predictions).map { $0.decidedCategory == $1.best.category } }

    /// The share of right guesses; nil where there are none.
    var accuracy: Double? {
        products.isEmpty ? nil : Double(isRight.count { $0 }) / Double(products.count)
    }

    /// Those whose best guess is one of the ten categories and so might be tagged, with how sure the network is.
    var taggable: [(confidence: Double, isRight: Bool)] {
        zip(predictions, isRight).filter { $0.0.best.category != Category.none }.map { ($0.best.confidence, $1) }
    }

    /// The mean cross-entropy of people's answers over some of the products, those that nobody answered left out.
    func meanLoss(of indices: [Int]) -> Double? {
        let losses = indices.compactMap { index in
            products[index].decidedCategory.map { -log(max(predictions[index].probability(of: $0), 1e-6)) }
        }
        return losses.isEmpty ? nil : losses.reduce(0, +) / Double(losses.count)
    }

    /// The expected calibration error of those; nil where there are none.
    var calibrationError: Double? { taggable.isEmpty ? nil : ExpectedCalibrationError(taggable).value }
}

extension NamedModel {
    /// The temperature that learned networks have on the whole: with smoothed labels they learn to be less sure than they
    /// could be. It counts for as much as `usualWeight` says, so that few products do not decide.
    private static let usualTemperature = 0.88, usualWeight = 50.0
    private static let fewestProducts = 10

    /// The same network at the temperature that makes people's answers most probable (Guo et al., 2017): its confidence then
    /// means on this shop's products what it says.
    ///
    /// - Parameter products: What it was not trained on. With few of them it stays as it is.
    func calibrated(on products: [DecidedProduct]) throws -> NamedModel {
        let answered = products.filter { $0.decidedCategory != nil }
        guard answered.count >= Self.fewestProducts else { return self }
        let classifier = Classifier(self, threads: ProcessInfo.processInfo.activeProcessorCount, capacity: 16)
        let thumbnails = answered.compactMap(\.classifierThumbnail)
        let logits = try classifier.logits(for: thumbnails)
        func loss(_ temperature: Double) -> Double {
            let distance = log(temperature / Self.usualTemperature)
            return answered.indices.reduce(Self.usualWeight * distance * distance) { sum, i in
                let prediction = classifier.prediction(
                    for: thumbnails[i], logits: logits[i], temperature: temperature)
                return sum - log(max(prediction.probability(of: answered[i].decidedCategory ?? ""), 1e-6))
            }
        }
        // A grid is enough: a hundredth of the temperature moves no probability by more than a few thousandths.
        let losses = stride(from: -1.0, through: 1.2, by: 0.02).map { (temperature: exp($0), loss: loss(exp($0))) }
        return try at(temperature: losses.min { $0.loss < $1.loss }?.temperature ?? 1)
    }
}

extension DecidedProduct {
    /// Its pixels as networks see them; nil where the catalog's are damaged.
    var classifierThumbnail: Thumbnail? {
        Thumbnail(pixels: [UInt8](thumbnail.pixels), closeUp: thumbnail.closeUp.map { [UInt8]($0) })
    }
}
