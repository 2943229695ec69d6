import Foundation

/// The JSON header of a safetensors file (https://github.com/huggingface/safetensors#format): the metadata and the
/// positions of the tensors.
struct SafetensorsHeader: Equatable {
    /// The entry of a tensor.
    struct Tensor: Equatable {
        let type: String
        let shape: [Int]
        /// The position of the first byte, from the first byte after the header.
        let begin: Int
        /// The position after the last byte, from the first byte after the header.
        let end: Int
    }

    /// The texts under `__metadata__`.
    private(set) var metadata: [String: String] = [:]
    private(set) var tensors: [String: Tensor] = [:]

    /// Decodes a header.
    ///
    /// - Throws: `ModelError` where the JSON is not valid, has other entries than the format allows, or has an entry
    ///   twice.
    init(json: ArraySlice<UInt8>) throws {
        guard let stringCount = Self.stringCount(of: json),
            let content = try? JSONDecoder().decode(Content.self, from: Data(json))
        else {
            throw ModelError(problem: "its header is not the JSON of a safetensors file")
        }
        // The decoder drops entries with an unknown key and one of two entries with the same key. The text then has
        // more strings than the content.
        guard stringCount == content.stringCount else {
            throw ModelError(problem: "its header has an entry twice, or an entry that the format does not have")
        }
        metadata = content.metadata ?? [:]
        tensors = content.tensors
    }

    /// Returns the number of strings, keys included, in JSON; nil where the text has bytes outside strings that the
    /// format does not use: other values than whole numbers from 0, and encodings other than UTF-8, which the decoder
    /// would accept.
    private static func stringCount(of json: ArraySlice<UInt8>) -> Int? {
        let allowed = Set("{}[]:,0123456789 \t\n\r".utf8)
        var count = 0
        var isInString = false
        var isEscaped = false
        for byte in json {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\"") {
                count += isInString ? 0 : 1
                isInString.toggle()
            } else if isInString {
                isEscaped = byte == UInt8(ascii: "\\")
            } else if !allowed.contains(byte) {
                return nil
            }
        }
        return count
    }
}

/// The content of a header as the decoder sees it.
private struct Content: Decodable {
    var metadata: [String: String]?
    var tensors: [String: SafetensorsHeader.Tensor] = [:]

    /// The number of strings, keys included: five for each tensor, two for each text of the metadata.
    var stringCount: Int { 5 * tensors.count + (metadata.map { 1 + 2 * $0.count } ?? 0) }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: EntryKey.self)
        for key in container.allKeys {
            if key.stringValue == "__metadata__" {
                metadata = try container.decode([String: String].self, forKey: key)
            } else {
                tensors[key.stringValue] = try container.decode(SafetensorsHeader.Tensor.self, forKey: key)
            }
        }
    }

    private struct EntryKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }
}

extension SafetensorsHeader.Tensor: Decodable {
    private enum CodingKeys: String, CodingKey {
        case type = "dtype"
        case shape
        case offsets = "data_offsets"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        type = try container.decode(String.self, forKey: .type)
        shape = try container.decode([Int].self, forKey: .shape)
        let offsets = try container.decode([Int].self, forKey: .offsets)
        guard offsets.count == 2, (shape + offsets).allSatisfy({ $0 >= 0 }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .offsets, in: container, debugDescription: "two offsets and a shape without negative numbers")
        }
        (begin, end) = (offsets[0], offsets[1])
    }
}
