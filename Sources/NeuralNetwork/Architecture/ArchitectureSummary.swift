extension Architecture {
    /// A description of a layer for users who compute a model's logits with another program.
    public struct LayerSummary: Sendable, Equatable {
        /// The number of residual layers around the layer.
        public let depth: Int
        /// The kind of layer: `dense`, `convolution`, …
        public let kind: String
        /// The settings, such as `256 units`; empty for a layer without settings.
        public let choice: String
        /// The shape of the output for one image, such as `[10]` or `[channels, rows, columns]`.
        public let outputShape: [Int]
        /// The parameters of the layer, without those of layers inside.
        public let parameters: [ParameterTensor]
        /// The formula that layers of this kind compute in inference, in Markdown.
        public let definition: String
    }

    /// Returns the layers in order. The layers inside a residual layer follow that layer, with a depth larger by 1.
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
    /// The kind, the settings and the formula, in which x is the input, y the output and [C, H, W] the shape of x.
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
                No bias, and the kernel is not rotated: `y[o, i, j]` is the sum over c, r, s of \
                `x[c, i · stride + r − padding, j · stride + s − padding] · weight[r, s, c, o]`, where x is 0 outside the \
                image. The weight is [3, 3, inputs, channels] (PyTorch's is `weight.transpose(3, 2, 0, 1)` of the numpy array).
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
                """
                The largest value of each window; windows do not overlap, and rows and columns that do not fill a window are \
                dropped.
                """
            )
        case .averagePooling(let size):
            (
                "average pooling", "\(size)×\(size)",
                """
                The mean of each window; windows do not overlap, and rows and columns that do not fill a window are dropped.
                """
            )
        case .globalAveragePooling:
            ("global average pooling", "", "`y[c]` is the mean of x[c] over all pixels.")
        case .residual:
            (
                "residual", "",
                """
                `y = x + body(x)`, where the body is the following layers that are marked with one more ›. Nothing is applied to \
                the sum.
                """
            )
        case .dropout(let rate):
            ("dropout", "rate \(rate)", "`y = x`: dropout has an effect in training only.")
        }
    }
}
