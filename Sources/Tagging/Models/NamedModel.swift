import Catalog
import CPretrained
import Crypto
import Foundation
import Imaging
import NeuralNetwork
import Platform

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
    public static let shippedNames = ["shop", "record", "dense"]
    /// The one that tags when none is named.
    public static let defaultName = "shop"

    var reference: ModelReference { ModelReference(name: name, digest: digest) }

    /// A shipped network by its name, or else one from a file.
    ///
    /// - Throws: ``TaggerError``: there is no such network or file, or the file is damaged, or made for other categories or
    ///   another preprocessing than this program's.
    public init(nameOrFile: String) throws {
        if let data = Self.shipped(nameOrFile) {
            try self.init(name: nameOrFile, data: data, path: nameOrFile)
            return
        }
        let file = URL(fileURLWithPath: nameOrFile)
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw TaggerError(
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
            throw TaggerError(.invalidData, error.description + ".")
        }
        guard Category.names.elementsEqual(model.classes.prefix(10)), model.classes.count <= 11,
            model.classes.count == 10 || model.classes.last == Category.none
        else {
            throw TaggerError(
                .invalidData,
                """
                The network \(path) was not made for the ten categories in the order of Fashion-MNIST's labels, with none after \
                them or not.
                """)
        }
        guard Classifier.knownPreprocessings.contains(model.preprocessing) else {
            throw TaggerError(
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

    /// A network that was just made.
    init(name: String, model: Model) throws {
        let data = try model.serialized()
        try self.init(name: name, data: data, path: name)
    }

    /// The network that is to tag in a catalog.
    ///
    /// - Parameter nameOrFile: One that comes with the program, or was learned there, or lies in a file; nil for the one that
    ///   was learned there last, or else the default.
    /// - Throws: ``TaggerError``, ``TaggerError``.
    public init(nameOrFile: String?, in catalog: Catalog) throws {
        guard let nameOrFile else {
            try self.init(taggingIn: catalog, orElse: try NamedModel(nameOrFile: Self.defaultName))
            return
        }
        if Self.shipped(nameOrFile) == nil, let file = try catalog.learnedModel(named: nameOrFile) {
            try self.init(name: nameOrFile, data: file, path: "\(nameOrFile) in \(catalog.path)")
        } else {
            try self.init(nameOrFile: nameOrFile)
        }
    }

    /// The network that tags in a catalog: the one that was learned there last, or else another.
    init(taggingIn catalog: Catalog, orElse base: NamedModel) throws {
        guard let (name, file) = try catalog.activeModel() else {
            self = base
            return
        }
        try self.init(name: name, data: file, path: "\(name) in \(catalog.path)")
    }

    /// The same network, as sure as another temperature makes it.
    func at(temperature: Double) throws -> NamedModel {
        try NamedModel(
            name: name,
            model: Model(
                name: model.name, architecture: model.architecture, classes: model.classes,
                pixelScale: model.pixelScale, preprocessing: model.preprocessing, temperature: temperature,
                provenance: model.provenance, weights: model.weights))
    }

    private static func shipped(_ name: String) -> Data? {
        var size = 0
        let bytes: UnsafePointer<UInt8>
        switch name {
        case "shop": bytes = pretrained_shop(&size)
        case "dense": bytes = pretrained_dense(&size)
        case "record": bytes = pretrained_record(&size)
        default: return nil
        }
        return Data(bytes: bytes, count: size)
    }
}
