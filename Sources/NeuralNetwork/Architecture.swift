import Foundation

/// The layers of a network, in order, from a 28×28 picture to one logit per class.
///
///     Architecture.dense(hidden: [256])             // flatten, dense 256, ReLU, dense 10
///     Architecture.dense(hidden: [256, 128], dropout: 0.2)
///
/// It is a value: it can be compared, and kept in a model file as JSON. The softmax is not a layer: networks end in
/// logits, which the loss and `Inference` turn into probabilities.
public struct Architecture: Codable, Sendable, Equatable {
    /// One layer, with what must be known to build it beside the shape of its input.
    public enum Layer: Codable, Sendable, Equatable {
        /// [N, rows, columns] to [N, rows · columns].
        case flatten
        /// Fully connected, [N, inputs] to [N, units], without an activation.
        case dense(units: Int)
        /// max(x, 0), elementwise.
        case relu
        /// In training, drops each value with this probability and scales the others up (inverted dropout).
        case dropout(rate: Double)
    }

    /// A named tensor of parameters and where it lies in the flat array that holds them all.
    public struct ParameterTensor: Sendable, Equatable {
        /// Such as `dense1.weight`: the kind of layer, counted from 1, and the parameter.
        public let name: String
        /// `dense1.weight` is [inputs, units], `dense1.bias` is [units].
        public let shape: [Int]
        /// The index of its first float.
        public let offset: Int

        /// How many floats it has.
        public var count: Int { shape.reduce(1, *) }
    }

    /// The shape of a picture: [rows, columns].
    public static let inputShape = [28, 28]
    /// The most layers.
    public static let maximumLayerCount = 64
    /// The most units of a dense layer.
    public static let maximumUnits = 65_536
    /// The most parameters, so that a model file stays below its own limit.
    public static let maximumParameterCount = 16_000_000

    /// The layers, the first one nearest to the picture.
    public var layers: [Layer]

    /// An architecture of any layers; `validate` says whether it can be built.
    public init(layers: [Layer]) {
        self.layers = layers
    }

    /// The multilayer perceptron: for each hidden layer dense, ReLU and (where the rate is above 0) dropout, and at the
    /// end a dense layer with one unit per class.
    public static func dense(hidden: [Int], dropout: Double = 0, classCount: Int = 10) -> Architecture {
        var layers = [Layer.flatten]
        for units in hidden {
            layers += [.dense(units: units), .relu]
            if dropout != 0 { layers.append(.dropout(rate: dropout)) }
        }
        return Architecture(layers: layers + [.dense(units: classCount)])
    }

    /// Throws an `ArchitectureError` unless the layers fit each other and the limits, and end in one logit per class.
    public func validate(classCount: Int) throws {
        let plan = try plan()
        guard case .dense = layers.last, let output = plan.last?.outputShape, output == [classCount] else {
            throw ArchitectureError(
                problem: "the last layer must be dense with \(classCount) units, one for each class")
        }
    }

    /// The tensors of parameters, in the order of the layers.
    ///
    /// - Throws: `ArchitectureError` where the layers do not fit each other or the limits.
    public func parameterTensors() throws -> [ParameterTensor] {
        try plan().flatMap(\.parameters)
    }

    /// How many numbers the network learns: 203,530 for `dense(hidden: [256])`.
    ///
    /// - Throws: `ArchitectureError` where the layers do not fit each other or the limits.
    public func parameterCount() throws -> Int {
        try parameterTensors().reduce(0) { $0 + $1.count }
    }

    /// What a layer becomes once the shape of its input is known.
    struct PlannedLayer {
        let layer: Layer
        /// Per picture, such as [28, 28] or [units].
        let inputShape: [Int]
        let outputShape: [Int]
        let parameters: [ParameterTensor]
    }

    /// Walks through the layers, works out each one's shapes and parameters, and checks them.
    func plan() throws -> [PlannedLayer] {
        guard layers.count <= Self.maximumLayerCount else {
            throw ArchitectureError(
                problem: "\(layers.count) layers are too many; the most are \(Self.maximumLayerCount)")
        }
        var plan: [PlannedLayer] = []
        var shape = Self.inputShape
        var parameterCount = 0
        var denseCount = 0
        for (index, layer) in layers.enumerated() {
            let inputShape = shape
            var parameters: [ParameterTensor] = []
            switch layer {
            case .flatten:
                shape = [shape.reduce(1, *)]
            case .dense(let units):
                guard inputShape.count == 1 else {
                    throw ArchitectureError(layer: index, problem: "a dense layer needs flatten before it")
                }
                guard 1...Self.maximumUnits ~= units else {
                    throw ArchitectureError(
                        layer: index, problem: "\(units) units; give from 1 to \(Self.maximumUnits)")
                }
                denseCount += 1
                shape = [units]
                let weight = ParameterTensor(
                    name: "dense\(denseCount).weight", shape: inputShape + shape, offset: parameterCount)
                let bias = ParameterTensor(
                    name: "dense\(denseCount).bias", shape: shape, offset: parameterCount + weight.count)
                parameters = [weight, bias]
            case .relu:
                break
            case .dropout(let rate):
                guard 0..<1 ~= rate else {
                    throw ArchitectureError(
                        layer: index, problem: "a dropout rate of \(rate); give at least 0 and less than 1")
                }
            }
            parameterCount += parameters.reduce(0) { $0 + $1.count }
            guard parameterCount <= Self.maximumParameterCount else {
                throw ArchitectureError(
                    layer: index,
                    problem: "the network has more than \(Self.maximumParameterCount) parameters; use fewer units")
            }
            plan.append(
                PlannedLayer(layer: layer, inputShape: inputShape, outputShape: shape, parameters: parameters))
        }
        return plan
    }
}

/// Why a network cannot be built as described.
public struct ArchitectureError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// The position of the layer that does not fit, from 0, or nil where it is the whole.
    public var layer: Int?
    /// What does not fit, and what would.
    public var problem: String

    /// The sentence for a person.
    public var description: String {
        layer.map { "layer \($0 + 1) of the network: \(problem)" } ?? "the network: \(problem)"
    }

    /// The same as `description`.
    public var errorDescription: String? { description }
}
