import Testing

@testable import Reporting

@Suite struct CSVTests {
    private func error(_ text: String) -> CSVError? {
        do throws(CSVError) {
            _ = try CSV.table(Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Written fields are read back unchanged",
        arguments: [
            ["plain", "two words", ""], ["a,b", "\"quoted\"", "line\nbreak"], ["\r\n", "\"", ";\t"],
            ["=1+1", "日本", "é\u{202E}x"], ["\"\u{301}", "\u{0D4E}\"", "\"\""],
        ])
    func roundTrip(fields: [String]) throws {
        let table = try CSV.table(Array((CSV.line(["a", "b", "c"]) + CSV.line(fields)).utf8))
        #expect(table.records.map(\.fields) == [fields])
    }

    @Test("Lines follow RFC 4180")
    func quoting() {
        #expect(CSV.line(["a", "b,c", "d\"e"]) == "a,\"b,c\",\"d\"\"e\"\n")
    }

    @Test(
        "Files of spreadsheets are read, with any separator and line ending",
        arguments: [
            "sku,category\na,b\n", "\u{FEFF}sku,category\r\na,b\r\n", "SKU; Category\na;b", "sku\tcategory\ra\tb\r",
            "sep=;\nsku;category\na;b\n", "\n\nsku,category\n\na,b\n\n",
        ])
    func spreadsheetFormats(text: String) throws {
        let table = try CSV.table(Array(text.utf8))
        #expect(table.columns == ["sku", "category"])
        #expect(table.records.map(\.fields) == [["a", "b"]])
    }

    @Test("Errors contain their line")
    func errorLines() {
        #expect(error("")?.line == 1)
        #expect(error("a,b\n1,2\n3\n")?.line == 3)
        #expect(error("a,b\n\"1\n2\",3\n4\n")?.line == 4)
        #expect(error("a,b\n1,\"2\n3,4\n")?.line == 2)
        #expect(error("a,b\n\"1\"x,2\n")?.line == 2)
    }

    @Test("Errors have fixed texts")
    func errorTexts() {
        #expect(error("")?.description == "line 1: the file is empty")
        #expect(
            error("a,b\n3\n")?.description
                == "line 2: the record has 1 fields, but the first line contains 2 column names")
        #expect(error("a\n\"1\n")?.description == "line 2: a quoted field has no closing quote")
        #expect(
            error("a\n\"1\"x\n")?.description
                == "line 2: text follows a closing quote; write a quote inside a field as two quotes")
    }

    @Test("Files that are not CSV in UTF-8 are refused")
    func otherFormats() {
        #expect(throws: CSVError.self) { try CSV.table([0x61, 0x0A, 0xFF]) }
        #expect(error("PK\u{3}\u{4}")?.message.contains("workbook") == true)
        #expect(throws: CSVError.self) { try CSV.table(Array("a,b".utf8).flatMap { [$0, 0] }) }
    }

    @Test("Additional fields are allowed; a missing column is an error with its name")
    func columns() throws {
        let table = try CSV.table(Array("a\n1,2\n".utf8))
        #expect(table.records.first?.fields == ["1", "2"])
        let error = #expect(throws: CSVError.self) { try table.index(of: "sku") }
        #expect(error?.message == "the column “sku” is missing; the first line must contain the column names")
    }
}
