import Foundation

extension Model {
    /// The same network, whose probability of each class is in proportion multiplied by a factor [classes] above 0: its output
    /// biases carry the logarithms, so that nothing else need know of it.
    ///
    /// - Throws: `ModelError` where the last layer is not dense.
    public func weighting(classesBy factors: [Double], name: String, provenance: [String: String]) throws -> Model {
        precondition(factors.count == classes.count && factors.allSatisfy { $0 > 0 && $0.isFinite })
        guard let bias = try architecture.parameterTensors().last, bias.role == .bias, bias.shape == [classes.count]
        else {
            throw ModelError(problem: "it does not end with a dense layer")
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
    /// The same network without what its last layer adds to each logit, and that: `bias` [classes]. Adding it to the network's
    /// logits gives this model's, bit for bit.
    ///
    /// - Returns: Nil where the last layer is not dense.
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

    /// Whether both give every picture the same logits.
    public func answersLike(_ other: Model) -> Bool {
        architecture == other.architecture && classes == other.classes && pixelScale == other.pixelScale
            && preprocessing == other.preprocessing && weights == other.weights
    }
}
