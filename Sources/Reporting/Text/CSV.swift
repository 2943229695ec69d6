/// Comma-separated values (RFC 4180): writes lines and reads tables.
public enum CSV {
    /// Returns one record as a line with a newline at its end. Fields with commas, quotes or line breaks are quoted.
    public static func line(_ fields: [String]) -> String {
        fields.map { field in
            let needsQuotes = field.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
            guard needsQuotes else { return field }
            // The loop works on scalars, because a combining mark forms one `Character` with the quote before it.
            return field.unicodeScalars.reduce(into: "\"") { result, scalar in
                if scalar == "\"" { result += "\"" }
                result.unicodeScalars.append(scalar)
            } + "\""
        }.joined(separator: ",") + "\n"
    }

    /// One record of a table.
    public struct Record: Sendable, Equatable {
        /// The line of the file on which the record starts, counted from 1.
        public let line: Int
        /// The fields without quotes.
        public let fields: [String]
    }

    /// The records of a file whose first line contains the column names.
    public struct Table: Sendable {
        /// The column names in lower case, without spaces.
        public let columns: [String]
        /// The records. Each record has at least as many fields as there are columns.
        public let records: [Record]

        /// Returns the position of a column. Throws an error that contains the column name if there is no such column.
        public func index(of column: String) throws(CSVError) -> Int {
            guard let index = columns.firstIndex(of: column) else {
                throw CSVError(
                    line: 1, message: "the column “\(column)” is missing; the first line must contain the column names")
            }
            return index
        }
    }

    /// Reads a table in the formats that spreadsheets write: with or without a byte order mark, with commas, semicolons or
    /// tabs as separator, with any line ending, and with an optional `sep=` line of Excel. Empty lines are skipped.
    ///
    /// - Parameter bytes: The file in UTF-8.
    /// - Throws: ``CSVError`` if the file is not UTF-8, has no line of column names, contains an unclosed quote, or contains a
    ///   record with fewer fields than columns.
    public static func table(_ bytes: [UInt8]) throws(CSVError) -> Table {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.prefix(64).contains(0) {
            throw CSVError(line: 1, message: "the file is UTF-16 or not a text file; save the file as “CSV UTF-8”")
        }
        if bytes.starts(with: Array("PK".utf8) + [3, 4]) {
            throw CSVError(line: 1, message: "the file is a workbook, not CSV; save the file as “CSV UTF-8”")
        }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var parser = CSVParser(bytes: bytes, position: start, separator: separator(of: bytes[start...]))
        if bytes[start...].starts(with: Array("sep=".utf8)), bytes.count > start + 4 {
            parser = CSVParser(bytes: bytes, position: start, separator: bytes[start + 4])
            _ = try parser.next()
        }
        guard let header = try parser.next() else { throw CSVError(line: 1, message: "the file is empty") }
        let columns = header.fields.map { $0.filter { $0 != " " }.lowercased() }
        var records: [Record] = []
        while let record = try parser.next() {
            guard record.fields.count >= columns.count else {
                throw CSVError(
                    line: record.line,
                    message: """
                        the record has \(record.fields.count) fields, but the first line contains \(columns.count) column \
                        names
                        """)
            }
            records.append(record)
        }
        return Table(columns: columns, records: records)
    }

    /// Returns the separator that occurs most often in the first line, or a comma.
    private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
        let first = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        let counts = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")].map { separator in
            (separator, first.count { $0 == separator })
        }
        return counts.max { $0.1 < $1.1 }.flatMap { $0.1 > 0 ? $0.0 : nil } ?? UInt8(ascii: ",")
    }
}
