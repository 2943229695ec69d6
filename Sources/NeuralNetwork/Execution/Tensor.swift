// The memory that layers hand to each other. Not a tensor library: no operators, no views, no broadcasting; the
// arithmetic is in CKernels and the shapes are in the comments of the layers.

/// Floats [N, columns] for up to `capacity` pictures, in memory aligned for the widest registers.
final class Tensor {
    /// The most pictures that fit.
    let capacity: Int
    /// Floats per picture; what they mean is for the layer to say, such as [28, 28] or [units].
    let columns: Int
    /// N: how many pictures there are now.
    var rows: Int {
        didSet { precondition(0...capacity ~= rows) }
    }
    /// [capacity, columns], row-major.
    ///
    /// A pointer does not keep the tensor alive, and Swift releases an object after its last use: take it only while
    /// something else holds the tensor, such as the layer that it belongs to.
    let values: UnsafeMutablePointer<Float>

    /// A tensor of zeros.
    init(capacity: Int, columns: Int) {
        precondition(capacity >= 0 && columns >= 0)
        self.capacity = capacity
        self.columns = columns
        rows = capacity
        let bytes = capacity * columns * MemoryLayout<Float>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        values = memory.bindMemory(to: Float.self, capacity: capacity * columns)
        values.initialize(repeating: 0, count: capacity * columns)
    }

    deinit {
        values.deallocate()
    }

    /// How many floats there are now: N · columns.
    var count: Int { rows * columns }

    /// The floats of a picture; see `values` for how long they are there.
    func row(_ row: Int) -> UnsafeMutablePointer<Float> {
        values + row * columns
    }

    /// A copy of the floats that there are now.
    var contents: [Float] {
        Array(UnsafeBufferPointer(start: values, count: count))
    }
}
