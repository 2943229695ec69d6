/// Memory for what a layer forgets when it is done. Layers run one after the other, so that one piece for each worker serves all.
final class ScratchMemory {
    private var columns = 0
    private var tensor: Tensor?  // [workers, columns]

    /// Sees to it that each worker has room for so many floats.
    func reserve(_ count: Int) {
        precondition(tensor == nil, "before the first use")
        columns = max(columns, count)
    }

    /// The workers' memory, one row for each.
    func rows(workers: Int) -> Tensor {
        if let tensor { return tensor }
        let made = Tensor(capacity: workers, columns: columns)
        tensor = made
        return made
    }
}
