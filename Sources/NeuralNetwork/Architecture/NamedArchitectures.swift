// The networks that have names.

extension Architecture {
    /// What comes after a dense layer that is not the last.
    public enum Activation: String, Sendable, CaseIterable {
        case relu, sigmoid, tanh
        /// Nothing: however many layers there are, the logits are linear in the pixels.
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

    /// The multilayer perceptron: for each hidden layer dense, activation and (where the rate is above 0) dropout, and at
    /// the end a dense layer with one unit per class.
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

    /// Convolutions without residual layers: width, then twice and four times as many channels, each on a quarter of the
    /// pixels. 279,000 parameters at width 32.
    public static func convolutional(width: Int = 32, dropout: Double = 0, classCount: Int = 10) -> Architecture {
        Architecture(
            layers: unit(width)
                + [.maximumPooling(size: 2)] + unit(2 * width) + unit(2 * width)
                + [.maximumPooling(size: 2)] + unit(4 * width) + unit(4 * width)
                + head(dropout: dropout, classCount: classCount))
    }

    /// The same with a residual layer of two convolutions at each size but the first. 473,000 parameters at width 32.
    public static func residual(width: Int = 32, dropout: Double = 0, classCount: Int = 10) -> Architecture {
        Architecture(
            layers: unit(width) + unit(width)
                + [.maximumPooling(size: 2)] + unit(2 * width) + residual(2 * width)
                + [.maximumPooling(size: 2)] + unit(4 * width) + residual(4 * width)
                + head(dropout: dropout, classCount: classCount))
    }

    /// Deeper and wider, for accuracy rather than speed: a residual layer at each size, two at the middle one. 916,000
    /// parameters.
    public static func deepResidual(dropout: Double = 0, classCount: Int = 10) -> Architecture {
        Architecture(
            layers: unit(48) + residual(48)
                + [.maximumPooling(size: 2)] + unit(96) + residual(96) + residual(96)
                + [.maximumPooling(size: 2)] + unit(144) + residual(144)
                + head(dropout: dropout, classCount: classCount))
    }

    /// Convolution, batch normalisation, ReLU.
    private static func unit(_ channels: Int) -> [Layer] {
        [.convolution(channels: channels), .batchNormalisation, .relu]
    }

    /// Two of those, and what came in added to what comes out.
    private static func residual(_ channels: Int) -> [Layer] {
        [.residual(unit(channels) + unit(channels))]
    }

    /// From channels to logits.
    private static func head(dropout: Double, classCount: Int) -> [Layer] {
        [.globalAveragePooling] + (dropout == 0 ? [] : [.dropout(rate: dropout)]) + [.dense(units: classCount)]
    }
}
