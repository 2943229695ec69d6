// An architecture in words, for people who use the weights elsewhere.

extension Architecture {
    /// A layer as it is told to people.
    public struct LayerSummary: Sendable, Equatable {
        /// How many residual layers it stands inside of.
        public let depth: Int
        /// Its kind: `dense`, `convolution`, …
        public let kind: String
        /// What was chosen for it, such as `256 units`; empty where there is nothing to choose.
        public let choice: String
        /// Of one picture, such as [10] or [channels, rows, columns].
        public let outputShape: [Int]
        /// Its parameters, without those of layers inside of it.
        public let parameters: [ParameterTensor]
        /// What it computes when it answers, for all layers of its kind.
        public let definition: String
    }

    /// The layers in order; those inside of a residual layer follow it, one deeper.
    ///
    /// - Throws: `ArchitectureError` where the layers do not fit each other or the limits.
    public func summaries() throws -> [LayerSummary] { Self.summaries(try plan(), depth: 0) }

    private static func summaries(_ plan: [PlannedLayer], depth: Int) -> [LayerSummary] {
        plan.flatMap { planned in
            let (kind, choice, definition) = planned.layer.words
            let summary = LayerSummary(
                depth: depth, kind: kind, choice: choice, outputShape: planned.outputShape,
                parameters: planned.parameters, definition: definition)
            return [summary] + summaries(planned.body, depth: depth + 1)
        }
    }
}

extension Architecture.Layer {
    /// Kind, choice and definition. In definitions x is the input, y the output, [C, H, W] the shape of x.
    fileprivate var words: (kind: String, choice: String, definition: String) {
        switch self {
        case .flatten:
            (
                "flatten", "",
                "[C, H, W] becomes a vector of C · H · W: `y[(c · H + i) · W + j] = x[c, i, j]`, channel by channel."
            )
        case .dense(let units):
            ("dense", "\(units) units", "`y = x @ weight + bias`, weight [inputs, units].")
        case .convolution(let channels, let stride, let padding):
            (
                "convolution", "\(channels) channels, 3×3, stride \(stride), padding \(padding)",
                """
                No bias, and the kernel is not turned: `y[o, i, j]` is the sum over c, r, s of \
                `x[c, i · stride + r − padding, j · stride + s − padding] · weight[r, s, c, o]`, where x is 0 outside of the \
                picture. weight is [3, 3, inputs, channels] (PyTorch's is `weight.transpose(3, 2, 0, 1)` of the numpy array).
                """
            )
        case .batchNormalisation:
            (
                "batch normalisation", "",
                """
                For each channel c: `y[c] = (x[c] − running_mean[c]) / sqrt(running_variance[c] + \(BatchNormalisation.epsilon)) \
                · weight[c] + bias[c]`.
                """
            )
        case .relu:
            ("ReLU", "", "`y = max(x, 0)`.")
        case .sigmoid:
            ("sigmoid", "", "`y = 1 / (1 + exp(−x))`.")
        case .tanh:
            ("tanh", "", "`y = tanh(x)`.")
        case .maximumPooling(let size):
            (
                "maximum pooling", "\(size)×\(size)",
                "The largest value of each window; windows do not overlap, and rows and columns left over at the end are dropped."
            )
        case .averagePooling(let size):
            (
                "average pooling", "\(size)×\(size)",
                "The mean of each window; windows do not overlap, and rows and columns left over at the end are dropped."
            )
        case .globalAveragePooling:
            ("global average pooling", "", "`y[c]` is the mean of x[c] over all pixels.")
        case .residual:
            (
                "residual", "",
                "`y = x + body(x)`, where the body is the layers below it that are marked with one more ›. Nothing follows the sum."
            )
        case .dropout(let rate):
            ("dropout", "rate \(rate)", "Nothing: it acts in training only.")
        }
    }
}
