// Models on disk, as safetensors (https://github.com/huggingface/safetensors#format): the length of a JSON header as
// eight little-endian bytes, the header, the tensors as little-endian floats. Other programs can read the tensors
// (`safetensors.numpy.load_file` in Python); what makes them a model of ours is text under `__metadata__`:
//
//   format           tagger-model
//   format_version   1
//   name, preprocessing, pixel_scale, temperature
//   architecture, classes, provenance   as JSON
//
// A dense layer's weight is [inputs, units], as in Keras: logits = x @ weight + bias.

import Foundation

extension Model {
    /// The largest file that is read or written.
    public static let maximumFileBytes = 64 << 20
    /// The longest header.
    public static let maximumHeaderBytes = 1 << 20

    private static let format = "tagger-model"
    private static let formatVersion = 1

    /// Reads a model file. Nothing in the file is trusted.
    ///
    /// - Throws: `ModelFileError`.
    public init(contentsOf url: URL) throws {
        let path = url.path
        let data: Data?
        do {
            data = try FileHandle(forReadingFrom: url).read(upToCount: Self.maximumFileBytes + 1)
        } catch  where error.isFileNotFound {
            throw ModelFileError.fileNotFound(path: path)
        } catch {
            throw ModelFileError.unreadable(path: path, reason: error.systemReason)
        }
        try self.init(data: data ?? Data(), path: path)
    }

    /// Reads a model from the bytes of a file; errors speak of the path.
    ///
    /// - Throws: `ModelFileError`.
    public init(data: Data, path: String) throws {
        guard data.count <= Self.maximumFileBytes else {
            throw ModelFileError.tooLarge(path: path, maximumBytes: Self.maximumFileBytes)
        }
        do {
            let (header, tensors) = try Self.split([UInt8](data))
            guard header.metadata["format"] == Self.format else {
                throw ModelError(problem: "it has no metadata of a model, so another program wrote it")
            }
            let version = Int(header.metadata["format_version"] ?? "") ?? 0
            guard version <= Self.formatVersion else {
                throw ModelFileError.newerVersion(path: path, version: version)
            }
            guard version == Self.formatVersion else { throw ModelError(problem: "its format_version is wrong") }
            try self.init(header, tensors: tensors)
        } catch let error as ModelError {
            throw ModelFileError.damaged(path: path, problem: error.problem)
        } catch let error as ArchitectureError {
            throw ModelFileError.damaged(path: path, problem: error.description)
        }
    }

    /// Writes the model to a file, all or nothing. What is there already is replaced, if it is a file.
    ///
    /// - Throws: `ModelFileError`.
    public func write(to url: URL) throws {
        let url = url.resolvingSymlinksInPath()
        do {
            // Replacing means renaming, which would turn a device into a file.
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

    /// The bytes of the model's file. The same model gives the same bytes.
    ///
    /// - Throws: `ModelError` where the provenance is too long for a header.
    public func serialized() throws -> Data {
        var entries: [String: HeaderEntry] = [:]
        for tensor in try architecture.parameterTensors() {
            let begin = tensor.offset * MemoryLayout<Float>.size
            let end = begin + tensor.count * MemoryLayout<Float>.size
            entries[tensor.name] = .tensor(shape: tensor.shape, begin: begin, end: end)
        }
        entries["__metadata__"] = .metadata([
            "format": Self.format, "format_version": "\(Self.formatVersion)",
            "name": name, "preprocessing": preprocessing, "pixel_scale": pixelScale.rawValue,
            "temperature": "\(temperature)",
            "architecture": String(decoding: try Self.json(architecture), as: UTF8.self),
            "classes": String(decoding: try Self.json(classes), as: UTF8.self),
            "provenance": String(decoding: try Self.json(provenance), as: UTF8.self),
        ])
        var header = try Self.json(entries)
        // Spaces up to a multiple of eight, so that the tensors are aligned for whoever maps the file.
        header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        guard header.count <= Self.maximumHeaderBytes else {
            throw ModelError(problem: "its provenance is too long")
        }
        var data = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
        data += header
        weights.map(\.bitPattern.littleEndian).withUnsafeBytes { data += $0 }
        return data
    }

    /// A value of the header's object.
    private enum HeaderEntry: Encodable {
        case metadata([String: String])
        case tensor(shape: [Int], begin: Int, end: Int)

        private enum Key: String, CodingKey {
            case type = "dtype"
            case shape
            case offsets = "data_offsets"
        }

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .metadata(let metadata):
                try metadata.encode(to: encoder)
            case .tensor(let shape, let begin, let end):
                var container = encoder.container(keyedBy: Key.self)
                try container.encode("F32", forKey: .type)
                try container.encode(shape, forKey: .shape)
                try container.encode([begin, end], forKey: .offsets)
            }
        }
    }

    private static func json(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    /// Divides a file into its header and the bytes of its tensors.
    private static func split(_ file: [UInt8]) throws -> (header: SafetensorsHeader, tensors: ArraySlice<UInt8>) {
        guard file.count >= 8 else { throw ModelError(problem: "it is only \(file.count) bytes long") }
        let length = file[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= maximumHeaderBytes else {
            throw ModelError(
                problem: "its header would be \(length) bytes long, and the limit is \(maximumHeaderBytes)")
        }
        let end = 8 + Int(length)
        guard end <= file.count else { throw ModelError(problem: "it is cut off in its header") }
        return (try SafetensorsHeader(json: file[8..<end]), file[end...])
    }

    private init(_ header: SafetensorsHeader, tensors: ArraySlice<UInt8>) throws {
        func text(_ key: String) throws -> String {
            guard let text = header.metadata[key] else { throw ModelError(problem: "its metadata has no \(key)") }
            return text
        }
        func decode<Value: Decodable>(_ key: String, as type: Value.Type) throws -> Value {
            do {
                return try JSONDecoder().decode(type, from: Data(try text(key).utf8))
            } catch let error as ModelError {
                throw error
            } catch {
                throw ModelError(problem: "its \(key) cannot be understood")
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
            weights: Self.weights(of: architecture, header: header, bytes: tensors))
    }

    /// The tensors that an architecture needs, which must be all that there is, side by side, in any order.
    private static func weights(
        of architecture: Architecture, header: SafetensorsHeader, bytes: ArraySlice<UInt8>
    ) throws -> [Float] {
        var end = 0
        for (name, tensor) in header.tensors.sorted(by: {
            ($0.value.begin, $0.value.end) < ($1.value.begin, $1.value.end)
        }) {
            guard tensor.begin == end, tensor.end >= tensor.begin else {
                throw ModelError(problem: "the tensor '\(name.prefix(40))' does not begin where the one before ends")
            }
            end = tensor.end
        }
        guard end == bytes.count else {
            throw ModelError(problem: "it has \(bytes.count) bytes of tensors, and its header speaks of \(end)")
        }
        let expected = try architecture.parameterTensors()
        if let name = Set(header.tensors.keys).subtracting(expected.map(\.name)).min() {
            throw ModelError(problem: "it has a tensor '\(name.prefix(40))' that its architecture does not know")
        }
        var weights: [Float] = []
        weights.reserveCapacity(bytes.count / MemoryLayout<Float>.size)
        for parameter in expected {
            guard let tensor = header.tensors[parameter.name] else {
                throw ModelError(problem: "the tensor '\(parameter.name)' is missing")
            }
            guard tensor.type == "F32" else {
                throw ModelError(
                    problem: "the tensor '\(parameter.name)' has the type '\(tensor.type.prefix(40))', not F32")
            }
            guard tensor.shape == parameter.shape, tensor.end - tensor.begin == parameter.count * 4 else {
                throw ModelError(problem: "the tensor '\(parameter.name)' does not have the shape \(parameter.shape)")
            }
            bytes[(bytes.startIndex + tensor.begin)..<(bytes.startIndex + tensor.end)].withUnsafeBytes { raw in
                for i in 0..<parameter.count {
                    let bits = raw.loadUnaligned(fromByteOffset: i * 4, as: UInt32.self)
                    weights.append(Float(bitPattern: UInt32(littleEndian: bits)))
                }
            }
        }
        return weights
    }
}
