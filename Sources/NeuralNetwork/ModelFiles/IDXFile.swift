// The file format of MNIST and Fashion-MNIST (http://yann.lecun.com/exdb/mnist): a magic number, the size of each
// dimension, then the values. Only unsigned bytes, which is what these datasets use.

/// An array of unsigned bytes from an IDX file.
struct IDXFile {
    /// The most items (images or labels), so that a wrong header cannot ask for any amount of memory.
    static let maximumItemCount = 1_000_000

    /// The size of the first dimension: how many images or labels.
    let itemCount: Int
    /// The values, row-major.
    let values: [UInt8]

    /// Reads a file of items of the shape given: [28, 28] for images, [] for labels.
    ///
    /// - Throws: `IDXError`.
    init(path: String, itemShape: [Int]) throws {
        func damaged(_ problem: String) -> IDXError { .damaged(path: path, problem: problem) }

        let reader = try ByteReader(path: path)
        let dimensionCount = 1 + itemShape.count
        let header = try reader.read(upToCount: 4 + 4 * dimensionCount)
        // Two zeros, 8 for unsigned bytes, and the number of dimensions.
        guard header.count >= 4, Array(header[..<4]) == [0, 0, 8, UInt8(dimensionCount)] else {
            throw damaged("not an IDX file of unsigned bytes with \(dimensionCount) dimension(s)")
        }
        guard header.count == 4 + 4 * dimensionCount else { throw damaged("the file is cut off in its header") }
        let dimensions = stride(from: 4, to: header.count, by: 4).map { start in
            header[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        guard Array(dimensions[1...]) == itemShape else {
            let sizes = [dimensions[1...], itemShape[...]].map { $0.map(String.init).joined(separator: "×") }
            throw damaged("its items are \(sizes[0]), not \(sizes[1])")
        }
        itemCount = dimensions[0]
        guard 1...Self.maximumItemCount ~= itemCount else {
            throw damaged("its header speaks of \(itemCount) items; there can be from 1 to \(Self.maximumItemCount)")
        }
        let byteCount = itemCount * itemShape.reduce(1, *)
        // One more than there should be: to see bytes that are too many, and the end of compressed data.
        let values = try reader.read(upToCount: byteCount + 1)
        guard values.count >= byteCount else {
            throw damaged("the file is cut off: \(values.count) bytes of values instead of \(byteCount)")
        }
        guard values.count == byteCount else { throw damaged("there are bytes after the \(itemCount) items") }
        self.values = values
    }
}
