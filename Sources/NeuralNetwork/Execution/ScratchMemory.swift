/// Temporary memory of layers. Layers run one after the other, so all layers of a network share one buffer per worker.
final class ScratchMemory {
    private var columns = 0
    private var tensor: Tensor?  // [workers, columns]

    /// Makes the buffer of each worker at least `count` floats large. Not allowed after the first use.
    func reserve(_ count: Int) {
        precondition(tensor == nil, "memory must be reserved before its first use")
        columns = max(columns, count)
    }

    /// Returns the buffers, one row per worker.
    func rows(workers: Int) -> Tensor {
        if let tensor { return tensor }
        let made = Tensor(capacity: workers, columns: columns)
        tensor = made
        return made
    }
}
