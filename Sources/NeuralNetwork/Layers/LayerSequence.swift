/// Layers applied one after the other: a network, or the body of a residual layer.
final class LayerSequence {
    private let layers: [(layer: any Layer, offset: Int)]  // offset: of the first parameter, relative to the sequence
    private let frozenCount: Int

    /// - Parameter frozenCount: The number of layers, from the first, that are frozen: in training they run as for
    ///   inference, and need `prepare` first.
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

    /// Ends, with nil, at the first layer before which no layer is trained.
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
