import Foundation

/// A file of tensors in the safetensors format (https://github.com/huggingface/safetensors#format): the length of a
/// JSON header as eight little-endian bytes, the header, the tensors as little-endian floats.
///
/// The contents of a file are validated completely.
struct SafetensorsFile {
    static let maximumHeaderBytes = 1 << 20

    let header: SafetensorsHeader
    private let bytes: ArraySlice<UInt8>

    /// Divides the bytes of a file into the header and the tensors.
    ///
    /// - Throws: `ModelError`.
    init(_ file: [UInt8]) throws {
        guard file.count >= 8 else { throw ModelError(problem: "it is only \(file.count) bytes long") }
        let length = file[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= Self.maximumHeaderBytes else {
            throw ModelError(
                problem: "its header is \(length) bytes long; the limit is \(Self.maximumHeaderBytes)")
        }
        let end = 8 + Int(length)
        guard end <= file.count else { throw ModelError(problem: "it is cut off in its header") }
        header = try SafetensorsHeader(json: file[8..<end])
        bytes = file[end...]
    }

    /// Returns the floats of the expected tensors, one after the other.
    ///
    /// The file must have these tensors and no others. They must fill the file without gaps, in any order.
    ///
    /// - Throws: `ModelError`.
    func floats(_ expected: [(name: String, shape: [Int])]) throws -> [Float] {
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
            throw ModelError(problem: "it has \(bytes.count) bytes of tensors, but its header describes \(end)")
        }
        if let name = Set(header.tensors.keys).subtracting(expected.map(\.name)).min() {
            throw ModelError(problem: "it has a tensor '\(name.prefix(40))' that its architecture does not have")
        }
        var floats: [Float] = []
        floats.reserveCapacity(bytes.count / MemoryLayout<Float>.size)
        for (name, shape) in expected {
            guard let tensor = header.tensors[name] else {
                throw ModelError(problem: "the tensor '\(name)' is missing")
            }
            guard tensor.type == "F32" else {
                throw ModelError(problem: "the tensor '\(name)' has the type '\(tensor.type.prefix(40))', not F32")
            }
            let count = shape.reduce(1, *)
            guard tensor.shape == shape, tensor.end - tensor.begin == count * 4 else {
                throw ModelError(problem: "the tensor '\(name)' does not have the shape \(shape)")
            }
            bytes[(bytes.startIndex + tensor.begin)..<(bytes.startIndex + tensor.end)].withUnsafeBytes { raw in
                for i in 0..<count {
                    let bits = raw.loadUnaligned(fromByteOffset: i * 4, as: UInt32.self)
                    floats.append(Float(bitPattern: UInt32(littleEndian: bits)))
                }
            }
        }
        return floats
    }

    /// Returns the bytes of a file; nil where the header would be too long.
    ///
    /// - Parameters:
    ///   - tensors: The names and shapes of the tensors, in the order of the file.
    ///   - floats: The values of all tensors, one after the other.
    static func serialized(
        metadata: [String: String], tensors: [(name: String, shape: [Int])], floats: [Float]
    ) throws -> Data? {
        var entries: [String: HeaderEntry] = ["__metadata__": .metadata(metadata)]
        var begin = 0
        for (name, shape) in tensors {
            let end = begin + shape.reduce(MemoryLayout<Float>.size, *)
            entries[name] = .tensor(shape: shape, begin: begin, end: end)
            begin = end
        }
        precondition(begin == floats.count * MemoryLayout<Float>.size, "as many floats as the shapes say")
        var header = try json(entries)
        // Padded with spaces to a multiple of eight, so that the tensors are aligned in a memory-mapped file.
        header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        guard header.count <= maximumHeaderBytes else { return nil }
        var data = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
        data += header
        floats.map(\.bitPattern.littleEndian).withUnsafeBytes { data += $0 }
        return data
    }

    /// A value of the header's JSON object.
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

    /// Returns a value as JSON. The same value gives the same bytes.
    static func json(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }
}
