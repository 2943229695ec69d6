import Foundation

/// Grayscale images with the class of each, as Fashion-MNIST has them.
public struct LabeledImages: Sendable, Equatable {
    /// The two parts that the dataset comes in.
    public enum Split: Sendable {
        /// 60,000 images in Fashion-MNIST.
        case training
        /// 10,000 images in Fashion-MNIST.
        case test

        /// What the names of its files begin with.
        fileprivate var prefix: String { self == .training ? "train" : "t10k" }
    }

    /// Bytes in an image: 28 · 28.
    public static let imageBytes = 784
    /// Rows and columns of an image.
    static let side = 28
    /// How many classes there are; labels are below.
    public static let classCount = 10

    /// [N, 28, 28]: bright on black, row by row.
    public let images: [UInt8]
    /// [N]: the class of each image, from 0.
    public let labels: [UInt8]

    /// N.
    public var count: Int { labels.count }

    /// Images [N, 28, 28] that are there already, with their labels [N], each below the number of classes.
    public init(images: [UInt8], labels: [UInt8], classCount: Int = LabeledImages.classCount) {
        precondition(images.count == labels.count * Self.imageBytes, "one image of 28×28 for each label")
        precondition(labels.allSatisfy { $0 < classCount }, "labels are below \(classCount)")
        self.images = images
        self.labels = labels
    }

    /// Reads `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, or their `t10k` twins, gzipped (`.gz`) or not.
    ///
    /// - Throws: `IDXError`: a file is missing, cannot be read, or is not what it should be to the last byte.
    public init(folder: URL, split: Split) throws {
        let imagesPath = Self.path(of: "\(split.prefix)-images-idx3-ubyte", in: folder)
        let labelsPath = Self.path(of: "\(split.prefix)-labels-idx1-ubyte", in: folder)
        let labels = try IDXFile(path: labelsPath, itemShape: [])
        if let index = labels.values.firstIndex(where: { $0 >= Self.classCount }) {
            throw IDXError.damaged(
                path: labelsPath,
                problem: "label \(labels.values[index]) at position \(index); labels are below \(Self.classCount)")
        }
        let images = try IDXFile(path: imagesPath, itemShape: [28, 28])
        guard images.itemCount == labels.itemCount else {
            throw IDXError.damaged(
                path: imagesPath,
                problem: "\(images.itemCount) images, but \(labelsPath) has \(labels.itemCount) labels")
        }
        self.images = images.values
        self.labels = labels.values
    }

    /// How many pixels of all images have each of the values from 0 to 255.
    public var histogram: [Int] {
        var counts = Array(repeating: 0, count: 256)
        for byte in images { counts[Int(byte)] += 1 }
        return counts
    }

    /// The file's path as it is or, where there is none, with `.gz`.
    private static func path(of name: String, in folder: URL) -> String {
        let plain = folder.appendingPathComponent(name).path
        let compressed = plain + ".gz"
        return !FileManager.default.fileExists(atPath: plain) && FileManager.default.fileExists(atPath: compressed)
            ? compressed : plain
    }
}
