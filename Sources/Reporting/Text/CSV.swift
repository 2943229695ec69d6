/// Comma-separated values after RFC 4180.
public enum CSV {
    /// One record as a line, ended by a newline. Fields with commas, quotes or line breaks are quoted.
    public static func line(_ fields: [String]) -> String {
        fields.map { field in
            let needsQuotes = field.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
            guard needsQuotes else { return field }
            // By scalars: what combines with a quote must not hide it.
            return field.unicodeScalars.reduce(into: "\"") { result, scalar in
                if scalar == "\"" { result += "\"" }
                result.unicodeScalars.append(scalar)
            } + "\""
        }.joined(separator: ",") + "\n"
    }

    /// A record and where it stands.
    public struct Record: Sendable, Equatable {
        /// The line on which it begins, counted from 1.
        public let line: Int
        /// Its fields, without quotes.
        public let fields: [String]
    }

    /// What is wrong with a file, and where.
    public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
        /// Counted from 1.
        public let line: Int
        /// One sentence.
        public let message: String
        /// The line and what is wrong on it.
        public var description: String { "line \(line): \(message)" }

        /// A problem on a line.
        public init(line: Int, message: String) {
            self.line = line
            self.message = message
        }
    }

    /// Records under a line of column names.
    public struct Table: Sendable {
        /// The names of the columns, in lower case without spaces around.
        public let columns: [String]
        /// The records below. Each has at least as many fields as there are columns.
        public let records: [Record]

        /// The place of a column, or a problem that names it.
        public func index(of column: String) throws(Problem) -> Int {
            guard let index = columns.firstIndex(of: column) else {
                throw Problem(line: 1, message: "there is no column “\(column)”; the first line names the columns")
            }
            return index
        }
    }

    /// Reads a table as spreadsheets write them: with or without a byte order mark, with commas, semicolons or tabs between
    /// fields, lines ended in any way; empty lines are passed over.
    ///
    /// - Parameter bytes: UTF-8.
    /// - Throws: ``Problem`` when it is not UTF-8, has no line of column names, a quote is not closed, or a record is
    ///   shorter than that line.
    public static func table(_ bytes: [UInt8]) throws(Problem) -> Table {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.prefix(64).contains(0) {
            throw Problem(line: 1, message: "the text is UTF-16 or no text; save the file as “CSV UTF-8”")
        }
        if bytes.starts(with: Array("PK".utf8) + [3, 4]) {
            throw Problem(line: 1, message: "the file is a workbook, not CSV; save it as “CSV UTF-8”")
        }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var parser = Parser(bytes: bytes, position: start, separator: separator(of: bytes[start...]))
        // Excel's own first line that names the separator.
        if bytes[start...].starts(with: Array("sep=".utf8)), bytes.count > start + 4 {
            parser = Parser(bytes: bytes, position: start, separator: bytes[start + 4])
            _ = try parser.next()
        }
        guard let header = try parser.next() else { throw Problem(line: 1, message: "the file is empty") }
        let columns = header.fields.map { $0.filter { $0 != " " }.lowercased() }
        var records: [Record] = []
        while let record = try parser.next() {
            guard record.fields.count >= columns.count else {
                throw Problem(
                    line: record.line,
                    message:
                        "there are \(record.fields.count) fields where the first line names \(columns.count) columns")
            }
            records.append(record)
        }
        return Table(columns: columns, records: records)
    }

    /// The separator that the first line has most of.
    private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
        let first = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        let counts = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")].map { separator in
            (separator, first.count { $0 == separator })
        }
        return counts.max { $0.1 < $1.1 }.flatMap { $0.1 > 0 ? $0.0 : nil } ?? UInt8(ascii: ",")
    }
}

/// Walks over the bytes of a file, a record at a time.
private struct Parser {
    let bytes: [UInt8]
    var position: Int
    let separator: UInt8
    var line = 1

    mutating func next() throws(CSV.Problem) -> CSV.Record? {
        while position < bytes.count, endOfLine() {}
        guard position < bytes.count else { return nil }
        let firstLine = line
        var fields: [String] = []
        while true {
            fields.append(try field())
            if position < bytes.count, bytes[position] == separator {
                position += 1
            } else if position == bytes.count || endOfLine() {
                return CSV.Record(line: firstLine, fields: fields)
            } else {
                throw CSV.Problem(
                    line: line, message: "text follows a closing quote; quotes inside of a field are doubled")
            }
        }
    }

    private mutating func field() throws(CSV.Problem) -> String {
        var content: [UInt8] = []
        let firstLine = line
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            position += 1
            while true {
                guard position < bytes.count else {
                    throw CSV.Problem(line: firstLine, message: "a quote is opened and never closed")
                }
                let byte = bytes[position]
                position += 1
                if byte == UInt8(ascii: "\"") {
                    guard position < bytes.count, bytes[position] == byte else { break }
                    position += 1
                } else if byte == UInt8(ascii: "\n") {
                    line += 1
                }
                content.append(byte)
            }
        } else {
            let start = position
            while position < bytes.count, bytes[position] != separator, bytes[position] != UInt8(ascii: "\n"),
                bytes[position] != UInt8(ascii: "\r")
            {
                position += 1
            }
            content = Array(bytes[start..<position])
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw CSV.Problem(line: firstLine, message: "the text is not UTF-8; save the file as “CSV UTF-8”")
        }
        return text
    }

    private mutating func endOfLine() -> Bool {
        guard bytes[position] == UInt8(ascii: "\n") || bytes[position] == UInt8(ascii: "\r") else { return false }
        let isPair =
            bytes[position] == UInt8(ascii: "\r") && position + 1 < bytes.count
            && bytes[position + 1] == UInt8(ascii: "\n")
        position += isPair ? 2 : 1
        line += 1
        return true
    }
}
