// To add a layer: write a class that conforms to `Layer`, add a case to `Architecture.Layer`, its shapes, parameters
// and limits to `ArchitecturePlan`, its construction to `Network`, its description to `ArchitectureSummary`, and a
// check of its gradients to `LayerTests`.

/// A part of a network that maps an input `[N, …]` to an output `[N, …]`, with its gradients where it is built for
/// training.
///
/// A layer owns its output and its input gradient, which are valid until its next pass. It does not own its parameters:
/// they are a slice of the parameters of the network, so that optimisers and files see all parameters as one array.
///
/// Shapes of images are written `[N, C, H, W]`. In memory the order is `[N, H, W, C]`, for the reason given in
/// `image_kernels.h`.
protocol Layer: AnyObject {
    /// Sets the parameters to their initial values. A layer without parameters draws no random numbers.
    func initialize(_ parameters: UnsafeMutablePointer<Float>, from generator: inout SplitMix64)

    /// Computes what depends on the parameters only, such as packed weights. It must be called before forward passes
    /// for inference, and again after the parameters have changed.
    func prepare(_ parameters: UnsafePointer<Float>)

    /// Returns the output for an input `[N, …]`. For training, the input must not change until `backward` has returned.
    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor

    /// Computes gradients, after a `forward` for training.
    ///
    /// - Parameters:
    ///   - outputGradient: The gradient of the loss with respect to the last output, of the same shape.
    ///   - gradients: Set to the gradient of the loss with respect to the parameters.
    /// - Returns: The gradient of the loss with respect to the last input; nil where no layer before this one is
    ///   trained.
    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor?

    /// Updates running statistics with the last batch, after a `forward` for training.
    func updateStatistics(_ parameters: UnsafeMutablePointer<Float>)
}

extension Layer {
    func initialize(_ parameters: UnsafeMutablePointer<Float>, from generator: inout SplitMix64) {}

    func prepare(_ parameters: UnsafePointer<Float>) {}

    func updateStatistics(_ parameters: UnsafeMutablePointer<Float>) {}
}
