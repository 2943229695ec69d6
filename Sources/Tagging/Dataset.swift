import Crypto
import Foundation
import NeuralNetwork

/// Where Fashion-MNIST is.
public struct Dataset: Sendable {
    /// The folder with the four IDX files.
    public let folder: URL

    /// The folder that is named, or else the one that the environment variable `TAGGER_DATA` names.
    ///
    /// - Throws: ``InputError`` when neither is, or there is no such folder.
    public init(folder: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        guard let path = folder ?? environment["TAGGER_DATA"], !path.isEmpty else {
            throw InputError(
                .usage,
                "Name the folder with Fashion-MNIST's four IDX files: --data FOLDER, or the environment variable TAGGER_DATA."
            )
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw InputError(.notFound, "There is no folder \(path) with Fashion-MNIST's IDX files.")
        }
        self.folder = URL(fileURLWithPath: path, isDirectory: true)
    }

    /// Its training or its test images.
    ///
    /// - Throws: ``InputError``.
    public func images(_ split: LabeledImages.Split) throws -> LabeledImages {
        do {
            return try LabeledImages(folder: folder, split: split)
        } catch let error as IDXError {
            let kind: InputError.Kind =
                switch error {
                case .fileNotFound: .notFound
                case .unreadable: .inputOutput
                case .damaged: .invalidData
                }
            throw InputError(kind, error.description.asSentence)
        }
    }
}

extension LabeledImages {
    /// SHA-256 of pixels and labels, in hexadecimal: which data a network was trained on.
    var digest: String {
        var hash = SHA256()
        hash.update(data: images)
        hash.update(data: labels)
        return hash.finalize().map { String(format: "%02x", $0) }.joined()
    }
}

extension String {
    /// With a capital at the start and a full stop at the end, as errors are shown.
    var asSentence: String {
        prefix(1).uppercased() + dropFirst() + (hasSuffix(".") ? "" : ".")
    }
}
