import CPretrained
import Catalog
import Crypto
import Foundation
import Imaging
import NeuralNetwork

/// A network that tags, and what it is called.
public struct NamedModel: Sendable {
    /// The name that is shown and recorded.
    public let name: String
    /// SHA-256 of the model file.
    public let digest: Data
    /// Bytes of the model file.
    public let byteCount: Int
    /// The network itself.
    public let model: Model

    /// The networks that are part of the program, by name.
    public static let shippedNames = ["dense", "record"]
    /// The one that tags when none is named.
    public static let defaultName = "dense"

    var reference: ModelReference { ModelReference(name: name, digest: digest) }

    /// A shipped network by its name, or else one from a file.
    ///
    /// - Throws: ``InputError``: there is no such network or file, or the file is damaged, or made for other categories or
    ///   another preprocessing than this program's.
    public init(nameOrFile: String) throws {
        if let data = Self.shipped(nameOrFile) {
            try self.init(name: nameOrFile, data: data, path: nameOrFile)
            return
        }
        let file = URL(fileURLWithPath: nameOrFile)
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw InputError(
                .notFound,
                """
                There is no network “\(nameOrFile)”: it is neither a file nor one of those that come with the program \
                (\(Self.shippedNames.joined(separator: ", "))).
                """)
        }
        let data = try contents(ofFile: nameOrFile, maximumBytes: Model.maximumFileBytes)
        try self.init(name: file.deletingPathExtension().lastPathComponent, data: data, path: nameOrFile)
    }

    init(name: String, data: Data, path: String) throws {
        do {
            model = try Model(data: data, path: path)
        } catch let error as ModelFileError {
            // It begins with the path, which stays as it is.
            throw InputError(.invalidData, error.description + ".")
        }
        guard model.classes == Category.names else {
            throw InputError(
                .invalidData,
                "The network \(path) was not made for the ten categories in the order of Fashion-MNIST's labels.")
        }
        guard model.preprocessing == ThumbnailMaker.version else {
            throw InputError(
                .invalidData,
                """
                The network \(path) was made for thumbnails of version \(model.preprocessing); this program makes \
                version \(ThumbnailMaker.version). Train it again with this program.
                """)
        }
        self.name = name
        digest = Data(SHA256.hash(data: data))
        byteCount = data.count
    }

    private static func shipped(_ name: String) -> Data? {
        var size = 0
        let bytes: UnsafePointer<UInt8>
        switch name {
        case "dense": bytes = pretrained_dense(&size)
        case "record": bytes = pretrained_record(&size)
        default: return nil
        }
        return Data(bytes: bytes, count: size)
    }
}
