// The header of a safetensors file (https://github.com/huggingface/safetensors#format), read by its own small grammar
// rather than by a JSON library: those let the last of two equal keys win, and nest as deep as they are told.

/// The text of a safetensors file and where its tensors lie.
struct SafetensorsHeader {
    /// A tensor's entry.
    struct Tensor: Equatable {
        var type = ""
        var shape: [Int] = []
        /// From the first byte after the header.
        var begin = 0
        var end = 0
    }

    /// What stands under `__metadata__`.
    private(set) var metadata: [String: String] = [:]
    private(set) var tensors: [String: Tensor] = [:]

    private var bytes: ArraySlice<UInt8>  // what is left to read

    /// - Throws: `ModelError`.
    init(json: ArraySlice<UInt8>) throws {
        bytes = json
        var hasMetadata = false
        try readObject { header, key in
            if key == "__metadata__" {
                guard !hasMetadata else { throw Self.duplicate(key) }
                hasMetadata = true
                try header.readObject { header, key in
                    guard header.metadata[key] == nil else { throw Self.duplicate(key) }
                    header.metadata[key] = try header.readString()
                }
            } else {
                guard header.tensors[key] == nil else { throw Self.duplicate(key) }
                header.tensors[key] = try header.readTensor()
            }
        }
        skipSpace()
        guard bytes.isEmpty else { throw Self.malformed }
    }

    private static let malformed = ModelError(problem: "its header is not the JSON of a safetensors file")

    private static func duplicate(_ key: String) -> ModelError {
        ModelError(problem: "its header has two entries '\(key.prefix(40))'")
    }

    private mutating func readTensor() throws -> Tensor {
        var tensor = Tensor()
        var seen: Set<String> = []
        try readObject { header, key in
            guard seen.insert(key).inserted else { throw Self.duplicate(key) }
            switch key {
            case "dtype":
                tensor.type = try header.readString()
            case "shape":
                tensor.shape = try header.readIntegers()
            case "data_offsets":
                let offsets = try header.readIntegers()
                guard offsets.count == 2 else { throw Self.malformed }
                (tensor.begin, tensor.end) = (offsets[0], offsets[1])
            default:
                throw Self.malformed
            }
        }
        guard seen.count == 3 else { throw Self.malformed }
        return tensor
    }

    /// Reads `{"key": value, …}`; the closure reads the value.
    private mutating func readObject(_ readValue: (inout SafetensorsHeader, String) throws -> Void) throws {
        try readList(open: "{", close: "}") { header in
            let key = try header.readString()
            try header.expect(":")
            try readValue(&header, key)
        }
    }

    private mutating func readIntegers() throws -> [Int] {
        var integers: [Int] = []
        try readList(open: "[", close: "]") { header in
            header.skipSpace()
            let digits = header.bytes.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            header.bytes = header.bytes.dropFirst(digits.count)
            // Int refuses nothing and overflow; JSON refuses leading zeros too.
            guard let integer = Int(String(decoding: digits, as: UTF8.self)), String(integer).utf8.elementsEqual(digits)
            else { throw Self.malformed }
            integers.append(integer)
        }
        return integers
    }

    /// Reads elements with commas between them.
    private mutating func readList(
        open: Unicode.Scalar, close: Unicode.Scalar, _ readElement: (inout SafetensorsHeader) throws -> Void
    ) throws {
        try expect(open)
        if take(close) { return }
        repeat { try readElement(&self) } while take(",")
        try expect(close)
    }

    private mutating func readString() throws -> String {
        try expect("\"")
        var text: [UInt8] = []
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw Self.malformed }
                return string
            case UInt8(ascii: "\\"):
                text += Array(String(try readEscape()).utf8)
            case 0..<0x20:
                throw Self.malformed
            default:
                text.append(byte)
            }
        }
        throw Self.malformed
    }

    /// What follows a backslash.
    private mutating func readEscape() throws -> Unicode.Scalar {
        switch bytes.popFirst() {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var unit = try readHexadecimal()
            if 0xD800..<0xDC00 ~= unit {
                // The first half of a pair, as in UTF-16.
                guard bytes.popFirst() == UInt8(ascii: "\\"), bytes.popFirst() == UInt8(ascii: "u") else {
                    throw Self.malformed
                }
                let low = try readHexadecimal()
                guard 0xDC00..<0xE000 ~= low else { throw Self.malformed }
                unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(unit) else { throw Self.malformed }
            return scalar
        default:
            throw Self.malformed
        }
    }

    private mutating func readHexadecimal() throws -> UInt32 {
        let digits = bytes.prefix(4)
        bytes = bytes.dropFirst(4)
        guard digits.count == 4, digits.allSatisfy({ $0 < 0x80 && Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw Self.malformed }
        return unit
    }

    private mutating func skipSpace() {
        bytes = bytes.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipSpace()
        guard bytes.first == UInt8(ascii: scalar) else { return false }
        bytes = bytes.dropFirst()
        return true
    }

    private mutating func expect(_ scalar: Unicode.Scalar) throws {
        guard take(scalar) else { throw Self.malformed }
    }
}
