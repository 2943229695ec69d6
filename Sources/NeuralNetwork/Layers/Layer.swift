// What a layer is. To add one: write a class that conforms to `Layer`, add its case to `Architecture.Layer`, its shape,
// parameters and limits to `ArchitecturePlan`, its building to `Network`, and check its gradients in `LayerTests`.
//
// Pictures with channels are [N, C, H, W] to whoever describes a network, and lie in memory as [N, H, W, C]; the reason is
// in `image_kernels.h`.

import CKernels

/// What a forward pass is for.
enum Pass {
    /// Giving answers: the same picture always gets the same ones.
    case inference
    /// Step `step` (from 0) of a training with a seed: layers may be random, and remember what `backward` needs.
    case training(seed: UInt64, step: Int)
}

/// What all layers of a network share.
struct Resources {
    /// The most pictures in a pass.
    let capacity: Int
    /// Whether there will be backward passes.
    let forTraining: Bool
    let instructionSet: InstructionSet
    let workers: Workers
    let scratch = ScratchMemory()

    init(
        capacity: Int, forTraining: Bool, instructionSet: InstructionSet = kernels_fastest(),
        workers: Workers = Workers(count: 1)
    ) {
        self.capacity = capacity
        self.forTraining = forTraining
        self.instructionSet = instructionSet
        self.workers = workers
    }
}

/// A step of a network: forward and, where it is built for training, backward.
///
/// A layer owns its results, which stay valid until its next pass. It does not own its parameters: they are a slice of
/// the network's, so that an optimiser, a file or a copy sees them all as one run of floats.
protocol Layer: AnyObject {
    /// Sets the layer's parameters to what they are before training. Layers without parameters draw nothing.
    func initialize(_ parameters: UnsafeMutablePointer<Float>, from generator: inout SplitMix64)

    /// Gets ready for inference: works out what follows from the parameters alone. Forward passes for inference come after
    /// it, and need it again when the parameters have changed.
    func prepare(_ parameters: UnsafePointer<Float>)

    /// The output for an input [N, …], which must stay as it is until `backward` is done.
    func forward(_ input: Tensor, parameters: UnsafePointer<Float>, pass: Pass) -> Tensor

    /// Given the gradient of the loss by the last output, sets the gradients of the layer's parameters and returns the
    /// gradient by the last input, or nil where nothing before the layer learns. Only after a `forward` for training.
    func backward(
        _ outputGradient: Tensor, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>
    ) -> Tensor?

    /// Lets those parameters follow the last batch that are measured and not learned. After a `forward` for training.
    func updateStatistics(_ parameters: UnsafeMutablePointer<Float>)
}

extension Layer {
    func initialize(_ parameters: UnsafeMutablePointer<Float>, from generator: inout SplitMix64) {}

    func prepare(_ parameters: UnsafePointer<Float>) {}

    func updateStatistics(_ parameters: UnsafeMutablePointer<Float>) {}
}
