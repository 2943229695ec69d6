import CKernels

/// The purpose of a forward pass.
enum Pass {
    /// Classification: the same image always gets the same logits.
    case inference
    /// A step of training, from 0. Layers may use random numbers, which depend on the seed and the step, and store what
    /// `backward` needs.
    case training(seed: UInt64, step: Int)
}

/// The resources that all layers of a network share.
struct Resources {
    /// The largest number of images in a pass.
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
