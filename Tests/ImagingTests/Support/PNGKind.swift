import TestSupport
import Testing

/// One of the 15 combinations of color type and bit depth, with or without tRNS and interlacing.
struct PNGKind: Sendable, CustomTestStringConvertible {
    var color: PNGFile.Color
    var depth = 8
    var isInterlaced = false
    /// Whether the file has a tRNS chunk.
    var hasTransparency = false

    var testDescription: String {
        "\(color) \(depth)\(isInterlaced ? " interlaced" : "")\(hasTransparency ? " tRNS" : "")"
    }

    static let all: [PNGKind] = PNGFile.Color.allCases.flatMap { color in
        color.depths.flatMap { depth in
            [false, true].flatMap { isInterlaced in
                (color == .grayAlpha || color == .rgba ? [false] : [false, true]).map {
                    PNGKind(color: color, depth: depth, isInterlaced: isInterlaced, hasTransparency: $0)
                }
            }
        }
    }

    /// Returns a file with random samples, so that every value and all filter arithmetic occurs.
    func noise(width: Int, height: Int, filter: PNGFile.Filter = .mixed) -> [UInt8] {
        var random = SeededRandom(width * 1000 + height)
        var file = PNGFile(width: width, height: height, color: color, depth: depth)
        file.isInterlaced = isInterlaced
        file.filter = filter
        let colors = 1 << min(depth, 4)
        if color == .palette {
            file.palette = (0..<colors).map { _ in (0..<3).map { _ in UInt8.random(in: 0...255, using: &random) } }
            if hasTransparency { file.paletteAlpha = (0..<colors / 2).map { UInt8(255 * $0 / colors) } }
        } else if hasTransparency {
            file.transparentColor = [UInt16](repeating: UInt16(file.maximumSample / 3), count: 3)
        }
        let largest = color == .palette ? colors - 1 : file.maximumSample
        return file.encoded { _, _, _ in
            // A third of the samples equal those of the transparent color.
            Int.random(in: 0...2, using: &random) == 0 ? largest / 3 : Int.random(in: 0...largest, using: &random)
        }
    }
}
