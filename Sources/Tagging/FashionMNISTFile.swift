import Crypto
import Foundation
import NeuralNetwork
import Platform

/// One of the four files that Fashion-MNIST consists of, and how it is known to be right.
public struct FashionMNISTFile: Sendable, Equatable {
    /// Its name, with `.gz`.
    public let name: String
    /// Bytes of the gzip file at the dataset's home. Somebody else may have packed the same contents otherwise.
    public let packedBytes: Int
    /// Bytes of the IDX file inside.
    public let unpackedBytes: Int
    /// SHA-256 of the IDX file inside, in hexadecimal.
    public let unpackedDigest: String

    /// The four: images and labels of the training and of the test set.
    public static let all = [
        FashionMNISTFile(
            name: "train-images-idx3-ubyte.gz", packedBytes: 26_192_532, unpackedBytes: 47_040_016,
            unpackedDigest: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
        FashionMNISTFile(
            name: "train-labels-idx1-ubyte.gz", packedBytes: 29_515, unpackedBytes: 60_008,
            unpackedDigest: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
        FashionMNISTFile(
            name: "t10k-images-idx3-ubyte.gz", packedBytes: 4_383_642, unpackedBytes: 7_840_016,
            unpackedDigest: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
        FashionMNISTFile(
            name: "t10k-labels-idx1-ubyte.gz", packedBytes: 5_148, unpackedBytes: 10_008,
            unpackedDigest: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    ]

    /// The most bytes that a gzip file of these contents can have: gzip (RFC 1952) adds less than a thousandth to what
    /// can't be packed.
    public var maximumPackedBytes: Int { unpackedBytes + unpackedBytes / 1000 + 1024 }

    /// What is wrong with a file that should be this one; nil when it is right to the last bit. Memory stays flat, and no
    /// more is unpacked than there should be.
    ///
    /// - Throws: ``TaggerError`` where the file can't be read.
    func problem(ofFile path: String) throws -> String? {
        do {
            let reader = try ByteReader(path: path)
            var hash = SHA256(), count = 0
            while count <= unpackedBytes {
                let bytes = try reader.read(upToCount: 1 << 18)
                guard !bytes.isEmpty else { break }
                count += bytes.count
                hash.update(data: bytes)
            }
            guard count == unpackedBytes else {
                return count > unpackedBytes
                    ? "it holds more than \(unpackedBytes) bytes"
                    : "it holds \(count) bytes instead of \(unpackedBytes)"
            }
            let digest = hash.finalize().hexadecimal
            return digest == unpackedDigest ? nil : "the SHA-256 of its contents is \(digest), not \(unpackedDigest)"
        } catch IDXError.damaged(_, let problem) {
            return problem
        } catch let error as IDXError {
            throw TaggerError(.inputOutput, error.description.asSentence)
        }
    }
}
