/// A pressed key.
enum Key: Hashable {
    /// A letter, digit or punctuation mark, in lower case.
    case character(Character)
    case enter, escape, up, down, left, right, pageUp, pageDown, backspace
    /// Ctrl-D.
    case endOfInput
}

/// Turns the bytes that a terminal sends into keys.
///
/// Escape sequences are those of ECMA-48 and xterm. Pasted text (bracketed paste) and reports of the terminal are skipped,
/// because neither is a key that a person pressed.
struct KeyReader {
    private var pending: [UInt8] = []
    private var isPasting = false
    /// Longer sequences are discarded.
    private static let maximumSequenceBytes = 4_096

    /// Whether more bytes can complete a key: after Escape, which begins escape sequences too.
    var isIncomplete: Bool { !pending.isEmpty }

    /// Returns the keys that these bytes complete.
    mutating func keys(_ bytes: some Sequence<UInt8>) -> [Key] {
        pending += bytes
        var keys: [Key] = []
        var rest = pending[...]
        while let (key, count) = Self.next(rest) {
            rest = rest.dropFirst(count)
            switch key {
            case .key(let key): if !isPasting { keys.append(key) }
            case .paste(let begins): isPasting = begins
            case .nothing: break
            }
        }
        pending = rest.count > Self.maximumSequenceBytes ? [] : Array(rest)
        return keys
    }

    /// Returns the keys of the pending bytes if no further byte arrives: Escape for a single escape character.
    mutating func keysAfterPause() -> [Key] {
        defer { pending = [] }
        return pending.first == 0x1B && pending.count == 1 && !isPasting ? [.escape] : []
    }

    private enum Read {
        case key(Key)
        case paste(begins: Bool)
        case nothing
    }

    /// Returns the first key or sequence of the bytes and its length; nil if more bytes are needed.
    private static func next(_ bytes: ArraySlice<UInt8>) -> (Read, Int)? {
        guard let first = bytes.first else { return nil }
        switch first {
        case 0x1B: return escaped(bytes)
        case 0x0A, 0x0D: return (.key(.enter), 1)
        case 0x04: return (.key(.endOfInput), 1)
        case 0x08, 0x7F: return (.key(.backspace), 1)
        case 0x00..<0x20: return (.nothing, 1)
        default: return character(bytes, first)
        }
    }

    private static func character(_ bytes: ArraySlice<UInt8>, _ first: UInt8) -> (Read, Int)? {
        let count =
            switch first {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        guard bytes.count >= count else { return nil }
        guard let text = String(validating: bytes.prefix(count), as: UTF8.self),
            let character = text.lowercased().first
        else { return (.nothing, 1) }
        return (.key(.character(character)), count)
    }

    private static func escaped(_ bytes: ArraySlice<UInt8>) -> (Read, Int)? {
        guard let second = bytes.dropFirst().first else { return nil }
        switch second {
        case UInt8(ascii: "["): return controlSequence(bytes)
        case UInt8(ascii: "O"):
            guard let third = bytes.dropFirst(2).first else { return nil }
            return (arrow(third).map { .key($0) } ?? .nothing, 3)
        case UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "]"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            return report(bytes)
        case 0x1B: return (.key(.escape), 1)
        // Keys with Alt have no meaning.
        default: return (.nothing, 2)
        }
    }

    /// `ESC [`, parameters, a final byte.
    private static func controlSequence(_ bytes: ArraySlice<UInt8>) -> (Read, Int)? {
        let parameters = bytes.dropFirst(2).prefix { (0x20...0x3F).contains($0) }
        guard let final = bytes.dropFirst(2 + parameters.count).first else { return nil }
        let count = 3 + parameters.count
        if let key = arrow(final) { return (.key(key), count) }
        guard final == UInt8(ascii: "~") else { return (.nothing, count) }
        switch String(decoding: parameters, as: UTF8.self) {
        case "5": return (.key(.pageUp), count)
        case "6": return (.key(.pageDown), count)
        case "200": return (.paste(begins: true), count)
        case "201": return (.paste(begins: false), count)
        default: return (.nothing, count)
        }
    }

    private static func arrow(_ byte: UInt8) -> Key? {
        switch byte {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "M"): .enter
        default: nil
        }
    }

    /// A report of the terminal, which ends with BEL or `ESC \`.
    private static func report(_ bytes: ArraySlice<UInt8>) -> (Read, Int)? {
        var last: UInt8 = 0
        for (index, byte) in bytes.dropFirst(2).enumerated() {
            if byte == 0x07 || last == 0x1B && byte == UInt8(ascii: "\\") { return (.nothing, index + 3) }
            last = byte
        }
        return nil
    }
}
