import Foundation
import GRDBSQLite

/// The value of a column in the current row of a statement, without a copy: valid until the next step of the statement.
struct ColumnValue {
    private let type: Int32
    private var integer: Int64 = 0
    private var real = 0.0
    private var bytes = UnsafeRawBufferPointer(start: nil, count: 0)

    init(_ statement: OpaquePointer, _ column: Int32) {
        type = sqlite3_column_type(statement, column)
        switch type {
        case SQLITE_INTEGER: integer = sqlite3_column_int64(statement, column)
        case SQLITE_FLOAT: real = sqlite3_column_double(statement, column)
        case SQLITE_TEXT:
            let start = sqlite3_column_text(statement, column)
            bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(statement, column)
            bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
        default: break
        }
    }

    /// A copy of a value. The text or blob of the value is copied to `memory`; use ``with(_:)`` to read it from there.
    init(_ value: ColumnValue, in memory: inout [UInt8]) {
        (type, integer, real) = (value.type, value.integer, value.real)
        memory.removeAll(keepingCapacity: true)
        memory.append(contentsOf: value.bytes)
    }

    /// Returns the same value with its text or blob in other memory.
    func with(_ bytes: UnsafeRawBufferPointer) -> ColumnValue {
        var value = self
        value.bytes = bytes
        return value
    }

    /// Compares two values as SQLite sorts them under the collation BINARY: null, numbers, texts, blobs.
    ///
    /// - Returns: A number below, at or above 0, as this value sorts before, with or after the other.
    func order(_ other: ColumnValue) -> Int {
        if type == SQLITE_INTEGER, other.type == SQLITE_INTEGER {
            return integer == other.integer ? 0 : integer < other.integer ? -1 : 1
        }
        guard rank == other.rank else { return rank < other.rank ? -1 : 1 }
        switch rank {
        case 0: return 0
        case 1:
            let (a, b) = (number, other.number)
            if a != b { return a < b ? -1 : 1 }
            return type == other.type || integer == Int64(exactly: b) || other.integer == Int64(exactly: a) ? 0 : -1
        default:
            if let start = bytes.baseAddress, let otherStart = other.bytes.baseAddress,
                case let order = memcmp(start, otherStart, min(bytes.count, other.bytes.count)), order != 0
            {
                return Int(order)
            }
            return bytes.count - other.bytes.count
        }
    }

    private var rank: Int {
        switch type {
        case SQLITE_INTEGER, SQLITE_FLOAT: 1
        case SQLITE_TEXT: 2
        case SQLITE_BLOB: 3
        default: 0
        }
    }

    private var number: Double { type == SQLITE_INTEGER ? Double(integer) : real }
}

/// A copy of a SQLite value that outlives its row.
final class HeldValue {
    private let value: OpaquePointer?

    init(_ value: OpaquePointer?) { self.value = sqlite3_value_dup(value) }

    /// Binds the value to a parameter of a statement, counted from 1.
    func bind(to statement: OpaquePointer, _ index: Int32) { sqlite3_bind_value(statement, index, value) }

    deinit { sqlite3_value_free(value) }
}
