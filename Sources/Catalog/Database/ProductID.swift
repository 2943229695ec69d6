import Foundation
import GRDB

/// A product's key as the shop has it: a number or a text.
///
/// It is passed back as it came, so `1` and `'1'` stay two products.
public struct ProductID: Hashable, Sendable {
    let value: DatabaseValue

    init(_ value: DatabaseValue) { self.value = value }
}

extension ProductID {
    /// A text that no other key has, and that this one always has.
    public var identity: String {
        switch value.storage {
        case .int64(let number): "integer \(number)"
        case .double(let number): "real \(number)"
        case .string(let text): "text \(text)"
        case .blob(let bytes): "blob " + bytes.hexadecimal
        case .null: "null"
        }
    }
}

extension ProductID {
    /// The key with an ``identity``; nil where the text is none.
    public init?(identity: String) {
        let parts = identity.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let rest = String(parts[1])
        switch parts[0] {
        case "integer":
            guard let number = Int64(rest) else { return nil }
            value = number.databaseValue
        case "real":
            guard let number = Double(rest) else { return nil }
            value = number.databaseValue
        case "text": value = rest.databaseValue
        case "blob":
            let digits = Array(rest.utf8)
            guard digits.count.isMultiple(of: 2) else { return nil }
            var bytes = Data()
            for start in stride(from: 0, to: digits.count, by: 2) {
                guard let byte = UInt8(String(decoding: digits[start..<start + 2], as: UTF8.self), radix: 16) else {
                    return nil
                }
                bytes.append(byte)
            }
            value = bytes.databaseValue
        default: return nil
        }
    }
}

extension ProductID: CustomStringConvertible {
    /// The key as text, for messages.
    public var description: String {
        switch value.storage {
        case .int64(let number): "\(number)"
        case .double(let number): "\(number)"
        case .string(let text): text
        case .blob, .null: value.description
        }
    }
}

extension ProductID: DatabaseValueConvertible {
    /// The key as the shop stores it.
    public var databaseValue: DatabaseValue { value }
    /// Takes any key.
    public static func fromDatabaseValue(_ value: DatabaseValue) -> ProductID? { ProductID(value) }
}
