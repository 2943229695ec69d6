extension Architecture {
    /// A layer with its shapes and parameters, which follow from the shape of its input.
    struct PlannedLayer {
        let layer: Layer
        /// The shape of the input for one image, such as `[28, 28]`, `[channels, rows, columns]` or `[units]`.
        let inputShape: [Int]
        /// The shape of the output for one image.
        let outputShape: [Int]
        /// The parameters of the layer, without those of its body.
        let parameters: [ParameterTensor]
        /// The layers inside a residual layer.
        let body: [PlannedLayer]
        /// The position among all layers, from 0. The layers of a body follow the layer that contains them.
        let position: Int
        /// The index of the first parameter of the layer and its body.
        let offset: Int

        /// The parameters of the layer and its body.
        var allParameters: [ParameterTensor] { parameters + body.flatMap(\.allParameters) }
    }

    /// Returns all layers with their shapes and parameters.
    ///
    /// - Throws: `ArchitectureError` where the layers do not fit each other or the limits.
    func plan() throws -> [PlannedLayer] {
        let count = Self.count(layers)
        guard count <= Self.maximumLayerCount else {
            throw ArchitectureError(problem: "it has \(count) layers; the largest number is \(Self.maximumLayerCount)")
        }
        var planner = Planner()
        return try planner.plan(layers, inputShape: Self.inputShape)
    }

    /// Returns the number of layers, those of bodies included.
    private static func count(_ layers: [Layer]) -> Int {
        layers.reduce(0) { sum, layer in
            if case .residual(let body) = layer { sum + 1 + count(body) } else { sum + 1 }
        }
    }
}

/// The planning of all layers, with the counts so far.
private struct Planner {
    private var position = 0
    private var parameterCount = 0
    private var activationCount = 0
    /// The number of layers of each kind with parameters, for their names.
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
        func check(_ isValid: Bool, _ problem: @autoclosure () -> String) throws {
            guard isValid else { throw ArchitectureError(layer: position, problem: problem()) }
        }
        func image() throws -> ImageShape {
            guard let image = ImageShape(inputShape) else {
                throw ArchitectureError(
                    layer: position, problem: "its input must be an image, but it was flattened before")
            }
            return image
        }
        func pooled(_ size: Int) throws -> [Int] {
            let image = try image()
            try check(
                2...28 ~= size && size <= image.height && size <= image.width,
                """
                the windows are \(size)×\(size) and the image is \(image.height)×\(image.width) pixels; windows must be at least \
                2×2 and must not be larger than the image
                """)
            return [image.channels, image.height / size, image.width / size]
        }
        switch layer {
        case .flatten:
            shape = [shape.reduce(1, *)]
        case .dense(let units):
            try check(inputShape.count == 1, "a dense layer needs a flatten layer before it")
            try check(
                1...Architecture.maximumUnits ~= units,
                "it has \(units) units; the number must be from 1 to \(Architecture.maximumUnits)")
            shape = [units]
            parameters = tensors("dense", [("weight", inputShape + shape, .weight), ("bias", shape, .bias)])
        case .convolution(let channels, let stride, let padding):
            let image = try image()
            try check(
                1...Architecture.maximumChannels ~= channels,
                "it has \(channels) channels; the number must be from 1 to \(Architecture.maximumChannels)")
            try check(1...4 ~= stride, "its stride is \(stride); it must be from 1 to 4")
            try check(0...2 ~= padding, "its padding is \(padding); it must be from 0 to 2")
            let (height, width) = (image.height + 2 * padding - 3, image.width + 2 * padding - 3)
            try check(
                height >= 0 && width >= 0,
                "the image of \(image.height)×\(image.width) pixels is too small for a 3×3 convolution without more padding"
            )
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
            try check(!body.isEmpty, "it is a residual layer without layers inside")
            try check(
                result == inputShape,
                "the layers inside map \(inputShape) to \(result); both must have the same shape to be added")
        case .dropout(let rate):
            try check(0..<1 ~= rate, "its dropout rate is \(rate); it must be at least 0 and less than 1")
        }
        try check(
            parameterCount <= Architecture.maximumParameterCount,
            "the network has more than \(Architecture.maximumParameterCount) parameters; use fewer units")
        activationCount += shape.reduce(1, *)
        try check(
            activationCount <= Architecture.maximumActivationCount,
            "the layers have more than \(Architecture.maximumActivationCount) output values per image; use fewer channels"
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
