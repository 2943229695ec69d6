import Foundation
import GRDB

/// The shop's key of a product: a number, a text or a blob.
///
/// Keys keep their type, so that `1` and `'1'` are two products.
public struct ProductID: Hashable, Sendable {
    let value: DatabaseValue

    init(_ value: DatabaseValue) { self.value = value }
}

extension ProductID {
    /// The key as a text with its type, which is different for each key, such as `integer 5` or `text A1`.
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
    /// The key with an ``identity``; nil where the text is not an identity.
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
