import Testing

@testable import ReviewTerminal

@Suite struct KeyTests {
    private func keys(_ text: String) -> [Key] {
        var reader = KeyReader()
        return reader.keys(text.utf8)
    }

    @Test("Letters, digits and control characters are keys") func charactersAreKeys() {
        #expect(
            keys("1N?é\r\n\u{4}\u{7F}").map { "\($0)" }
                == [
                    Key.character("1"), .character("n"), .character("?"), .character("é"), .enter, .enter, .endOfInput,
                    .backspace,
                ].map { "\($0)" })
    }

    @Test("An escape sequence is one key, whatever the terminal") func escapeSequences() {
        #expect(
            keys("\u{1B}[A\u{1B}OB\u{1B}[1;5C\u{1B}[5~\u{1B}[6~\u{1B}OM") == [
                .up, .down, .right, .pageUp, .pageDown, .enter,
            ])
        // A function key, a mouse report and a key with Alt are ignored: no character of the sequences becomes a decision.
        #expect(keys("\u{1B}[15~\u{1B}[<0;10;5M\u{1B}1").contains { $0 != .enter } == false)
    }

    @Test("Pasted text and reports of the terminal are not keys") func pastedText() {
        #expect(keys("\u{1B}[200~1\r2\rnnn\u{1B}[201~s") == [.character("s")])
        #expect(keys("\u{1B}_Gi=1;OK\u{1B}\\\u{1B}]11;rgb:0/0/0\u{7}\u{1B}[?62;4cq") == [.character("q")])
    }

    @Test("A sequence that arrives in pieces is one key") func sequenceInPieces() {
        var reader = KeyReader()
        #expect(reader.keys([0x1B]).isEmpty && reader.isIncomplete)
        #expect(reader.keys("[".utf8).isEmpty && reader.isIncomplete)
        #expect(reader.keys("B1".utf8) == [.down, .character("1")])
        #expect(reader.keys([0xC3]).isEmpty)
        #expect(reader.keys([0xA9]) == [.character("é")])
    }

    @Test("A single escape character is the key Escape after a pause") func singleEscape() {
        var reader = KeyReader()
        #expect(reader.keys([0x1B]).isEmpty)
        #expect(reader.keysAfterPause() == [.escape])
        #expect(!reader.isIncomplete)
        // An incomplete sequence is discarded.
        #expect(reader.keys("\u{1B}[1".utf8).isEmpty)
        #expect(reader.keysAfterPause().isEmpty)
    }

    @Test("A sequence longer than the limit is discarded") func endlessSequence() {
        var reader = KeyReader()
        #expect(reader.keys("\u{1B}_".utf8 + [UInt8](repeating: 0x41, count: 10_000)).isEmpty)
        #expect(!reader.isIncomplete)
        #expect(reader.keys([0xFF, 0xFE, 0x31]) == [.character("1")])
    }
}
