import Catalog
import CPretrained
import Crypto
import Foundation
import Imaging
import NeuralNetwork
import Platform

/// A model with its name and the digest of its file.
public struct NamedModel: Sendable {
    /// The name that is shown and stored.
    public let name: String
    /// SHA-256 of the model file.
    public let digest: Data
    /// The size of the model file in bytes.
    public let byteCount: Int
    /// The model.
    public let model: Model

    /// The names of the shipped models.
    public static let shippedNames = ["shop", "record", "dense"]
    /// The name of the default model.
    public static let defaultName = "shop"

    var reference: ModelReference { ModelReference(name: name, digest: digest) }

    /// Creates a shipped model by its name, or a model from a file.
    ///
    /// - Throws: ``TaggerError`` where there is no such model or file, or where the file is damaged or was made for other
    ///   categories or another version of thumbnails.
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
                Model “\(nameOrFile)” not found: it is neither a file nor a shipped model \
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
            // The description begins with the path.
            throw TaggerError(.invalidData, error.description + ".")
        }
        guard Category.names.elementsEqual(model.classes.prefix(10)), model.classes.count <= 11,
            model.classes.count == 10 || model.classes.last == Category.none
        else {
            throw TaggerError(
                .invalidData,
                """
                Model \(path) has other classes than the ten categories in the order of Fashion-MNIST's labels, optionally \
                followed by none.
                """)
        }
        guard Classifier.supportedPreprocessings.contains(model.preprocessing) else {
            throw TaggerError(
                .invalidData,
                """
                Model \(path) was trained with thumbnails of version \(model.preprocessing). This program makes version \
                \(ThumbnailMaker.version): train the model again.
                """)
        }
        self.name = name
        digest = Data(SHA256.hash(data: data))
        byteCount = data.count
    }

    /// Creates a named model from a model in memory.
    init(name: String, model: Model) throws {
        let data = try model.serialized()
        try self.init(name: name, data: data, path: name)
    }

    /// Creates the model that tags a catalog.
    ///
    /// - Parameter nameOrFile: The name of a shipped model or of one that was learned in the catalog, or a file; nil for the
    ///   catalog's active model, or the default model where there is none.
    /// - Throws: ``TaggerError``.
    public init(nameOrFile: String?, in catalog: Catalog) throws {
        guard let nameOrFile else {
            try self.init(activeIn: catalog, orElse: try NamedModel(nameOrFile: Self.defaultName))
            return
        }
        if Self.shipped(nameOrFile) == nil, let file = try catalog.learnedModel(named: nameOrFile) {
            try self.init(name: nameOrFile, data: file, path: "\(nameOrFile) in \(catalog.path)")
        } else {
            try self.init(nameOrFile: nameOrFile)
        }
    }

    /// Creates the active model of a catalog, or the base model where the catalog has none.
    init(activeIn catalog: Catalog, orElse base: NamedModel) throws {
        guard let (name, file) = try catalog.activeModel() else {
            self = base
            return
        }
        try self.init(name: name, data: file, path: "\(name) in \(catalog.path)")
    }

    /// Returns the model with another temperature.
    func withTemperature(_ temperature: Double) throws -> NamedModel {
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
