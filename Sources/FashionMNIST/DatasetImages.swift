import Crypto
import Foundation
import NeuralNetwork
import Platform

extension LabeledImages {
    /// One of the two parts of the dataset.
    public enum Split: Sendable {
        /// The 60,000 training images.
        case training
        /// The 10,000 test images.
        case test

        /// The start of the names of its files.
        fileprivate var prefix: String { self == .training ? "train" : "t10k" }
    }

    /// Reads `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, or the corresponding `t10k` files, with `.gz` or
    /// without.
    ///
    /// - Throws: `IDXError` where a file is missing, cannot be read or is not valid to the last byte.
    public init(folder: URL, split: Split) throws {
        let imagesPath = Self.path(of: "\(split.prefix)-images-idx3-ubyte", in: folder)
        let labelsPath = Self.path(of: "\(split.prefix)-labels-idx1-ubyte", in: folder)
        let labels = try IDXFile(path: labelsPath, itemShape: [])
        let classCount = FashionMNISTClass.allCases.count
        if let index = labels.values.firstIndex(where: { $0 >= classCount }) {
            throw IDXError.damaged(
                path: labelsPath,
                problem: "label \(labels.values[index]) at position \(index); labels must be below \(classCount)")
        }
        let images = try IDXFile(path: imagesPath, itemShape: [Self.side, Self.side])
        guard images.itemCount == labels.itemCount else {
            throw IDXError.damaged(
                path: imagesPath,
                problem: "it has \(images.itemCount) images, but \(labelsPath) has \(labels.itemCount) labels")
        }
        self.init(images: images.values, labels: labels.values)
    }

    /// The SHA-256 of pixels and labels, in hexadecimal, which identifies the data that a model was trained on.
    public var digest: String {
        var hash = SHA256()
        hash.update(data: images)
        hash.update(data: labels)
        return hash.finalize().hexadecimal
    }

    /// The path of a file, with `.gz` where only the compressed file exists.
    private static func path(of name: String, in folder: URL) -> String {
        let plain = folder.appendingPathComponent(name).path
        let compressed = plain + ".gz"
        return !FileManager.default.fileExists(atPath: plain) && FileManager.default.fileExists(atPath: compressed)
            ? compressed : plain
    }
}
