/// Floats `[N, columns]` for up to `capacity` images, in memory aligned for the widest vector registers.
///
/// A tensor has no operators, views or broadcasting: the arithmetic is in CKernels, and the shapes are in the comments
/// of the layers.
final class Tensor {
    /// The largest number of images.
    let capacity: Int
    /// The number of floats per image, such as 28 · 28 or the number of units.
    let columns: Int
    /// The number of images, N.
    var rows: Int {
        didSet { precondition(0...capacity ~= rows) }
    }
    /// The memory `[capacity, columns]`, row-major.
    ///
    /// The pointer does not keep the tensor alive, and Swift releases an object after its last use. Use the pointer
    /// only while another object, such as a layer, holds a reference to the tensor.
    let values: UnsafeMutablePointer<Float>

    /// Creates a tensor of zeros.
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

    /// The number of floats of the current images, N · columns.
    var count: Int { rows * columns }

    /// Returns the floats of an image. See `values` for the lifetime of the pointer.
    func row(_ row: Int) -> UnsafeMutablePointer<Float> {
        values + row * columns
    }

    /// A copy of the floats of the current images.
    var contents: [Float] {
        Array(UnsafeBufferPointer(start: values, count: count))
    }
}
