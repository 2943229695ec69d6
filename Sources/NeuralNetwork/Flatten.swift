// Flattening: pictures to vectors. The memory is the same either way, so nothing is done but to pass it on.

/// [N, rows, columns] to [N, rows · columns].
final class Flatten: Layer {
    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor { input }

    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor? { outputGradient }
}
