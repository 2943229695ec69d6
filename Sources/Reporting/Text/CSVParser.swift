/// Splits the bytes of a CSV file into records.
struct CSVParser {
    let bytes: [UInt8]
    var position: Int
    let separator: UInt8
    private var line = 1

    init(bytes: [UInt8], position: Int, separator: UInt8) {
        self.bytes = bytes
        self.position = position
        self.separator = separator
    }

    /// Reads the next record, or returns nil at the end of the file.
    mutating func next() throws(CSVError) -> CSV.Record? {
        while position < bytes.count, skipLineEnding() {}
        guard position < bytes.count else { return nil }
        let firstLine = line
        var fields: [String] = []
        while true {
            fields.append(try field())
            if position < bytes.count, bytes[position] == separator {
                position += 1
            } else if position == bytes.count || skipLineEnding() {
                return CSV.Record(line: firstLine, fields: fields)
            } else {
                throw CSVError(
                    line: line, message: "text follows a closing quote; write a quote inside a field as two quotes")
            }
        }
    }

    private mutating func field() throws(CSVError) -> String {
        let firstLine = line
        let isQuoted = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
        let content = isQuoted ? try quotedField() : plainField()
        guard let text = String(validating: content, as: UTF8.self) else {
            throw CSVError(line: firstLine, message: "the text is not UTF-8; save the file as “CSV UTF-8”")
        }
        return text
    }

    private mutating func plainField() -> [UInt8] {
        let start = position
        while position < bytes.count, bytes[position] != separator, bytes[position] != UInt8(ascii: "\n"),
            bytes[position] != UInt8(ascii: "\r")
        {
            position += 1
        }
        return Array(bytes[start..<position])
    }

    private mutating func quotedField() throws(CSVError) -> [UInt8] {
        var content: [UInt8] = []
        let firstLine = line
        position += 1
        while true {
            guard position < bytes.count else {
                throw CSVError(line: firstLine, message: "a quoted field has no closing quote")
            }
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == byte else { return content }
                position += 1
            } else if byte == UInt8(ascii: "\n") {
                line += 1
            }
            content.append(byte)
        }
    }

    /// Skips a line ending (LF, CR or CRLF) at the position and returns whether there is one.
    private mutating func skipLineEnding() -> Bool {
        guard bytes[position] == UInt8(ascii: "\n") || bytes[position] == UInt8(ascii: "\r") else { return false }
        let isPair =
            bytes[position] == UInt8(ascii: "\r") && position + 1 < bytes.count
            && bytes[position + 1] == UInt8(ascii: "\n")
        position += isPair ? 2 : 1
        line += 1
        return true
    }
}
