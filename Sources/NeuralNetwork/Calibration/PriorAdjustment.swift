import Foundation

extension Model {
    /// Returns the model with its class priors adjusted: each probability is multiplied by a factor, and the
    /// probabilities are normalised (Saerens, Latinne and Decaestecker, "Adjusting the outputs of a classifier to new a
    /// priori probabilities", 2002).
    ///
    /// The logarithms of the factors are added to the biases of the last layer, so that nothing else has to change.
    ///
    /// - Parameter factors: The ratio of new to old prior for each class `[classes]`, above 0.
    /// - Throws: `ModelError` where the last layer is not dense.
    public func adjustingPriors(by factors: [Double], name: String, provenance: [String: String]) throws -> Model {
        precondition(factors.count == classes.count && factors.allSatisfy { $0 > 0 && $0.isFinite })
        guard let bias = outputBias else { throw ModelError(problem: "its last layer is not dense") }
        // Logits are divided by the temperature before the softmax.
        let adjusted = try replacingOutputBias(zip(bias, factors).map { $0 + Float(log($1) * temperature) })
        return try Model(
            name: name, architecture: architecture, classes: classes, pixelScale: pixelScale,
            preprocessing: preprocessing, temperature: temperature,
            provenance: self.provenance.merging(provenance) { $1 }, weights: adjusted.weights)
    }
}
