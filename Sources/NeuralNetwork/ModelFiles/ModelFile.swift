// The file format of models: safetensors (see `SafetensorsFile`) with metadata. Other programs can read the tensors,
// for example with `safetensors.numpy.load_file` in Python. The metadata, as text under `__metadata__`:
//
//   format           tagger-model
//   format_version   1
//   name, preprocessing, pixel_scale, temperature
//   architecture, classes, provenance   as JSON
//
// The weight of a dense layer is [inputs, units], as in Keras: logits = x @ weight + bias. The weight of a convolution
// is [3, 3, inputs, channels], as in Keras; PyTorch's is `weight.transpose(3, 2, 0, 1)`.

import Foundation
import SystemPackage

extension Model {
    /// The largest size of a file that is read or written, in bytes.
    public static let maximumFileBytes = 64 << 20
    /// The largest size of a header, in bytes.
    public static let maximumHeaderBytes = SafetensorsFile.maximumHeaderBytes

    private static let format = "tagger-model"
    private static let formatVersion = 1

    /// Reads a model file. The contents of the file are validated completely.
    ///
    /// - Throws: `ModelFileError`.
    public init(contentsOf url: URL) throws {
        let path = url.path
        let data: Data?
        do {
            data = try NeuralNetwork.contents(of: url, maximumBytes: Self.maximumFileBytes)
        } catch Errno.noSuchFileOrDirectory {
            throw ModelFileError.fileNotFound(path: path)
        } catch {
            throw ModelFileError.unreadable(path: path, reason: error.systemReason)
        }
        guard let data else { throw ModelFileError.tooLarge(path: path, maximumBytes: Self.maximumFileBytes) }
        try self.init(data: data, path: path)
    }

    /// Reads a model from the bytes of a file.
    ///
    /// - Parameter path: The path of the file in error messages.
    /// - Throws: `ModelFileError`.
    public init(data: Data, path: String) throws {
        guard data.count <= Self.maximumFileBytes else {
            throw ModelFileError.tooLarge(path: path, maximumBytes: Self.maximumFileBytes)
        }
        do {
            let file = try SafetensorsFile([UInt8](data))
            let metadata = file.header.metadata
            guard metadata["format"] == Self.format else {
                throw ModelError(problem: "it has no metadata of a model, so it was written by another program")
            }
            let version = Int(metadata["format_version"] ?? "") ?? 0
            guard version <= Self.formatVersion else {
                throw ModelFileError.newerVersion(path: path, version: version)
            }
            guard version == Self.formatVersion else { throw ModelError(problem: "its format_version is not valid") }
            try self.init(file)
        } catch let error as ModelError {
            throw ModelFileError.damaged(path: path, problem: error.problem)
        } catch let error as ArchitectureError {
            throw ModelFileError.damaged(path: path, problem: error.description)
        }
    }

    /// Writes the model to a file, completely or not at all. A regular file of that name is replaced.
    ///
    /// - Throws: `ModelFileError`.
    public func write(to url: URL) throws {
        let url = url.resolvingSymlinksInPath()
        do {
            // The new file is renamed to the old name, which would replace a device by a file.
            let type = try? FileManager.default.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
            guard type == nil || type == .typeRegular else {
                throw ModelFileError.unwritable(path: url.path, reason: "it is not a regular file")
            }
            try serialized().write(to: url, options: .atomic)
        } catch let error as ModelFileError {
            throw error
        } catch let error as ModelError {
            throw ModelFileError.unwritable(path: url.path, reason: error.problem)
        } catch {
            throw ModelFileError.unwritable(path: url.path, reason: error.systemReason)
        }
    }

    /// Returns the bytes of the model's file. The same model gives the same bytes.
    ///
    /// - Throws: `ModelError` where the provenance is too long for a header.
    public func serialized() throws -> Data {
        func json(_ value: some Encodable) throws -> String {
            String(decoding: try SafetensorsFile.json(value), as: UTF8.self)
        }
        let metadata = [
            "format": Self.format, "format_version": "\(Self.formatVersion)",
            "name": name, "preprocessing": preprocessing, "pixel_scale": pixelScale.rawValue,
            "temperature": "\(temperature)", "architecture": try json(architecture), "classes": try json(classes),
            "provenance": try json(provenance),
        ]
        let tensors = try architecture.parameterTensors().map { ($0.name, $0.shape) }
        guard let data = try SafetensorsFile.serialized(metadata: metadata, tensors: tensors, floats: weights) else {
            throw ModelError(problem: "its provenance is too long")
        }
        return data
    }

    private init(_ file: SafetensorsFile) throws {
        func text(_ key: String) throws -> String {
            guard let text = file.header.metadata[key] else { throw ModelError(problem: "its metadata has no \(key)") }
            return text
        }
        func decode<Value: Decodable>(_ key: String, as type: Value.Type) throws -> Value {
            do {
                return try JSONDecoder().decode(type, from: Data(try text(key).utf8))
            } catch let error as ModelError {
                throw error
            } catch {
                throw ModelError(problem: "its \(key) is not valid")
            }
        }
        guard let pixelScale = PixelScale(rawValue: try text("pixel_scale")) else {
            throw ModelError(problem: "its pixel_scale is neither 1/255 nor 1")
        }
        guard let temperature = Double(try text("temperature")) else {
            throw ModelError(problem: "its temperature is not a number")
        }
        let architecture = try decode("architecture", as: Architecture.self)
        try self.init(
            name: text("name"), architecture: architecture, classes: decode("classes", as: [String].self),
            pixelScale: pixelScale, preprocessing: text("preprocessing"), temperature: temperature,
            provenance: decode("provenance", as: [String: String].self),
            weights: file.floats(architecture.parameterTensors().map { ($0.name, $0.shape) }))
    }
}
