import CZlib
import Foundation
import Imaging
import Testing

@testable import ReviewTerminal

@Suite struct TerminalImageTests {
    private static func picture(width: Int, height: Int) throws -> TerminalImage {
        let pixels = (0..<width * height).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        return TerminalImage(picture: try #require(ReducedImage(gray: pixels, width: width)))
    }

    @Test(arguments: [(100, 100, 40, 20), (300, 100, 40, 7), (100, 400, 10, 20), (1, 500, 1, 20), (500, 1, 40, 1)])
    func aPictureKeepsItsShape(width: Int, height: Int, columns: Int, rows: Int) throws {
        let box = try Self.picture(width: width, height: height)
            .fitted(into: Frame.Box(row: 2, column: 3, width: 40, height: 20), cellShape: 2)
        #expect(box == Frame.Box(row: 2, column: 3, width: columns, height: rows))
    }

    /// As the protocol has it: https://sw.kovidgoyal.net/kitty/graphics-protocol/
    @Test func pixelsArriveWholeInPieces() throws {
        let picture = try Self.picture(width: 90, height: 70)
        let sequence = picture.pixels(in: Frame.Box(row: 4, column: 0, width: 9, height: 7))
        #expect(sequence.hasPrefix("\u{1B}[5;1H\u{1B}_Ga=T,"))
        let pieces = sequence.components(separatedBy: "\u{1B}_G").dropFirst().map { piece -> (String, String) in
            #expect(piece.hasSuffix("\u{1B}\\"))
            let parts = piece.dropLast(2).split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), String(parts[1]))
        }
        #expect(pieces[0].0.contains("s=90,v=70,c=9,r=7"))
        #expect(pieces.dropLast().allSatisfy { $0.0.hasSuffix("m=1") && $0.1.count == 4_096 })
        #expect(pieces.last?.0.hasSuffix("m=0") == true)
        let bytes = Array(try #require(Data(base64Encoded: pieces.map(\.1).joined())))
        var pixels = [UInt8](repeating: 0, count: 3 * 90 * 70), count = uLong(pixels.count)
        #expect(uncompress(&pixels, &count, bytes, uLong(bytes.count)) == Z_OK)
        #expect(pixels == picture.picture.rgb(width: 90, height: 70) && count == uLong(pixels.count))
    }

    @Test func halfBlocksShowTwoPixelsEach() throws {
        let picture = TerminalImage(picture: try #require(ReducedImage(gray: [0, 255, 128, 10], width: 2)))
        let box = Frame.Box(row: 0, column: 0, width: 2, height: 1)
        #expect(
            picture.blocks(in: box, colors: .direct)
                == "\u{1B}[1;1H\u{1B}[38;2;0;0;0;48;2;128;128;128m▀\u{1B}[38;2;255;255;255;48;2;10;10;10m▀\u{1B}[0m")
        #expect(
            picture.blocks(in: box, colors: .indexed)
                == "\u{1B}[1;1H\u{1B}[38;5;16;48;5;244m▀\u{1B}[38;5;231;48;5;232m▀\u{1B}[0m")
        #expect(picture.blocks(in: box, colors: .none) == "\u{1B}[1;1H░▒")
    }

    @Test func terminalsAreKnownByTheirEnvironment() {
        func kind(_ environment: [String: String]) -> TerminalKind { TerminalKind(environment: environment) }
        #expect(kind([:]).isDumb && kind(["TERM": "dumb"]).isDumb && !kind(["TERM": "xterm"]).isDumb)
        #expect(kind(["TERM": "xterm-kitty"]).pictures == .kitty)
        #expect(kind(["TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"]).pictures == .kitty)
        // A multiplexer passes on the variables of the terminal outside, and swallows its pictures.
        #expect(kind(["TERM": "tmux-256color", "KITTY_WINDOW_ID": "1", "TMUX": "/tmp/x"]).pictures == .blocks)
        #expect(kind(["TERM": "xterm-256color"]).colors == .indexed)
        #expect(kind(["TERM": "xterm-256color", "COLORTERM": "truecolor"]).colors == .direct)
        #expect(kind(["TERM": "xterm-256color", "NO_COLOR": "1"]).colors == .none)
        #expect(kind(["TERM": "xterm-256color", "NO_COLOR": ""]).colors == .indexed)
        #expect(TerminalKind(environment: ["TERM": "xterm-kitty"], pictures: TerminalImageStyle.none).pictures == .none)
    }
}
