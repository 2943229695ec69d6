extension Model {
    /// The bias `[classes]` that the last layer adds to each logit; nil where the last layer is not dense.
    public var outputBias: [Float]? { outputBiasRange.map { Array(weights[$0]) } }

    /// Returns the same model with another output bias.
    ///
    /// A model with a zero bias gives the logits before the bias is added: adding ``outputBias`` to these, in single
    /// precision, gives this model's logits bit for bit.
    ///
    /// - Parameter bias: The new bias `[classes]`. The last layer must be dense.
    /// - Throws: `ModelError`.
    public func replacingOutputBias(_ bias: [Float]) throws -> Model {
        guard let range = outputBiasRange, bias.count == range.count else {
            throw ModelError(problem: "it does not end with a dense layer of \(bias.count) outputs")
        }
        var weights = weights
        weights.replaceSubrange(range, with: bias)
        return try Model(
            name: name, architecture: architecture, classes: classes, pixelScale: pixelScale,
            preprocessing: preprocessing, temperature: temperature, provenance: provenance, weights: weights)
    }

    private var outputBiasRange: Range<Int>? {
        guard let last = try? architecture.parameterTensors().last, last.role == .bias, last.shape == [classes.count]
        else { return nil }
        return last.offset..<last.offset + classes.count
    }
}
