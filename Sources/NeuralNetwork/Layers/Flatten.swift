// Flattening: pictures to vectors.

/// [N, C, H, W] to [N, C · H · W].
///
/// A picture of one channel, or of one pixel, lies in memory as its vector does, and is passed on as it is. Others are
/// rearranged from [H, W, C], so that a dense layer's weights are in the order that the shape says.
final class Flatten: Layer {
    private let shape: ImageShape
    private let output: Tensor?  // [N, C · H · W]; nil where nothing is to be done
    private let inputGradient: Tensor?  // [N, H, W, C]

    init(shape: ImageShape, resources: Resources) {
        self.shape = shape
        let isInOrder = shape.channels == 1 || shape.pixels == 1
        output = isInOrder ? nil : Tensor(capacity: resources.capacity, columns: shape.count)
        inputGradient =
            isInOrder || !resources.forTraining ? nil : Tensor(capacity: resources.capacity, columns: shape.count)
    }

    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor {
        guard let output else { return input }
        output.rows = input.rows
        for row in 0..<input.rows {
            let (from, to) = (input.row(row), output.row(row))
            for pixel in 0..<shape.pixels {
                for channel in 0..<shape.channels {
                    to[channel * shape.pixels + pixel] = from[pixel * shape.channels + channel]
                }
            }
        }
        return output
    }

    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? {
        guard output != nil else { return outputGradient }
        guard let inputGradient else { preconditionFailure("backward without forTraining") }
        inputGradient.rows = outputGradient.rows
        for row in 0..<outputGradient.rows {
            let (from, to) = (outputGradient.row(row), inputGradient.row(row))
            for pixel in 0..<shape.pixels {
                for channel in 0..<shape.channels {
                    to[pixel * shape.channels + channel] = from[channel * shape.pixels + pixel]
                }
            }
        }
        return inputGradient
    }
}
