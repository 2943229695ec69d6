import Catalog
import Foundation
import Imaging
import Statistics

/// A model's predictions for products that people decided, beside the decisions.
struct AuditedPredictions: Sendable {
    let products: [DecidedProduct]
    let predictions: [Prediction]

    /// Classifies the products.
    ///
    /// - Parameter products: Products with a valid thumbnail.
    /// - Throws: ``TaggerError`` where the model gives non-finite logits.
    init(of products: [DecidedProduct], by model: NamedModel) throws {
        self.products = products
        predictions =
            products.isEmpty
            ? []
            : try Classifier(model, threads: ProcessInfo.processInfo.activeProcessorCount, capacity: 16)
                .predictions(for: products.compactMap(\.classifierThumbnail))
        precondition(predictions.count == products.count, "every product must have a valid thumbnail")
    }

    /// Whether each predicted category is the decided one; false for an undecided product.
    var isRight: [Bool] { zip(products, predictions).map { $0.decidedCategory == $1.best.category } }

    /// The share of right predictions; nil where there are no products.
    var accuracy: Double? {
        products.isEmpty ? nil : Double(isRight.count { $0 }) / Double(products.count)
    }

    /// The predictions of one of the ten categories, which could become tags: their confidence, and whether they are right.
    var taggable: [ScoredPrediction] {
        zip(predictions, isRight).filter { $0.0.best.category != Category.none }.map { ($0.best.confidence, $1) }
    }

    /// Returns the mean cross-entropy of the decided categories over some of the products; undecided products are left out.
    func meanLoss(of indices: [Int]) -> Double? {
        let losses = indices.compactMap { index in
            products[index].decidedCategory.map { -log(max(predictions[index].probability(of: $0), 1e-6)) }
        }
        return losses.isEmpty ? nil : losses.reduce(0, +) / Double(losses.count)
    }

    /// The expected calibration error of the taggable predictions; nil where there are none.
    var calibrationError: Double? { taggable.isEmpty ? nil : ExpectedCalibrationError(taggable).value }
}

extension DecidedProduct {
    /// The thumbnail that is classified; nil where the stored pixels are damaged.
    var classifierThumbnail: Thumbnail? {
        Thumbnail(pixels: [UInt8](thumbnail.pixels), closeUp: thumbnail.closeUp.map { [UInt8]($0) })
    }
}
