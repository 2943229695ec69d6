import Crypto
import Platform

/// One of the four files of Fashion-MNIST, with the digest of its contents.
public struct DatasetFile: Sendable, Equatable {
    /// The name of the file, with `.gz`.
    public let name: String
    /// The size of the gzip file at the original address, in bytes. A mirror may have compressed the contents
    /// differently.
    public let packedBytes: Int
    /// The size of the IDX file inside, in bytes.
    public let unpackedBytes: Int
    /// The SHA-256 of the IDX file inside, in hexadecimal.
    public let unpackedDigest: String

    /// The images and labels of the training set and of the test set.
    public static let all = [
        DatasetFile(
            name: "train-images-idx3-ubyte.gz", packedBytes: 26_192_532, unpackedBytes: 47_040_016,
            unpackedDigest: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
        DatasetFile(
            name: "train-labels-idx1-ubyte.gz", packedBytes: 29_515, unpackedBytes: 60_008,
            unpackedDigest: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
        DatasetFile(
            name: "t10k-images-idx3-ubyte.gz", packedBytes: 4_383_642, unpackedBytes: 7_840_016,
            unpackedDigest: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
        DatasetFile(
            name: "t10k-labels-idx1-ubyte.gz", packedBytes: 5_148, unpackedBytes: 10_008,
            unpackedDigest: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    ]

    /// The largest size that a gzip file with these contents can have, in bytes: gzip (RFC 1952) adds less than a
    /// thousandth to data that cannot be compressed.
    var maximumPackedBytes: Int { unpackedBytes + unpackedBytes / 1000 + 1024 }

    /// Returns what is wrong with a file that should be this one; nil where its contents have the right digest.
    ///
    /// Memory is bounded, and no more is inflated than the right file has.
    ///
    /// - Throws: ``TaggerError`` where the file cannot be read.
    func problem(ofFile path: String) throws -> String? {
        do {
            let reader = try GzipFileReader(path: path)
            var hash = SHA256(), count = 0
            while count <= unpackedBytes {
                let bytes = try reader.read(upToCount: 1 << 18)
                guard !bytes.isEmpty else { break }
                count += bytes.count
                hash.update(data: bytes)
            }
            guard count == unpackedBytes else {
                return count > unpackedBytes
                    ? "it has more than \(unpackedBytes) bytes of contents"
                    : "it has \(count) bytes of contents instead of \(unpackedBytes)"
            }
            let digest = hash.finalize().hexadecimal
            return digest == unpackedDigest
                ? nil : "the SHA-256 of its contents is \(digest) instead of \(unpackedDigest)"
        } catch IDXError.damaged(_, let problem) {
            return problem
        } catch let error as IDXError {
            throw TaggerError(.inputOutput, error.description.asSentence)
        }
    }
}
