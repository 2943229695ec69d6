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
    var identity: String {
        switch value.storage {
        case .int64(let number): "integer \(number)"
        case .double(let number): "real \(number)"
        case .string(let text): "text \(text)"
        case .blob(let bytes): "blob " + bytes.map { String(format: "%02x", $0) }.joined()
        case .null: "null"
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
