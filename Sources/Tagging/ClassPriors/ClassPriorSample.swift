import Catalog
import Foundation
import Imaging
import NeuralNetwork
import Platform
import Synchronization

/// A random sample of a catalog's products, classified before anything is written, from which class priors are estimated.
///
/// The sample is the whole catalog up to ``ClassPriorEstimator/maximumProducts`` products, else that many products by keyed hash.
/// Thumbnails and logits are kept, so that the run that follows neither reads nor classifies these products again.
struct ClassPriorSample: Sendable {
    /// The products that were read for the sample. Their logits have no output bias before ``adjusted(to:)``.
    private(set) var products: [ProductID: ReadProduct] = [:]
    /// The model that the products were classified with.
    private let model: NamedModel
    /// The probabilities of products that have a stored prediction of the model.
    private let stored: [ProductID: [Double]]
    /// The sampled products in the order of the keyed hash.
    private let keys: [ProductID]

    /// Reads and classifies a sample.
    ///
    /// - Parameters:
    ///   - keys: The sampled products in the order of the keyed hash.
    ///   - model: A model with equal class priors, whose last layer is dense.
    ///   - run: The options of the run that follows: threads and image limits.
    ///   - progress: Called with the number of products that were classified; calls may come from several threads.
    /// - Throws: ``TaggerError``.
    init(
        _ keys: [ProductID], of catalog: Catalog, by model: NamedModel, for run: TaggingRun, stop: StopRequest,
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
    ) throws {
        self.model = model
        self.keys = keys
        stored = try catalog.storedProbabilities(of: keys, model: model.digest, classes: model.model.classes)
        let missing = Mutex(keys.filter { stored[$0] == nil }[...])
        let total = missing.withLock { $0.count }
        let unbiased = try model.model.replacingOutputBias(model.model.classes.map { _ in 0 })
        let feed = WorkFeed(catalog, model: model.digest) { count in
            missing.withLock { keys in
                defer { keys = keys.dropFirst(count) }
                return Array(keys.prefix(count))
            }
        }
        let pass = ClassificationPass(
            jobs: max(1, min(run.jobs, total)), limits: run.limits, root: try catalog.imageRoot()
        ) {
            Classifier(unbiased, name: model.name, capacity: $0)
        }
        let read = Mutex<[ProductID: ReadProduct]>([:])
        try pass.perform(feed, stop: stop) { products in
            let done = read.withLock { read in
                for product in products { read[product.key] = product }
                return read.count
            }
            progress(done, total)
        }
        products = read.withLock { $0 }
    }

    /// The probabilities `[N][classes]` of the sampled products, in the order of the keyed hash, without failures.
    var probabilities: [[Double]] {
        let products = adjusted(to: model).products
        return keys.compactMap { key in
            if let stored = stored[key] { return stored }
            guard case .classified(let product) = products[key] else { return nil }
            return product.prediction(by: model.model).probabilities
        }
    }

    /// Returns the sample with the logits of another model that differs from the sampling model by its output bias alone.
    func adjusted(to model: NamedModel) -> ClassPriorSample {
        guard let bias = model.model.outputBias else { return self }
        var sample = self
        sample.products = products.mapValues { product in
            guard case .classified(let classified) = product else { return product }
            return .classified(classified.addingBias(bias))
        }
        return sample
    }
}

extension ReadProduct {
    /// The product's key.
    fileprivate var key: ProductID {
        switch self {
        case .outcome(let outcome): outcome.item.product
        case .classified(let product): product.item.product
        }
    }
}
