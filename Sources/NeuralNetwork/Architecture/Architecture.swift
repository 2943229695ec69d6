import Foundation

/// The layers of a network, in order, from a 28×28 picture to one logit per class.
///
///     Architecture.dense(hidden: [256])             // flatten, dense 256, ReLU, dense 10
///     Architecture.dense(hidden: [256, 128], dropout: 0.2)
///     Architecture.residual()                       // see Architectures.swift
///
/// Pictures between layers are written [C, H, W]: the picture [28, 28] that comes in counts as [1, 28, 28].
///
/// It is a value: it can be compared, and kept in a model file as JSON. The softmax is not a layer: networks end in
/// logits, which the loss and `Inference` turn into probabilities.
public struct Architecture: Codable, Sendable, Equatable {
    /// One layer, with what must be known to build it beside the shape of its input.
    public indirect enum Layer: Codable, Sendable, Equatable {
        /// [N, C, H, W] to [N, C · H · W].
        case flatten
        /// Fully connected, [N, inputs] to [N, units], without an activation.
        case dense(units: Int)
        /// 3×3 without a bias, [N, inputs, H, W] to [N, channels, H', W'] with H' = (H + 2 · padding − 3) / stride + 1,
        /// rounded down: the padding is of zeros, from 0 to 2, the stride from 1 to 4.
        case convolution(channels: Int, stride: Int = 1, padding: Int = 1)
        /// Each channel of [N, C, H, W] to mean 0 and variance 1, then scaled and shifted as it learns.
        case batchNormalisation
        /// max(x, 0), elementwise.
        case relu
        /// 1 / (1 + e⁻ˣ), elementwise.
        case sigmoid
        /// The hyperbolic tangent, elementwise.
        case tanh
        /// The largest value in each window of size × size: [N, C, H, W] to [N, C, H / size, W / size], rounded down.
        case maximumPooling(size: Int)
        /// The mean of each window of size × size, of the same shapes.
        case averagePooling(size: Int)
        /// The mean over all pixels: [N, C, H, W] to [N, C].
        case globalAveragePooling
        /// x + layers(x), where the layers keep the shape.
        case residual([Layer])
        /// In training, drops each value with this probability and scales the others up (inverted dropout).
        case dropout(rate: Double)
    }

    /// A named tensor of parameters and where it lies in the flat array that holds them all.
    public struct ParameterTensor: Sendable, Equatable {
        /// What it is for.
        public enum Role: Sendable {
            /// What inputs are multiplied by and summed: all that weight decay is for.
            case weight
            /// What is added.
            case bias
            /// What a normalised channel is multiplied by.
            case scale
            /// Measured in training and not learned.
            case statistic
            /// Measured likewise, and never negative.
            case variance
        }

        /// Such as `dense1.weight`: the kind of layer, counted from 1, and the parameter.
        public let name: String
        /// `dense1.weight` is [inputs, units], `convolution1.weight` is [3, 3, inputs, channels], all others are vectors.
        public let shape: [Int]
        /// The index of its first float.
        public let offset: Int
        /// What it is for.
        public let role: Role

        /// How many floats it has.
        public var count: Int { shape.reduce(1, *) }
        /// Where its floats are.
        var range: Range<Int> { offset..<offset + count }
    }

    /// The shape of a picture: [rows, columns].
    public static let inputShape = [28, 28]
    /// The most layers.
    public static let maximumLayerCount = 64
    /// The most units of a dense layer.
    public static let maximumUnits = 65_536
    /// The most channels of a convolution.
    public static let maximumChannels = 4096
    /// The most floats that all layers together may give for one picture, so that memory has a limit.
    public static let maximumActivationCount = 2_000_000
    /// The most parameters, so that a model file stays below its own limit.
    public static let maximumParameterCount = 16_000_000

    /// The layers, the first one nearest to the picture.
    public var layers: [Layer]

    /// An architecture of any layers; `validate` says whether it can be built.
    public init(layers: [Layer]) {
        self.layers = layers
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
        try plan().flatMap(\.allParameters)
    }

    /// How many numbers the network has, running statistics included: 203,530 for `dense(hidden: [256])`.
    ///
    /// - Throws: `ArchitectureError` where the layers do not fit each other or the limits.
    public func parameterCount() throws -> Int {
        try parameterTensors().reduce(0) { $0 + $1.count }
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
