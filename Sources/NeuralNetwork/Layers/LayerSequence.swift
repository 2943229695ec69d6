// Layers one after the other: a network, or the body of a residual layer.

/// Layers with their places among the parameters.
final class LayerSequence {
    private let layers: [(layer: any Layer, offset: Int)]  // offset: of its first parameter, from the sequence's first
    private let frozenCount: Int

    /// - Parameter frozenCount: How many of the first layers do not learn: in training they answer as for inference, and need
    ///   `prepare` before.
    init(_ layers: [(layer: any Layer, offset: Int)], frozenCount: Int = 0) {
        self.layers = layers
        self.frozenCount = frozenCount
    }

    func initialize(_ parameters: UnsafeMutablePointer<Float>, from generator: inout SplitMix64) {
        for (layer, offset) in layers { layer.initialize(parameters + offset, from: &generator) }
    }

    func prepare(_ parameters: UnsafePointer<Float>) {
        for (layer, offset) in layers { layer.prepare(parameters + offset) }
    }

    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        layers.enumerated().reduce(input) { input, next in
            let (index, (layer, offset)) = next
            return layer.forward(
                input, parameters: parameters + offset, pass: index < frozenCount ? .inference : pass)
        }
    }

    /// Stops at the first layer before which nothing learns, and is nil then.
    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? {
        var gradient = outputGradient
        for (layer, offset) in layers[frozenCount...].reversed() {
            let next = layer.backward(gradient, parameters: parameters + offset, gradients: gradients + offset)
            guard let next else { return nil }
            gradient = next
        }
        return gradient
    }

    func updateStatistics(_ parameters: UnsafeMutablePointer<Float>) {
        for (layer, offset) in layers[frozenCount...] { layer.updateStatistics(parameters + offset) }
    }
}
