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
