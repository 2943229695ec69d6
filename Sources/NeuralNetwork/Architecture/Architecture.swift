/// The layers of a network, in order, from an image of 28×28 pixels to one logit per class.
///
///     Architecture.dense(hidden: [256])             // flatten, dense 256, ReLU, dense 10
///     Architecture.dense(hidden: [256, 128], dropout: 0.2)
///     Architecture.residual()                       // see NamedArchitectures.swift
///
/// Shapes of images are written `[C, H, W]`; the input `[28, 28]` counts as `[1, 28, 28]`.
///
/// An architecture is a value, which can be compared, and stored in a model file as JSON. The softmax is not a layer:
/// the output of a network is logits, from which the loss and `Inference` compute probabilities.
public struct Architecture: Codable, Sendable, Equatable {
    /// A layer with its settings.
    public indirect enum Layer: Codable, Sendable, Equatable {
        /// Flattening: `[N, C, H, W]` to `[N, C · H · W]`.
        case flatten
        /// Fully connected, without an activation: `[N, inputs]` to `[N, units]`.
        case dense(units: Int)
        /// 3×3 convolution without a bias: `[N, inputs, H, W]` to `[N, channels, H', W']`, where
        /// H' = (H + 2 · padding − 3) / stride + 1, rounded down. The padding with zeros is 0 to 2, the stride 1 to 4.
        case convolution(channels: Int, stride: Int = 1, padding: Int = 1)
        /// Batch normalisation: each channel of `[N, C, H, W]` to mean 0 and variance 1, then scaled and shifted by
        /// trained parameters (Ioffe and Szegedy, 2015).
        case batchNormalisation
        /// max(x, 0), elementwise.
        case relu
        /// 1 / (1 + e⁻ˣ), elementwise.
        case sigmoid
        /// The hyperbolic tangent, elementwise.
        case tanh
        /// The largest value in each window of size × size: `[N, C, H, W]` to `[N, C, H / size, W / size]`, rounded
        /// down.
        case maximumPooling(size: Int)
        /// The mean of each window of size × size, with the same shapes.
        case averagePooling(size: Int)
        /// The mean over all pixels: `[N, C, H, W]` to `[N, C]`.
        case globalAveragePooling
        /// x + layers(x), where the output of the layers has the shape of x (He et al., 2015).
        case residual([Layer])
        /// Inverted dropout: in training, each value is 0 with this probability, and the others are scaled up
        /// (Srivastava et al., 2014).
        case dropout(rate: Double)
    }

    /// A named tensor of parameters and its position in the array of all parameters.
    public struct ParameterTensor: Sendable, Equatable {
        /// The use of a tensor.
        public enum Role: Sendable {
            /// The factors of inputs; the only parameters with weight decay.
            case weight
            /// The summands of outputs.
            case bias
            /// The factors of normalised channels.
            case scale
            /// Running statistics, measured in training rather than trained.
            case statistic
            /// Running statistics that are never negative.
            case variance
        }

        /// The name, such as `dense1.weight`: the kind of layer, its number among these from 1, and the parameter.
        public let name: String
        /// The shape: `[inputs, units]` for the weight of a dense layer, `[3, 3, inputs, channels]` for the weight of a
        /// convolution, one dimension for all others.
        public let shape: [Int]
        /// The index of the first value in the array of all parameters.
        public let offset: Int
        /// The use of the tensor.
        public let role: Role

        /// The number of values.
        public var count: Int { shape.reduce(1, *) }
        /// The position in the array of all parameters.
        var range: Range<Int> { offset..<offset + count }
    }

    /// The shape of an input image: `[rows, columns]`.
    public static let inputShape = [28, 28]
    /// The largest number of layers.
    public static let maximumLayerCount = 64
    /// The largest number of units of a dense layer.
    public static let maximumUnits = 65_536
    /// The largest number of channels of a convolution.
    public static let maximumChannels = 4096
    /// The largest number of output values of all layers together for one image, which limits memory.
    public static let maximumActivationCount = 2_000_000
    /// The largest number of parameters, with which a model file stays within its limit.
    public static let maximumParameterCount = 16_000_000

    /// The layers, from the input to the logits.
    public var layers: [Layer]

    /// Creates an architecture of any layers, which `validate` checks.
    public init(layers: [Layer]) {
        self.layers = layers
    }

    /// Checks that the layers fit each other and the limits, and that the output is one logit per class.
    ///
    /// - Throws: `ArchitectureError`.
    public func validate(classCount: Int) throws {
        let plan = try plan()
        guard case .dense = layers.last, let output = plan.last?.outputShape, output == [classCount] else {
            throw ArchitectureError(
                problem: "the last layer must be dense with \(classCount) units, one for each class")
        }
    }

    /// Returns the tensors of parameters, in the order of the layers.
    ///
    /// - Throws: `ArchitectureError` where the layers do not fit each other or the limits.
    public func parameterTensors() throws -> [ParameterTensor] {
        try plan().flatMap(\.allParameters)
    }

    /// Returns the number of parameters, running statistics included: 203,530 for `dense(hidden: [256])`.
    ///
    /// - Throws: `ArchitectureError` where the layers do not fit each other or the limits.
    public func parameterCount() throws -> Int {
        try parameterTensors().reduce(0) { $0 + $1.count }
    }
}
