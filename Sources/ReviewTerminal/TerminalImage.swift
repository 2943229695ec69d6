import CZlib
import Foundation
import Imaging

/// An image that is drawn on a terminal. Decoded pixels are sent, never bytes of the image file.
struct TerminalImage {
    let image: ReducedImage

    /// Returns the largest rectangle at the top left of a box that has the shape of the image.
    ///
    /// - Parameter cellShape: The height of a cell divided by its width.
    func fitted(into box: Frame.Box, cellShape: Double) -> Frame.Box {
        let shape = Double(image.height) / Double(image.width) / cellShape
        let width = min(Double(box.width), Double(box.height) / shape)
        var fitted = box
        fitted.width = max(1, min(box.width, Int(width.rounded())))
        fitted.height = max(1, min(box.height, Int((width * shape).rounded())))
        return fitted
    }

    /// Returns text that draws the image with half blocks: each cell shows two pixels, one above the other. Without colors,
    /// a cell shows one of five shades.
    func blocks(in box: Frame.Box, colors: TerminalKind.Colors) -> String {
        let pixels = image.rgb(width: box.width, height: 2 * box.height)
        func color(_ x: Int, _ y: Int) -> [UInt8] {
            Array(pixels[3 * (y * box.width + x)..<3 * (y * box.width + x) + 3])
        }
        return (0..<box.height).map { row in
            var line = Frame.move(row: box.row + row, column: box.column)
            var last = ""
            for x in 0..<box.width {
                let (upper, lower) = (color(x, 2 * row), color(x, 2 * row + 1))
                switch colors {
                case .none: line += Self.shade((upper + lower).reduce(0) { $0 + Int($1) } / 6)
                case .indexed, .direct:
                    let sequence = "\u{1B}[38;\(Self.code(upper, colors));48;\(Self.code(lower, colors))m"
                    line += (sequence == last ? "" : sequence) + "▀"
                    last = sequence
                }
            }
            return line + (colors == .none ? "" : "\u{1B}[0m")
        }.joined()
    }

    private static func shade(_ gray: Int) -> String { [" ", "░", "▒", "▓", "█"][min(4, gray * 5 / 256)] }

    private static func code(_ rgb: [UInt8], _ colors: TerminalKind.Colors) -> String {
        if colors == .direct { return "2;\(rgb[0]);\(rgb[1]);\(rgb[2])" }
        return "5;\(indexed(rgb.map { Int($0) }))"
    }

    /// Returns the nearest of the 256 colors of xterm: one of 24 grays for a gray color, else a color of the 6×6×6 cube.
    private static func indexed(_ rgb: [Int]) -> Int {
        let (low, high, sum) = (rgb.min() ?? 0, rgb.max() ?? 0, rgb.reduce(0, +))
        if high - low < 12 {
            let gray = sum / 3
            // The grays are 8, 18, … 238; black and white are in the cube.
            return gray < 4 ? 16 : gray > 246 ? 231 : 232 + min(23, max(0, (gray - 3) / 10))
        }
        // The levels of the cube are 0, 95, 135, 175, 215, 255.
        let levels = rgb.map { $0 < 48 ? 0 : $0 < 115 ? 1 : ($0 - 35) / 40 }
        return 16 + 36 * levels[0] + 6 * levels[1] + levels[2]
    }

    /// Returns the control sequences that draw the image with the kitty graphics protocol: RGB pixels, compressed, as base64 in
    /// pieces of at most 4,096 bytes.
    ///
    /// Specification: https://sw.kovidgoyal.net/kitty/graphics-protocol/
    func pixels(in box: Frame.Box) -> String {
        var pixels = image.rgb(width: image.width, height: image.height), format = "f=24"
        if let smaller = Self.compressed(pixels) { (pixels, format) = (smaller, "f=24,o=z") }
        let text = Array(Data(pixels).base64EncodedString().utf8)
        // c, r: the size in cells; C=1: the cursor stays; q=2: the terminal sends no reply.
        let begin =
            "a=T,i=\(Self.number),\(format),s=\(image.width),v=\(image.height),c=\(box.width),r=\(box.height),C=1,q=2,"
        var sequence = Frame.move(row: box.row, column: box.column)
        for start in stride(from: 0, to: text.count, by: 4_096) {
            let piece = text[start..<min(start + 4_096, text.count)]
            let isLast = piece.endIndex == text.count
            sequence += "\u{1B}_G\(start == 0 ? begin : "q=2,")m=\(isLast ? 0 : 1);"
            sequence += String(decoding: piece, as: UTF8.self) + "\u{1B}\\"
        }
        return sequence
    }

    /// The control sequence that removes the image of ``pixels(in:)`` and frees its memory.
    static let removal = "\u{1B}_Ga=d,d=I,i=\(number),q=2\u{1B}\\"

    /// The number of the image in the protocol.
    private static let number = 7_001

    private static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        var count = compressBound(uLong(bytes.count))
        var result = [UInt8](repeating: 0, count: Int(count))
        guard compress2(&result, &count, bytes, uLong(bytes.count), Z_BEST_SPEED) == Z_OK else { return nil }
        return Array(result.prefix(Int(count)))
    }
}
