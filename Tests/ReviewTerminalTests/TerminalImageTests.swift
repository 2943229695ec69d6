import CZlib
import Foundation
import Imaging
import Testing

@testable import ReviewTerminal

@Suite struct TerminalImageTests {
    private static func image(width: Int, height: Int) throws -> TerminalImage {
        let pixels = (0..<width * height).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        return TerminalImage(image: try #require(ReducedImage(gray: pixels, width: width)))
    }

    @Test(
        "An image keeps its shape in a box",
        arguments: [(100, 100, 40, 20), (300, 100, 40, 7), (100, 400, 10, 20), (1, 500, 1, 20), (500, 1, 40, 1)])
    func imageKeepsShape(width: Int, height: Int, columns: Int, rows: Int) throws {
        let box = try Self.image(width: width, height: height)
            .fitted(into: Frame.Box(row: 2, column: 3, width: 40, height: 20), cellShape: 2)
        #expect(box == Frame.Box(row: 2, column: 3, width: columns, height: rows))
    }

    /// Specification: https://sw.kovidgoyal.net/kitty/graphics-protocol/
    @Test("The kitty protocol transfers all pixels, in pieces of at most 4,096 bytes") func kittyPixels() throws {
        let image = try Self.image(width: 90, height: 70)
        let sequence = image.pixels(in: Frame.Box(row: 4, column: 0, width: 9, height: 7))
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
        #expect(pixels == image.image.rgb(width: 90, height: 70) && count == uLong(pixels.count))
    }

    @Test("A half block shows two pixels, in the colors of the terminal") func halfBlocks() throws {
        let image = TerminalImage(image: try #require(ReducedImage(gray: [0, 255, 128, 10], width: 2)))
        let box = Frame.Box(row: 0, column: 0, width: 2, height: 1)
        #expect(
            image.blocks(in: box, colors: .direct)
                == "\u{1B}[1;1H\u{1B}[38;2;0;0;0;48;2;128;128;128m▀\u{1B}[38;2;255;255;255;48;2;10;10;10m▀\u{1B}[0m")
        #expect(
            image.blocks(in: box, colors: .indexed)
                == "\u{1B}[1;1H\u{1B}[38;5;16;48;5;244m▀\u{1B}[38;5;231;48;5;232m▀\u{1B}[0m")
        #expect(image.blocks(in: box, colors: .none) == "\u{1B}[1;1H░▒")
    }

    @Test("The capabilities of a terminal are derived from its environment") func capabilities() {
        func kind(_ environment: [String: String]) -> TerminalKind { TerminalKind(environment: environment) }
        #expect(kind([:]).isDumb && kind(["TERM": "dumb"]).isDumb && !kind(["TERM": "xterm"]).isDumb)
        #expect(kind(["TERM": "xterm-kitty"]).imageStyle == .kitty)
        #expect(kind(["TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"]).imageStyle == .kitty)
        // A multiplexer passes the environment variables of the outer terminal on, but no images.
        #expect(kind(["TERM": "tmux-256color", "KITTY_WINDOW_ID": "1", "TMUX": "/tmp/x"]).imageStyle == .blocks)
        #expect(kind(["TERM": "xterm-256color"]).colors == .indexed)
        #expect(kind(["TERM": "xterm-256color", "COLORTERM": "truecolor"]).colors == .direct)
        #expect(kind(["TERM": "xterm-256color", "NO_COLOR": "1"]).colors == .none)
        #expect(kind(["TERM": "xterm-256color", "NO_COLOR": ""]).colors == .indexed)
        #expect(
            TerminalKind(environment: ["TERM": "xterm-kitty"], imageStyle: TerminalImageStyle.none).imageStyle == .none)
    }
}
