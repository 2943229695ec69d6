import Catalog
import Foundation
import Imaging
import NeuralNetwork

/// A product whose image a run has read: either its outcome, or the logits that its prediction is made from.
enum ReadProduct: Sendable {
    /// The image gave no thumbnail, or its content is unchanged.
    case outcome(Outcome)
    /// The thumbnail was classified.
    case classified(ClassifiedProduct)
}

/// A product with its thumbnail and the logits that a model gave for it.
struct ClassifiedProduct: Sendable {
    let item: WorkItem
    /// SHA-256 of the image.
    let digest: Data
    let thumbnail: Thumbnail
    /// Logits `[classes]` of the thumbnail and, where the model takes it, of the close-up.
    let logits: [ArraySlice<Float>]

    /// Returns the product with a bias `[classes]` added to its logits, which were computed without an output bias.
    func addingBias(_ bias: [Float]) -> ClassifiedProduct {
        ClassifiedProduct(
            item: item, digest: digest, thumbnail: thumbnail, logits: logits.map { zip($0, bias).map(+)[...] })
    }

    /// Returns the prediction of the model that computed the logits.
    func prediction(by model: Model) -> Prediction { model.prediction(for: thumbnail, logits: logits) }

    /// Returns the outcome that stores a prediction.
    func outcome(_ prediction: Prediction) -> Outcome {
        Outcome(
            item: item, digest: digest,
            result: .prediction(probabilities: prediction.byCategory, thumbnail: thumbnail.stored))
    }
}
