// The architecture of a fine-tuned model, and the parameters that a model hands over to the architecture.

extension Architecture {
    /// Returns the architecture with another number of classes.
    func withClassCount(_ count: Int) -> Architecture {
        guard case .dense = layers.last else { return self }
        return Architecture(layers: layers.dropLast() + [.dense(units: count)])
    }

    /// The number of layers, from the first, whose features suit other images too: all up to the last maximum pooling,
    /// and none where there is no maximum pooling.
    var featureLayerCount: Int {
        let last = layers.lastIndex { if case .maximumPooling = $0 { true } else { false } }
        return last.map { $0 + 1 } ?? 0
    }

    /// Returns the weights of a model for this architecture, which may have more classes. The weights of new classes
    /// are 0.
    func weights(from model: Model) throws -> [Float] {
        let (old, new) = (try model.architecture.parameterTensors(), try parameterTensors())
        var weights: [Float] = []
        for (from, to) in zip(old, new) {
            let values = model.weights[from.range]
            guard from.shape != to.shape, let columns = to.shape.last, let oldColumns = from.shape.last else {
                weights += values
                continue
            }
            // The last dense layer: [inputs, units] and [units].
            for row in 0..<to.count / columns {
                let first = values.startIndex + row * oldColumns
                weights += values[first..<first + oldColumns] + Array(repeating: 0, count: columns - oldColumns)
            }
        }
        return weights
    }
}
