// Layers one after the other: a network, or the body of a residual layer.

/// Layers with their places among the parameters.
final class LayerSequence {
    private let layers: [(layer: any Layer, offset: Int)]  // offset: of its first parameter, from the sequence's first

    init(_ layers: [(layer: any Layer, offset: Int)]) {
        self.layers = layers
    }

    func initialize(_ parameters: UnsafeMutablePointer<Float>, from generator: inout SplitMix64) {
        for (layer, offset) in layers { layer.initialize(parameters + offset, from: &generator) }
    }

    func prepare(_ parameters: UnsafePointer<Float>) {
        for (layer, offset) in layers { layer.prepare(parameters + offset) }
    }

    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        layers.reduce(input) { input, next in
            next.layer.forward(input, parameters: parameters + next.offset, pass: pass)
        }
    }

    /// Stops at the first layer before which nothing learns, and is nil then.
    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? {
        var gradient = outputGradient
        for (layer, offset) in layers.reversed() {
            let next = layer.backward(gradient, parameters: parameters + offset, gradients: gradients + offset)
            guard let next else { return nil }
            gradient = next
        }
        return gradient
    }

    func updateStatistics(_ parameters: UnsafeMutablePointer<Float>) {
        for (layer, offset) in layers { layer.updateStatistics(parameters + offset) }
    }
}
