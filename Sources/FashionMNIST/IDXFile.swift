/// An array of unsigned bytes from an IDX file, the format of MNIST and Fashion-MNIST
/// (http://yann.lecun.com/exdb/mnist): a magic number, the size of each dimension, then the values.
struct IDXFile {
    /// The largest number of items (images or labels), so that a damaged header cannot ask for any amount of memory.
    static let maximumItemCount = 1_000_000

    /// The size of the first dimension: the number of images or labels.
    let itemCount: Int
    /// The values, in row-major order.
    let values: [UInt8]

    /// Reads a file, gzipped or not.
    ///
    /// - Parameter itemShape: The expected shape of an item: `[28, 28]` for images, `[]` for labels.
    /// - Throws: `IDXError`.
    init(path: String, itemShape: [Int]) throws {
        func damaged(_ problem: String) -> IDXError { .damaged(path: path, problem: problem) }

        let reader = try GzipFileReader(path: path)
        let dimensionCount = 1 + itemShape.count
        let header = try reader.read(upToCount: 4 + 4 * dimensionCount)
        // Two zeros, 8 for unsigned bytes, and the number of dimensions.
        guard header.count >= 4, Array(header[..<4]) == [0, 0, 8, UInt8(dimensionCount)] else {
            throw damaged("it is not an IDX file of unsigned bytes with \(dimensionCount) dimension(s)")
        }
        guard header.count == 4 + 4 * dimensionCount else { throw damaged("it is cut off in its header") }
        let dimensions = stride(from: 4, to: header.count, by: 4).map { start in
            header[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        guard Array(dimensions[1...]) == itemShape else {
            let sizes = [dimensions[1...], itemShape[...]].map { $0.map(String.init).joined(separator: "×") }
            throw damaged("its items are \(sizes[0]), not \(sizes[1])")
        }
        itemCount = dimensions[0]
        guard 1...Self.maximumItemCount ~= itemCount else {
            throw damaged("its header gives \(itemCount) items; there can be from 1 to \(Self.maximumItemCount)")
        }
        let byteCount = itemCount * itemShape.reduce(1, *)
        // One byte more than expected, to detect excess bytes and to reach the end of compressed data.
        let values = try reader.read(upToCount: byteCount + 1)
        guard values.count >= byteCount else {
            throw damaged("it is cut off: \(values.count) bytes of values instead of \(byteCount)")
        }
        guard values.count == byteCount else { throw damaged("there are bytes after the \(itemCount) items") }
        self.values = values
    }
}
