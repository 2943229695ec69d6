/// Flattening of images to vectors: `[N, C, H, W]` to `[N, C · H · W]`.
///
/// An image with one channel or one pixel has the same layout as its vector and is passed on unchanged. Others are
/// rearranged from `[H, W, C]`, so that the weights of a following dense layer are in the order C, H, W.
///
/// Backward: the inverse rearrangement.
final class Flatten: Layer {
    private let shape: ImageShape
    private let output: Tensor?  // [N, C · H · W]; nil where the layout stays
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
