import Foundation
import GRDBSQLite

/// A column of the row on which a statement stands, read without a copy: valid until the statement's next step.
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

    /// A value that outlives the row, in memory that it is given.
    init(_ value: ColumnValue, in memory: inout [UInt8]) {
        (type, integer, real) = (value.type, value.integer, value.real)
        memory.removeAll(keepingCapacity: true)
        memory.append(contentsOf: value.bytes)
    }

    /// The same, whose text or blob is in other memory.
    func with(_ bytes: UnsafeRawBufferPointer) -> ColumnValue {
        var value = self
        value.bytes = bytes
        return value
    }

    /// Below, at or above 0 as this sorts before, with or after another: null, numbers, texts and blobs byte by byte, as SQLite
    /// sorts what has no collation of its own.
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
