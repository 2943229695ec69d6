extension Architecture {
    /// The activation after each dense layer but the last.
    public enum Activation: String, Sendable, CaseIterable {
        case relu, sigmoid, tanh
        /// No activation: the logits are an affine function of the pixels.
        case none

        fileprivate var layers: [Layer] {
            switch self {
            case .relu: [.relu]
            case .sigmoid: [.sigmoid]
            case .tanh: [.tanh]
            case .none: []
            }
        }
    }

    /// A multilayer perceptron: for each hidden layer a dense layer, an activation and (where the rate is above 0)
    /// dropout, and last a dense layer with one unit per class.
    public static func dense(
        hidden: [Int], activation: Activation = .relu, dropout: Double = 0, classCount: Int = 10
    ) -> Architecture {
        var layers = [Layer.flatten]
        for units in hidden {
            layers += [.dense(units: units)] + activation.layers
            if dropout != 0 { layers.append(.dropout(rate: dropout)) }
        }
        return Architecture(layers: layers + [.dense(units: classCount)])
    }

    /// A convolutional network without residual layers, with `width` channels, then twice as many at half the height
    /// and width, then four times as many at a quarter. It has 279,000 parameters at width 32.
    public static func convolutional(width: Int = 32, dropout: Double = 0, classCount: Int = 10) -> Architecture {
        Architecture(
            layers: unit(width)
                + [.maximumPooling(size: 2)] + unit(2 * width) + unit(2 * width)
                + [.maximumPooling(size: 2)] + unit(4 * width) + unit(4 * width)
                + head(dropout: dropout, classCount: classCount))
    }

    /// A convolutional network with a residual layer of two convolutions at each size but the first. It has 473,000
    /// parameters at width 32.
    public static func residual(width: Int = 32, dropout: Double = 0, classCount: Int = 10) -> Architecture {
        Architecture(
            layers: unit(width) + unit(width)
                + [.maximumPooling(size: 2)] + unit(2 * width) + residual(2 * width)
                + [.maximumPooling(size: 2)] + unit(4 * width) + residual(4 * width)
                + head(dropout: dropout, classCount: classCount))
    }

    /// A deeper and wider network, for accuracy rather than speed, with one residual layer at the first and the last
    /// size and two at the middle one. It has 916,000 parameters.
    public static func deepResidual(dropout: Double = 0, classCount: Int = 10) -> Architecture {
        Architecture(
            layers: unit(48) + residual(48)
                + [.maximumPooling(size: 2)] + unit(96) + residual(96) + residual(96)
                + [.maximumPooling(size: 2)] + unit(144) + residual(144)
                + head(dropout: dropout, classCount: classCount))
    }

    /// A convolution, batch normalisation and ReLU.
    private static func unit(_ channels: Int) -> [Layer] {
        [.convolution(channels: channels), .batchNormalisation, .relu]
    }

    /// A residual layer of two units.
    private static func residual(_ channels: Int) -> [Layer] {
        [.residual(unit(channels) + unit(channels))]
    }

    /// The layers from channels to logits.
    private static func head(dropout: Double, classCount: Int) -> [Layer] {
        [.globalAveragePooling] + (dropout == 0 ? [] : [.dropout(rate: dropout)]) + [.dense(units: classCount)]
    }
}
