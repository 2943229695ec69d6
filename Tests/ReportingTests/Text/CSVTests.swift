import Testing

@testable import Reporting

@Suite struct CSVTests {
    private func problem(_ text: String) -> CSV.Problem? {
        do throws(CSV.Problem) {
            _ = try CSV.table(Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ["plain", "two words", ""], ["a,b", "\"quoted\"", "line\nbreak"], ["\r\n", "\"", ";\t"],
        ["=1+1", "日本", "é\u{202E}x"], ["\"\u{301}", "\u{0D4E}\"", "\"\""],
    ])
    func whatIsWrittenIsReadBack(fields: [String]) throws {
        let table = try CSV.table(Array((CSV.line(["a", "b", "c"]) + CSV.line(fields)).utf8))
        #expect(table.records.map(\.fields) == [fields])
    }

    @Test func linesFollowTheRFC() {
        #expect(CSV.line(["a", "b,c", "d\"e"]) == "a,\"b,c\",\"d\"\"e\"\n")
    }

    @Test(arguments: [
        "sku,category\na,b\n", "\u{FEFF}sku,category\r\na,b\r\n", "SKU; Category\na;b", "sku\tcategory\ra\tb\r",
        "sep=;\nsku;category\na;b\n",
        "\n\nsku,category\n\na,b\n\n",
    ])
    func filesOfSpreadsheetsAreRead(text: String) throws {
        let table = try CSV.table(Array(text.utf8))
        #expect(table.columns == ["sku", "category"])
        #expect(table.records.map(\.fields) == [["a", "b"]])
    }

    @Test func problemsNameTheirLine() {
        #expect(problem("")?.line == 1)
        #expect(problem("a,b\n1,2\n3\n")?.line == 3)
        #expect(problem("a,b\n\"1\n2\",3\n4\n")?.line == 4)
        #expect(problem("a,b\n1,\"2\n3,4\n")?.line == 2)
        #expect(problem("a,b\n\"1\"x,2\n")?.line == 2)
        #expect(throws: CSV.Problem.self) { try CSV.table([0x61, 0x0A, 0xFF]) }
        #expect(problem("PK\u{3}\u{4}")?.message.contains("workbook") == true)
        #expect(throws: CSV.Problem.self) { try CSV.table(Array("a,b".utf8).flatMap { [$0, 0] }) }
    }

    @Test func furtherFieldsAreAllowedAndMissingColumnsNamed() throws {
        let table = try CSV.table(Array("a\n1,2\n".utf8))
        #expect(table.records.first?.fields == ["1", "2"])
        let error = #expect(throws: CSV.Problem.self) { try table.index(of: "sku") }
        #expect(error?.message.contains("sku") == true)
    }
}
