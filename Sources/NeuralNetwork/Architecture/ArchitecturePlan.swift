// From what a network is to how it is built: every layer's shapes and parameters, checked.

extension Architecture {
    /// What a layer becomes once the shape of its input is known.
    struct PlannedLayer {
        let layer: Layer
        /// Per picture, such as [28, 28], [channels, rows, columns] or [units].
        let inputShape: [Int]
        let outputShape: [Int]
        /// Of the layer itself, without its body's.
        let parameters: [ParameterTensor]
        /// The layers inside a residual layer.
        let body: [PlannedLayer]
        /// Its place among all layers, from 0, a body's layers counted after the layer that holds them.
        let position: Int
        /// The index of its first parameter, and of a body's.
        let offset: Int

        /// Its own parameters and its body's.
        var allParameters: [ParameterTensor] { parameters + body.flatMap(\.allParameters) }
    }

    /// Walks through the layers, works out each one's shapes and parameters, and checks them.
    func plan() throws -> [PlannedLayer] {
        let count = Self.count(layers)
        guard count <= Self.maximumLayerCount else {
            throw ArchitectureError(problem: "\(count) layers are too many; the most are \(Self.maximumLayerCount)")
        }
        var planner = Planner()
        return try planner.plan(layers, inputShape: Self.inputShape)
    }

    /// All layers, those of bodies included.
    private static func count(_ layers: [Layer]) -> Int {
        layers.reduce(0) { sum, layer in
            if case .residual(let body) = layer { sum + 1 + count(body) } else { sum + 1 }
        }
    }
}

/// The walk, with what it counts on its way.
private struct Planner {
    private var position = 0
    private var parameterCount = 0
    private var activationCount = 0
    /// How many layers of each kind have parameters, for their names.
    private var kinds: [String: Int] = [:]

    mutating func plan(_ layers: [Architecture.Layer], inputShape: [Int]) throws -> [Architecture.PlannedLayer] {
        var shape = inputShape
        return try layers.map { layer in
            let planned = try plan(layer, inputShape: shape)
            shape = planned.outputShape
            return planned
        }
    }

    private mutating func plan(_ layer: Architecture.Layer, inputShape: [Int]) throws -> Architecture.PlannedLayer {
        let (position, offset) = (position, parameterCount)
        self.position += 1
        var shape = inputShape
        var parameters: [Architecture.ParameterTensor] = []
        var body: [Architecture.PlannedLayer] = []
        func check(_ isRight: Bool, _ problem: @autoclosure () -> String) throws {
            guard isRight else { throw ArchitectureError(layer: position, problem: problem()) }
        }
        func image() throws -> ImageShape {
            guard let image = ImageShape(inputShape) else {
                throw ArchitectureError(
                    layer: position, problem: "it needs a picture, and what comes to it was flattened before")
            }
            return image
        }
        func pooled(_ size: Int) throws -> [Int] {
            let image = try image()
            try check(
                2...28 ~= size && size <= image.height && size <= image.width,
                "windows of \(size)×\(size) on \(image.height)×\(image.width) pixels; give at least 2 and what fits")
            return [image.channels, image.height / size, image.width / size]
        }
        switch layer {
        case .flatten:
            shape = [shape.reduce(1, *)]
        case .dense(let units):
            try check(inputShape.count == 1, "a dense layer needs flatten before it")
            try check(
                1...Architecture.maximumUnits ~= units,
                "\(units) units; give from 1 to \(Architecture.maximumUnits)")
            shape = [units]
            parameters = tensors("dense", [("weight", inputShape + shape, .weight), ("bias", shape, .bias)])
        case .convolution(let channels, let stride, let padding):
            let image = try image()
            try check(
                1...Architecture.maximumChannels ~= channels,
                "\(channels) channels; give from 1 to \(Architecture.maximumChannels)")
            try check(1...4 ~= stride, "a stride of \(stride); give from 1 to 4")
            try check(0...2 ~= padding, "a padding of \(padding); give from 0 to 2")
            let (height, width) = (image.height + 2 * padding - 3, image.width + 2 * padding - 3)
            try check(
                height >= 0 && width >= 0,
                "\(image.height)×\(image.width) pixels are too few for a 3×3 convolution without more padding")
            shape = [channels, height / stride + 1, width / stride + 1]
            parameters = tensors("convolution", [("weight", [3, 3, image.channels, channels], .weight)])
        case .batchNormalisation:
            let channels = [try image().channels]
            shape = try image().dimensions
            parameters = tensors(
                "batch_normalisation",
                [
                    ("weight", channels, .scale), ("bias", channels, .bias),
                    ("running_mean", channels, .statistic), ("running_variance", channels, .variance),
                ])
        case .relu, .sigmoid, .tanh:
            break
        case .maximumPooling(let size), .averagePooling(let size):
            shape = try pooled(size)
        case .globalAveragePooling:
            shape = [try image().channels]
        case .residual(let layers):
            body = try plan(layers, inputShape: inputShape)
            let result = body.last?.outputShape ?? inputShape
            try check(!body.isEmpty, "a residual layer with nothing inside")
            try check(
                result == inputShape,
                "what is inside turns \(inputShape) into \(result), and the two cannot be added")
        case .dropout(let rate):
            try check(0..<1 ~= rate, "a dropout rate of \(rate); give at least 0 and less than 1")
        }
        try check(
            parameterCount <= Architecture.maximumParameterCount,
            "the network has more than \(Architecture.maximumParameterCount) parameters; use fewer units")
        activationCount += shape.reduce(1, *)
        try check(
            activationCount <= Architecture.maximumActivationCount,
            "the layers have more than \(Architecture.maximumActivationCount) results for one picture; use fewer channels"
        )
        return Architecture.PlannedLayer(
            layer: layer, inputShape: inputShape, outputShape: shape, parameters: parameters, body: body,
            position: position, offset: offset)
    }

    private mutating func tensors(
        _ kind: String, _ parameters: [(name: String, shape: [Int], role: Architecture.ParameterTensor.Role)]
    ) -> [Architecture.ParameterTensor] {
        kinds[kind, default: 0] += 1
        return parameters.map { parameter in
            let tensor = Architecture.ParameterTensor(
                name: "\(kind)\(kinds[kind, default: 0]).\(parameter.name)", shape: parameter.shape,
                offset: parameterCount, role: parameter.role)
            parameterCount += tensor.count
            return tensor
        }
    }
}
