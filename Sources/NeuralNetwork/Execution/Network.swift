/// The layers of an architecture with their memory, for up to `capacity` images at once. For one caller at a time.
///
/// A network owns activations, not parameters. Parameters are passed in, so that several networks (one per thread) can
/// share them and an optimiser sees them as one array.
final class Network {
    /// The number of parameters of all layers.
    let parameterCount: Int
    private let layers: LayerSequence

    /// - Parameter frozenCount: The number of layers, from the first, that are frozen in training.
    /// - Throws: `ArchitectureError`.
    init(_ architecture: Architecture, resources: Resources, frozenCount: Int = 0) throws {
        let plan = try architecture.plan()
        layers = Self.build(plan, offset: 0, resources: resources, frozenCount: frozenCount)
        parameterCount = try architecture.parameterCount()
    }

    /// Builds the layers of a plan.
    ///
    /// - Parameter offset: The index of the first parameter of the sequence.
    private static func build(
        _ plan: [Architecture.PlannedLayer], offset: Int, resources: Resources, frozenCount: Int = 0
    ) -> LayerSequence {
        var layers: [(layer: any Layer, offset: Int)] = []
        var frozen = 0
        for (index, planned) in plan.enumerated() {
            // A ReLU after batch normalisation is part of that layer.
            if planned.layer == .relu, index > 0, plan[index - 1].layer == .batchNormalisation { continue }
            let isFollowedByReLU = index + 1 < plan.count && plan[index + 1].layer == .relu
            layers.append(
                (build(planned, isFollowedByReLU: isFollowedByReLU, resources: resources), planned.offset - offset))
            if index < frozenCount { frozen = layers.count }
        }
        return LayerSequence(layers, frozenCount: frozen)
    }

    private static func build(
        _ planned: Architecture.PlannedLayer, isFollowedByReLU: Bool, resources: Resources
    ) -> any Layer {
        let columns = planned.inputShape.reduce(1, *)
        // A vector counts as an image of one pixel.
        let shape = ImageShape(planned.inputShape) ?? ImageShape(channels: columns, height: 1, width: 1)
        let outputShape = ImageShape(planned.outputShape) ?? shape
        let needsInputGradient = resources.forTraining && planned.offset > 0
        return switch planned.layer {
        case .flatten:
            Flatten(shape: shape, resources: resources)
        case .dense(let units):
            Dense(inputs: columns, units: units, needsInputGradient: needsInputGradient, resources: resources)
        case .convolution(let channels, let stride, let padding)
        where WinogradConvolution2D.fits(shape, outputs: channels, stride: stride, padding: padding):
            WinogradConvolution2D(shape: shape, outputs: channels, resources: resources)
        case .convolution(_, let stride, let padding):
            Convolution2D(
                shape: shape, outputShape: outputShape, stride: stride, padding: padding,
                needsInputGradient: needsInputGradient, resources: resources)
        case .batchNormalisation:
            BatchNormalisation(shape: shape, relu: isFollowedByReLU, resources: resources)
        case .relu:
            ReLU(columns: columns, resources: resources)
        case .sigmoid:
            SmoothActivation(.sigmoid, columns: columns, resources: resources)
        case .tanh:
            SmoothActivation(.tanh, columns: columns, resources: resources)
        case .maximumPooling(let size):
            Pooling2D(.maximum, shape: shape, window: (size, size), resources: resources)
        case .averagePooling(let size):
            Pooling2D(.average, shape: shape, window: (size, size), resources: resources)
        case .globalAveragePooling:
            Pooling2D(.average, shape: shape, window: (shape.height, shape.width), resources: resources)
        case .residual:
            Residual(
                body: build(planned.body, offset: planned.offset, resources: resources), columns: columns,
                resources: resources)
        case .dropout(let rate):
            Dropout(rate: rate, position: planned.position, columns: columns, resources: resources)
        }
    }

    /// Sets parameters `[parameterCount]` to random initial values.
    func initialize(_ parameters: UnsafeMutablePointer<Float>, seed: UInt64) {
        var generator = SplitMix64(seed: seed, for: .initialization)
        layers.initialize(parameters, from: &generator)
    }

    /// Computes what inference needs and depends on the parameters only. It must be called again after the parameters
    /// have changed.
    func prepare(_ parameters: UnsafePointer<Float>) {
        layers.prepare(parameters)
    }

    /// Returns the logits `[N, classes]` of images `[N, 28, 28]`, which are valid until the next pass.
    func forward(_ images: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        layers.forward(images, parameters: parameters, pass: pass)
    }

    /// Sets gradients `[parameterCount]` to those of the loss, given the gradient of the loss with respect to the
    /// logits `[N, classes]`. The gradients of running statistics are 0.
    func backward(
        _ logitsGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) {
        _ = layers.backward(logitsGradient, parameters: parameters, gradients: gradients)
    }

    /// Updates running statistics with the last batch, after the step with that batch.
    func updateStatistics(_ parameters: UnsafeMutablePointer<Float>) {
        layers.updateStatistics(parameters)
    }
}
