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
        guard let bias = try architecture.parameterTensors().last, bias.role == .bias, bias.shape == [classes.count]
        else {
            throw ModelError(problem: "its last layer is not dense")
        }
        var weights = weights
        for (index, factor) in factors.enumerated() {
            // Logits are divided by the temperature before the softmax.
            weights[bias.offset + index] += Float(log(factor) * temperature)
        }
        return try Model(
            name: name, architecture: architecture, classes: classes, pixelScale: pixelScale,
            preprocessing: preprocessing, temperature: temperature,
            provenance: self.provenance.merging(provenance) { $1 }, weights: weights)
    }
}

extension Model {
    /// Returns the model with the biases of its last layer set to 0, and these biases `[classes]`. The sum of the
    /// biases and of the returned model's logits is the logits of this model, bit for bit.
    ///
    /// - Returns: nil where the last layer is not dense.
    public func withoutOutputBias() throws -> (network: Model, bias: [Float])? {
        guard let last = try architecture.parameterTensors().last, last.role == .bias, last.shape == [classes.count]
        else { return nil }
        let range = last.offset..<last.offset + classes.count
        var weights = weights
        for index in range { weights[index] = 0 }
        let network = try Model(
            name: name, architecture: architecture, classes: classes, pixelScale: pixelScale,
            preprocessing: preprocessing, temperature: temperature, provenance: provenance, weights: weights)
        return (network, Array(self.weights[range]))
    }

    /// Whether both models give every image the same logits.
    public func answersLike(_ other: Model) -> Bool {
        architecture == other.architecture && classes == other.classes && pixelScale == other.pixelScale
            && preprocessing == other.preprocessing && weights == other.weights
    }
}
